"""Nobody waits for a handout: it is laid out when its version is activated."""

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from clinic.models import Night, RenderedPaper, TrailEntry
from clinic.nights import night_of
from patients.actions.programs import activate_program, change_program
from patients.jobs import print_ahead


def test_activating_has_the_handout_laid_out(committing, elm):
    Night.objects.create(day=night_of(timezone.now()))
    change_program(program=elm.program, by=elm.practitioner)
    activate_program(program=elm.program, by=elm.practitioner)
    (waiting,) = DBTaskResult.objects.all()
    assert waiting.args_kwargs == {"args": [elm.clinic.pk, elm.program.pk], "kwargs": {}}
    printed = TrailEntry.objects.filter(action="patients.handout_printed").count()
    call_command("work", "--once")
    assert RenderedPaper.objects.count() == 1
    # Nobody has seen it yet, so the trail says nothing of printing.
    assert TrailEntry.objects.filter(action="patients.handout_printed").count() == printed


def test_the_patient_then_waits_for_nothing(client, elm, monkeypatch):
    print_ahead.call(elm.clinic.pk, elm.program.pk)
    client.force_login(elm.front_desk)
    monkeypatch.setattr("clinic.paper.press.print", lambda html: pytest.fail("printed again"))
    answer = client.get(f"/c/elm/programs/{elm.program.pk}/handout.pdf")
    assert answer["Content-Type"] == "application/pdf"


def test_a_program_that_is_gone_is_no_failure(elm, oak):
    print_ahead.call(elm.clinic.pk, 10**9)
    print_ahead.call(elm.clinic.pk, oak.program.pk)
    assert not RenderedPaper.objects.exists()
