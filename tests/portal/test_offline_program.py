"""The page that a patient's own phone keeps."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clinic.models import TrailEntry
from patients.actions.guided_sessions import tell_something_new
from patients.actions.programs import pause_program
from patients.guiding import guide_through
from patients.models import OwnDevice, Patient, ProgramPhase
from patients.models.program import PauseReason
from patients.portal.offline_pages import mark_of
from routines.stop_signs import STOP_SIGNS
from tests import factories
from tests.portal.own_phone import own_phone

URL = "/my/offline/"


@pytest.fixture
def device(client, elm):
    return own_phone(client, elm)


def text_of(client):
    response = client.get(URL)
    assert response.status_code == 200
    return response.content.decode()


def test_it_holds_every_screen_of_the_session(client, elm, device):
    text = text_of(client)
    guide = guide_through(elm.program.current.phases.get().prescriptions.with_steps())
    assert len(re.findall(r"<template data-screen=", text)) == guide.last
    assert text.count('data-hold="') == sum(1 for one in guide.screens if one.number)
    assert f'data-device-key="{device.public_key}"' in text
    assert device.private_key not in text


def test_it_holds_what_stops_and_whom_to_call(client, elm, device):
    text = text_of(client)
    assert text.count('data-sign="') == len(STOP_SIGNS)
    assert "tel:5550100" in text
    assert elm.clinic.emergency_number in text


def test_nobodys_name_is_on_it(client, elm, device):
    text = text_of(client)
    assert elm.patient.family_name not in text
    assert elm.patient.given_names not in text
    assert elm.patient_user.username not in text


def test_who_looks_after_somebody_sees_whom(client, elm, device):
    elm.patient.guardian_name, elm.patient.guardian_phone = "Rosa", "555 0101"
    elm.patient.save()
    assert f"You are looking after {elm.patient.given_names}." in text_of(client)


def test_nothing_in_it_can_be_sent_by_itself(client, elm, device):
    text = text_of(client)
    assert "csrfmiddlewaretoken" not in text
    assert 'id="idle"' not in text


@pytest.mark.parametrize("state", ["paused", "in doubt", "not begun", "none"])
def test_where_nothing_may_be_pressed_there_are_no_screens(client, elm, device, state):
    if state == "paused":
        pause_program(program=elm.program, reason=PauseReason.STOP_SIGN, by=elm.practitioner)
    elif state == "in doubt":
        tell_something_new(program=elm.program, by=elm.patient_user)
    elif state == "not begun":
        elm.program.starts_on = elm.clinic.today() + timedelta(days=2)
        elm.program.save()
    else:
        Patient.objects.filter(pk=elm.patient.pk).update(user=None)
        other = factories.make_patient(elm.clinic, user=elm.patient_user)
        OwnDevice.objects.filter(pk=device.pk).update(patient=other)
    text = text_of(client)
    assert "data-screen" not in text
    assert 'data-packed="' not in text
    assert "Something feels wrong" in text


def test_it_is_good_for_three_days_and_never_into_another_phase(client, elm, device):
    text = text_of(client)
    until = int(re.search(r'data-good-until="(\d+)000"', text)[1])
    assert 48 <= (until - timezone.now().timestamp()) / 3600 <= 72
    elm.program.starts_on = elm.clinic.today() - timedelta(days=6)
    elm.program.save()
    version = elm.program.current
    ProgramPhase.objects.filter(version=version).update(weeks=1)
    ProgramPhase.objects.create(clinic=elm.clinic, version=version, position=2, weeks=1)
    until = int(re.search(r'data-good-until="(\d+)000"', text_of(client))[1])
    assert 0 <= (until - timezone.now().timestamp()) / 3600 <= 24


def test_its_mark_changes_with_what_it_says(client, elm, device):
    marks = [mark_of(None)]
    programs = type(elm.program).objects.with_phases().with_doubts()
    marks.append(mark_of(programs.get(pk=elm.program.pk)))
    tell_something_new(program=elm.program, by=elm.patient_user)
    marks.append(mark_of(programs.get(pk=elm.program.pk)))
    pause_program(program=elm.program, reason=PauseReason.STOP_SIGN, by=elm.practitioner)
    marks.append(mark_of(programs.get(pk=elm.program.pk)))
    assert len(set(marks)) == 4
    home = client.get("/my/").content.decode()
    assert f'data-mark="{marks[-1]}"' in home
    assert f'data-mark="{marks[-1]}"' in text_of(client)


def test_the_trail_tells_of_it(client, elm, device):
    text_of(client)
    line = TrailEntry.objects.filter(action="patients.own_page_opened").first()
    assert line.details == {"page": "offline_program"}


def test_on_a_phone_that_is_nobodys_own_there_is_none(client, elm):
    client.force_login(elm.patient_user)
    response = client.get(URL)
    assert (response.status_code, response["Location"]) == (302, "/my/")


def test_a_forgotten_phone_gets_it_no_more(client, elm, device):
    OwnDevice.objects.filter(pk=device.pk).update(forgotten_at=timezone.now())
    assert client.get(URL).status_code == 302


def test_it_takes_few_queries(client, elm, device):
    client.get(URL)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as caught:
            client.get(URL)
        counts.append(len(caught))
        if len(counts) == 1:
            factories.prescribe(elm.program, 2)
    assert counts[0] == counts[1] <= 12
