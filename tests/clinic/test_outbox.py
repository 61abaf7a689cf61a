"""Each mail leaves once, whatever happens on the way, or it is told why it did not."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as settings_of_tests
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from clinic import encryption, outbox
from clinic.models import Mail
from clinic.nights import clean_up
from tests.mail_server import MailServer
from tests.mailbox import deliver_due, delivered


@pytest.fixture
def server(settings) -> Iterator[MailServer]:
    with MailServer() as server:
        settings.EMAIL_BACKEND = "clinic.smtp.Smtp"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT = 5
        yield server
        server.may_answer.set()
        server.shutdown()


def put(**changes: object) -> Mail:
    said = {"kind": "test", "to": "ana@example.org", "subject": "Código", "body": "7F3K-99QX\n"}
    return outbox.put(**said | changes)


def later(**ago: float) -> None:
    """As if so much time had passed since a worker took them, and until they are due."""
    then = timezone.now() - timedelta(**ago)
    Mail.objects.undelivered().update(next_try_at=then)
    Mail.objects.filter(state="sending").update(taken_at=then)


def test_it_leaves_once_and_nothing_of_it_stays(server, db):
    mail = put(headers={"List-Unsubscribe": "<https://x.example/>"})
    assert server.taken == []
    deliver_due()
    outbox.deliver.call(mail.pk)  # a job may be done twice
    (taken,) = server.taken
    assert (taken["To"], taken["Subject"]) == ("ana@example.org", "Código")
    assert taken["Message-ID"] == f"<{mail.key}@127.0.0.1>"
    assert taken["List-Unsubscribe"] == "<https://x.example/>"
    assert taken["Auto-Submitted"] == "auto-generated"
    assert taken.get_content() == "7F3K-99QX\r\n"
    mail.refresh_from_db()
    assert (mail.state, mail.content, mail.tries, mail.problem) == ("sent", "", 1, "")
    assert mail.ended_at


def test_on_its_way_nobody_can_read_it(db):
    mail = put()
    row = str(Mail.objects.filter(pk=mail.pk).values().get())
    job = str(DBTaskResult.objects.values().get())
    assert "ana@example.org" not in row + job
    assert "7F3K" not in row + job
    other = put()
    Mail.objects.filter(pk=other.pk).update(content=mail.content)  # moved to another row
    outbox.deliver.call(other.pk)
    other.refresh_from_db()
    assert (other.state, other.problem) == ("failed", "unreadable")


def test_it_goes_with_what_it_follows_from(db):
    with transaction.atomic():
        put()
        transaction.set_rollback(True)
    assert delivered() == []


def test_what_is_of_no_use_any_more_is_not_sent(server, db):
    mail = put(valid=timedelta(minutes=10))
    Mail.objects.update(expires_at=timezone.now())
    deliver_due()
    mail.refresh_from_db()
    assert (server.taken, mail.state, mail.content) == ([], "late", "")


@pytest.mark.parametrize(
    ("answers", "problem", "state"),
    [
        ({"CONNECT": None}, "refused", "waiting"),
        ({"CONNECT": "421 too many"}, "busy", "waiting"),
        ({"MAIL": "550 not from you"}, "sender", "waiting"),
        ({"RCPT": "450 later"}, "busy", "waiting"),
        ({"RCPT": "550 nobody here"}, "address", "failed"),
        ({"DATA": "554 spam"}, "message", "waiting"),
        ({"DATA": None}, "refused", "waiting"),
    ],
)
def test_what_goes_wrong_is_told_by_its_kind(server, db, answers, problem, state):
    server.answers = answers
    mail = put()
    deliver_due()
    mail.refresh_from_db()
    assert (mail.state, mail.problem, server.taken) == (state, problem, [])
    assert bool(mail.content) is (state == "waiting")


def test_it_is_tried_again_later_and_later_and_then_given_up(server, db):
    server.answers = {"CONNECT": "421 too many"}
    mail = put(valid=timedelta(hours=1))
    pauses = []
    deliver_due()
    while mail.state != "failed":
        mail.refresh_from_db()
        pauses.append(round((mail.next_try_at - timezone.now()).total_seconds() / 60))
        assert outbox.take_up_again(mail.next_try_at - timedelta(seconds=1)) == 0
        later(seconds=0)
        Mail.objects.filter(tries=5).update(expires_at=timezone.now() + timedelta(minutes=5))
        assert outbox.take_up_again() == 1
        assert outbox.take_up_again() == 0
        deliver_due()
        mail.refresh_from_db()
    assert pauses == [1, 2, 4, 8, 16]
    assert (mail.problem, mail.content) == ("busy", "")


def test_once_the_server_is_back_it_leaves(server, db):
    server.answers = {"CONNECT": None}
    put()
    deliver_due()
    server.answers = {}
    later(seconds=0)
    outbox.take_up_again()
    deliver_due()
    assert len(server.taken) == 1


def test_how_the_server_says_goodbye_does_not_matter(server, db):
    server.answers = {"QUIT": "500 never"}
    mail = put()
    deliver_due()
    mail.refresh_from_db()
    assert (mail.state, len(server.taken)) == ("sent", 1)


def test_what_another_worker_holds_is_left_alone(server, db):
    mail = put()
    Mail.objects.update(state="sending", taken_at=timezone.now())
    deliver_due()
    assert outbox.take_up_again() == 0
    assert server.taken == []
    later(minutes=5)
    assert outbox.take_up_again() == 1
    deliver_due()
    mail.refresh_from_db()
    assert (mail.state, len(server.taken)) == ("sent", 1)


def test_keys_of_mails_on_their_way_are_kept(db, own_keys):
    put()
    call_command("rotate_keys")
    call_command("rotate_keys", "--forget-old")
    assert len(delivered()) == 1
    call_command("rotate_keys", "--forget-old")
    assert outbox.keys_in_use() == set()
    assert encryption.newest_key()


def test_how_it_went_is_kept_for_30_days(db):
    for _twice in range(2):
        put()
    (old, waiting) = Mail.objects.order_by("pk")
    outbox.deliver.call(old.pk)
    Mail.objects.update(made_at=timezone.now() - timedelta(days=31))
    clean_up.call()
    assert Mail.objects.get() == waiting


class Installation:
    """One with a worker of its own, whose mails go to a server that we hold in hand."""

    def __init__(self, data: Path, server: MailServer) -> None:
        data.chmod(0o700)
        self.database = data / "hipwise.sqlite3"
        shutil.copy(settings_of_tests.DATABASES["default"]["NAME"], self.database)
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "clinic.settings",
            "HIPWISE_DATA": str(data),
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(server.port),
            "SMTP_SECURITY": "none",
        }
        self.change("insert into clinic_night (day) values (date('now'))")

    def worker(self, *, first: str = "pass") -> "subprocess.Popen[bytes]":
        code = f"from django.core.management import call_command as do; {first}; do('work')"
        command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", code]
        return subprocess.Popen(command, env=self.environment)

    def change(self, statement: str) -> None:
        with sqlite3.connect(self.database, timeout=20) as database:
            database.execute(statement)

    def states(self) -> list[str]:
        with sqlite3.connect(self.database, timeout=20) as database:
            return [state for (state,) in database.execute("select state from clinic_mail")]

    def wait_for(self, states: list[str]) -> None:
        until = time.monotonic() + 30
        while self.states() != states:
            assert time.monotonic() < until, self.states()
            time.sleep(0.05)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the database is copied as a file")
@pytest.mark.usefixtures("django_db_setup")
def test_a_worker_killed_in_the_one_doubtful_moment_sends_the_same_mail_again(server, tmp_path):
    """Taken by the mail server, and killed before we could write that down."""
    home = Installation(tmp_path, server)
    server.may_answer.clear()
    said = "kind='t', to='ana@example.org', subject='s', body='b'"
    worker = home.worker(first=f"from clinic import outbox; outbox.put({said})")
    assert server.has_taken.wait(30)
    assert home.states() == ["sending"]
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    server.may_answer.set()
    home.change("update clinic_mail set taken_at = '2020-01-01 00:00:00'")
    worker = home.worker()
    try:
        home.wait_for(["sent"])
    finally:
        worker.terminate()
        assert worker.wait(30) == 0
    first, second = server.taken
    assert first["Message-ID"] == second["Message-ID"]
    assert first.as_bytes() == second.as_bytes()
