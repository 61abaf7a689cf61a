"""
What the drill does with rows, in a process of its own: `make <patients>` or `count <file>`.

Says as JSON what it made, or found.
"""

import json
import os
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from clinic import walls
from clinic.models import Clinic, RenderedPaper, TrailEntry, User
from clinic.permissions import Role
from patients.jobs import print_ahead
from patients.models import Prescription, SessionLog
from tests import factories
from tests.clients import SignedInClient

EVERYWHERE = walls.Place(is_everywhere=True)
LEASE = timedelta(hours=1)


def make(patients: int) -> dict[str, object]:
    """A clinic whose patients are signed in, and a job for each."""
    with transaction.atomic(), walls.stand(EVERYWHERE):
        clinic = Clinic.objects.create(name="Drill", slug="drill", phone="555 0100")
        owner = factories.make_member(clinic, Role.OWNER)
        routine = factories.make_routine(clinic)
        return {"patients": [_patient(clinic, routine, owner, n) for n in range(patients)]}


def _patient(clinic, routine, owner, number: int) -> dict[str, object]:
    user = User.objects.create_user(f"drill-{number}")
    name = f"Number {number}"
    patient = factories.make_patient(clinic, user=user, family_name=name)
    program = factories.make_program(patient, routine, by=owner)
    print_ahead.enqueue(clinic.pk, program.pk)
    client = SignedInClient()
    client.force_login(user)
    typed = {"done_on": clinic.today().isoformat(), "any_sign": "no"}
    typed |= {"pain_before": "4", "pain_worst": "5", "pain_after": "3"}
    for one in Prescription.objects.filter(phase__version=program.current):
        typed |= {f"{one.pk}-outcome": "done", f"{one.pk}-seconds": "90", f"{one.pk}-pressure": "3"}
    return {"session": client.cookies[settings.SESSION_COOKIE_NAME].value, "typed": typed}


def count(path: str) -> dict[str, object]:
    """What is stored of what was acknowledged, and whether its effects are there once."""
    acknowledged = json.loads(Path(path).read_text())
    _do_jobs_left()
    call_command("seal_trail", stdout=sys.stderr)
    with walls.stand(EVERYWHERE):
        logs = list(SessionLog.objects.values_list("key", "pk", "note"))
        stored = {str(key): pk for key, pk, _note in logs}
        told = TrailEntry.objects.filter(action="patients.session_logged")
        lines = Counter(told.values_list("subject_id", flat=True))
        papers = RenderedPaper.objects.count()
    return {
        "stored": len(logs),
        "lost": [key for key, pk in acknowledged.items() if stored.get(key) != pk],
        "doubled": [note for note, n in Counter(note for *_, note in logs).items() if n > 1],
        "untold": [pk for _key, pk, _note in logs if lines[str(pk)] != 1],
        "jobs": dict(Counter(DBTaskResult.objects.values_list("status", flat=True))),
        "papers": papers,
    }


def _do_jobs_left() -> None:
    """What killed workers left is taken up when their time is over: here it is, at once."""
    DBTaskResult.objects.running().update(started_at=timezone.now() - LEASE)
    call_command("work", once=True)


if __name__ == "__main__":
    what, argument = sys.argv[1:]
    print(json.dumps(make(int(argument)) if what == "make" else count(argument)))
