"""Jobs are committed with their cause, done at least once, and given up after five tries."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from clinic.jobs import LEASE, TRIES, job, oldest_waiting, take_up_again
from clinic.models import Clinic, Night
from clinic.nights import night_of


@job
def rename(clinic_id: int) -> None:
    clinic = Clinic.objects.get(pk=clinic_id)
    clinic.name += "!"
    clinic.save()


@job
def stumble(clinic_id: int) -> None:
    raise ValueError("Rosa Vargas was here")


@pytest.fixture
def clinic(committing) -> Clinic:
    """The worker leaves the connection it finds, so what it does must be committed."""
    Night.objects.create(day=night_of(timezone.now()))  # what is nightly is not looked at here
    return Clinic.objects.create(name="Elm", slug="elm")


def states() -> list[str]:
    return list(DBTaskResult.objects.order_by("enqueued_at").values_list("status", flat=True))


def killed_while_running(tries: int) -> DBTaskResult:
    (one,) = DBTaskResult.objects.all()
    for number in range(tries):
        one.claim(f"worker-{number}")
    DBTaskResult.objects.update(started_at=timezone.now() - LEASE - timedelta(seconds=1))
    return one


def test_a_job_is_done_once_and_soon(clinic):
    rename.enqueue(clinic.pk)
    assert oldest_waiting() is not None
    call_command("work", "--once")
    clinic.refresh_from_db()
    assert clinic.name == "Elm!"
    assert oldest_waiting() is None
    call_command("work", "--once")
    clinic.refresh_from_db()
    assert clinic.name == "Elm!"


def test_a_job_goes_with_what_it_follows_from(clinic):
    with transaction.atomic():
        rename.enqueue(clinic.pk)
        transaction.set_rollback(True)
    assert states() == []


def test_what_a_killed_worker_left_is_taken_up(clinic):
    rename.enqueue(clinic.pk)
    killed_while_running(1)
    call_command("work", "--once")  # tidies at its start
    clinic.refresh_from_db()
    assert clinic.name == "Elm!"
    assert states() == [TaskResultStatus.SUCCESSFUL]


def test_a_job_that_still_runs_is_left_alone(clinic):
    rename.enqueue(clinic.pk)
    DBTaskResult.objects.get().claim("worker")
    assert take_up_again() == 0
    assert states() == [TaskResultStatus.RUNNING]


def test_what_kills_every_worker_is_given_up(clinic):
    rename.enqueue(clinic.pk)
    killed_while_running(TRIES)
    assert take_up_again() == 0
    assert states() == [TaskResultStatus.FAILED]


def test_a_failure_is_tried_again_later_and_later(clinic):
    stumble.enqueue(clinic.pk)
    now = timezone.now()
    for tries, minutes in enumerate([1, 2, 4, 8], start=1):
        call_command("work", "--once")
        assert states() == [TaskResultStatus.FAILED]
        assert len(DBTaskResult.objects.get().worker_ids) == tries
        assert take_up_again(now + timedelta(minutes=minutes - 0.5)) == 0
        assert take_up_again(timezone.now() + timedelta(minutes=minutes)) == 1
    call_command("work", "--once")
    assert take_up_again(now + timedelta(minutes=20)) == 0
    assert states() == [TaskResultStatus.FAILED]


def test_nothing_that_anybody_typed_is_kept_of_a_failure(clinic, caplog):
    stumble.enqueue(clinic.pk)
    call_command("work", "--once")
    (failed,) = DBTaskResult.objects.all()
    assert "Rosa" not in failed.traceback
    assert "ValueError at stumble" in failed.traceback


@pytest.fixture
def worker(installation):
    """A worker process of an installation of its own, as script/server starts it."""
    environment = {
        **{k: v for k, v in os.environ.items() if k != "DATABASE_URL"},
        "DJANGO_SETTINGS_MODULE": "clinic.settings",
        "HIPWISE_DATA": str(installation),
    }
    process = subprocess.Popen([sys.executable, "manage.py", "work"], env=environment)
    yield process, installation
    process.kill()
    process.wait()


def test_a_worker_backs_up_each_night_and_ends_when_told(worker):
    process, data = worker
    for _ in range(300):
        if list((data / "backups").glob("*.backup")):
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert len(list((data / "backups").glob("*.backup"))) == 1
