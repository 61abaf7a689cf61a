"""Coming in and being turned away, as each clinic of the person is told."""

import logging

from allauth.account.signals import login_code_rejected
from django.contrib.auth import authenticate

from clinic.models import Membership, TrailEntry
from clinic.permissions import Role

PASSWORD = "correct horse battery"
LOGIN = "/accounts/login/"


def told(clinic) -> list[tuple]:
    lines = TrailEntry.objects.for_clinic(clinic).at_the_doors()
    return [(line.action, line.actor, line.patient_id, line.details) for line in lines]


def test_a_patient_who_comes_in_is_in_their_clinics_trail(client, elm, oak):
    client.post(LOGIN, {"login": elm.patient_user.username, "password": PASSWORD})
    assert told(elm.clinic) == [("clinic.signed_in", elm.patient_user, elm.patient.pk, {})]
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
