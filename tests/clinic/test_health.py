"""A watchman is told what is wrong, in words, and everybody else only that something is."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from clinic import outbox, readiness, trail
from clinic.backup.making import STAMP
from clinic.models import Mail, Night, TrailEntry
from clinic.nights import back_up, clean_up, night_of
from clinic.sealing import seal


@pytest.fixture(autouse=True)
def _own_places(settings, tmp_path):
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.TRAIL_HEADS = tmp_path / "heads"
    settings.HEALTH_TOKEN = "a token of the tests"


def ask(token="a token of the tests", **headers):
    return Client().get("/readyz", headers={"Authorization": f"Bearer {token}", **headers})


def problem(name: str) -> str:
    answer = ask()
    checks = json.loads(answer.content)["checks"]
    assert answer.status_code == (200 if set(checks.values()) == {"ok"} else 503)
    return checks[name]


def test_alive_asks_nobody(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


def test_ready_when_all_is_well(db):
    answer = ask()
    checks = dict.fromkeys(readiness.CHECKS, "ok")
    assert answer.json() == {"status": "ready", "checks": checks, "oldest_mail": None}
    assert answer["Cache-Control"]
    assert not Night.objects.exists()


def test_the_oldest_mail_is_told_and_stops_nothing(db):
    mail = outbox.put(kind="test", to="ana@example.org", subject="s", body="b")
    Mail.objects.update(made_at=timezone.now() - timedelta(hours=20))
    mail.refresh_from_db()
    told = ask().json()
    assert (told["status"], told["oldest_mail"]) == (
        "ready",
        mail.made_at.isoformat(timespec="seconds"),
    )
    assert "oldest_mail" not in ask("another").json()


@pytest.mark.parametrize("token", ["", "a token of the test", "another"])
def test_details_are_for_who_has_the_token(token, db):
    assert ask(token).json() == {"status": "ready"}


def test_without_a_token_nobody_is_told(db, settings):
    settings.HEALTH_TOKEN = ""
    assert ask("").json() == {"status": "ready"}


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_probes_come_to_a_bare_address_and_only_ask(address, db):
    assert Client().get(address, headers={"Host": "10.0.0.7"}).status_code == 200
    assert Client().post(address).status_code == 405


def test_a_backup_that_is_too_old_is_told(db, settings):
    made = timezone.now() - timedelta(hours=27)
    settings.BACKUP_DIR.mkdir()
    (settings.BACKUP_DIR / f"hipwise-{made.strftime(STAMP)}.backup").touch()
    assert problem("backup") == f"the last backup is of {made:%Y-%m-%d %H:%M}"


def test_no_backup_at_all_is_told_after_the_first_night(db):
    Night.objects.create(day=night_of(timezone.now()))
    assert problem("backup") == "ok"
    Night.objects.create(day=timezone.now().date() - timedelta(days=3))
    assert problem("backup") == "there is no backup"


def test_a_backup_that_another_machine_made_is_one(db):
    Night.objects.create(day=timezone.now().date() - timedelta(days=3))
    back_up.enqueue()
    assert problem("backup") == "there is no backup"
    made = timezone.now() - timedelta(hours=25)
    DBTaskResult.objects.update(status=TaskResultStatus.SUCCESSFUL, finished_at=made)
    assert problem("backup") == "ok"
    made -= timedelta(hours=2)
    DBTaskResult.objects.update(finished_at=made)
    assert problem("backup") == f"the last backup is of {made:%Y-%m-%d %H:%M}"


def test_a_job_that_waits_too_long_is_told(db):
    clean_up.enqueue()
    assert problem("jobs") == "ok"
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=11))
    assert "is the worker running?" in problem("jobs")


def test_seals_of_other_clinics_do_not_hide_ours(elm, oak, monkeypatch):
    monkeypatch.setattr(readiness, "SEAL_AGE", timedelta())
    monkeypatch.setattr(readiness, "RECENT_SEALS", 1)
    for world in (oak, oak, elm):
        trail.record("clinic.clinic_edited", subject=world.clinic, clinic=world.clinic, by=None)
        seal(world.clinic.pk)
    assert problem("trail") == "ok"


def test_a_trail_that_is_not_sealed_is_told(elm, monkeypatch):
    line = trail.record("clinic.clinic_edited", subject=elm.clinic, clinic=elm.clinic, by=None)
    monkeypatch.setattr(readiness, "SEAL_AGE", timedelta())
    assert problem("trail").startswith("the trail is not sealed since")
    seal(elm.clinic.pk)
    assert TrailEntry.objects.count() == 1
    assert line.pk
    assert problem("trail") == "ok"


def test_tables_of_an_older_version_are_told(db, monkeypatch):
    monkeypatch.setattr(readiness, "_awaited", lambda: {("patients", "9999_later")})
    assert "run manage.py migrate" in problem("migrations")


def test_a_full_disk_is_told(db, monkeypatch):
    monkeypatch.setattr(readiness, "FREE", 1.0)
    assert problem("disk").endswith("of the disk is free")


def test_a_check_that_breaks_is_a_problem_too(db, monkeypatch):
    monkeypatch.setitem(readiness.CHECKS, "disk", lambda: 1 // 0)
    assert problem("disk") == "ZeroDivisionError"
