"""Coming in and being turned away, as each clinic of the person is told."""

import logging

import pytest
from allauth.account.signals import login_code_rejected
from django.contrib.auth import authenticate
from django.template.loader import render_to_string
from django.utils import timezone

from clinic.models import Membership, TrailEntry
from clinic.permissions import Role
from patients.models import Patient

PASSWORD = "correct horse battery"
LOGIN = "/accounts/login/"


def told(clinic) -> list[tuple]:
    lines = TrailEntry.objects.for_clinic(clinic).at_the_doors()
    return [(line.action, line.actor, line.patient_id, line.details) for line in lines]


def test_a_patient_who_comes_in_is_in_their_clinics_trail(client, elm, oak):
    client.post(LOGIN, {"login": elm.patient_user.username, "password": PASSWORD})
    methods = {"methods": ["password"]}
    assert told(elm.clinic) == [("clinic.signed_in", elm.patient_user, elm.patient.pk, methods)]
    assert told(oak.clinic) == []


def test_somebody_of_two_clinics_is_in_both(client, elm, oak):
    Membership.objects.create(clinic=oak.clinic, user=elm.patient_user, role=Role.FRONT_DESK)
    client.post(LOGIN, {"login": elm.patient_user.username, "password": "wrong, and long enough"})
    failed = {"how": "password"}
    assert told(elm.clinic) == [("clinic.sign_in_failed", None, elm.patient.pk, failed)]
    assert told(oak.clinic) == [("clinic.sign_in_failed", None, None, failed)]


def test_a_wrong_code_is_told(elm, rf):
    login_code_rejected.send(sender=None, request=rf.get("/"), user=elm.patient_user)
    assert told(elm.clinic) == [("clinic.sign_in_failed", None, elm.patient.pk, {"how": "code"})]


def test_of_an_unknown_account_only_the_log_hears_and_no_name(elm, rf, caplog):
    with caplog.at_level(logging.INFO, logger="hipwise.sign_in"):
        assert authenticate(rf.get("/"), username="nobody-here", password="x") is None
    assert "no such account" in caplog.text
    assert "nobody-here" not in caplog.text
    assert not TrailEntry.objects.exists()


def test_a_test_client_that_is_let_in_came_by_no_address(client, elm):
    client.force_login(elm.owner)
    assert told(elm.clinic) == []


def test_whoever_leaves_is_told_and_how(client, elm):
    client.force_login(elm.patient_user)
    client.post("/accounts/logout/")
    client.force_login(elm.patient_user)
    session = client.session
    session["seen_at"] -= 31 * 60
    session.save()
    client.get("/my/")
    about = (elm.patient_user, elm.patient.pk)
    assert told(elm.clinic) == [
        ("clinic.signed_out", *about, {"how": "idle"}),
        ("clinic.signed_out", *about, {"how": "button"}),
    ]


def test_a_wrong_password_of_somebody_signed_in_is_another_line(client, elm):
    client.force_login(elm.patient_user, fresh=False)
    client.post("/accounts/reauthenticate/", {"password": "wrong, and long enough"})
    failed = {"how": "password"}
    assert told(elm.clinic) == [("clinic.ask_again_failed", None, elm.patient.pk, failed)]


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({}, "Signed in"),
        ({"methods": ["password"]}, "Signed in with password"),
        ({"methods": ["password", "totp"]}, "Signed in with password, code of the app"),
        ({"methods": ["webauthn"]}, "Signed in with passkey"),
        ({"methods": ["carrier pigeon"]}, "Signed in with carrier pigeon"),
    ],
)
def test_the_line_names_the_methods(details, words):
    entry = TrailEntry(action="clinic.signed_in", details=details)
    assert render_to_string(entry.template_name, {"entry": entry}).strip() == words


def test_whom_a_clinic_has_archived_it_hears_no_more_of(client, elm):
    changes = {"archived_at": timezone.now(), "archived_by": elm.owner}
    Patient.objects.filter(pk=elm.patient.pk).update(**changes)
    client.post(LOGIN, {"login": elm.patient_user.username, "password": PASSWORD})
    assert told(elm.clinic) == []
