"""Sensitive pages open only to somebody who has just shown who they are."""

import time

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY as PROOFS
from allauth.mfa.models import Authenticator
from django.contrib.auth import HASH_SESSION_KEY

from clinic.fresh import FRESH
from clinic.models import TrailEntry, User
from patients.models import Patient
from tests.malformed import form_of
from tests.test_architecture import ROUTES
from tests.test_tenancy import fill

PASSWORD = "correct horse battery"
SENSITIVE = [route for route, entry in ROUTES.items() if getattr(entry.callback, FRESH, False)]
KEPT = "/account/kept/"


def asks(response) -> bool:
    return response.status_code == 302 and "reauthenticate" in response.url


def test_what_the_issue_names_is_sensitive():
    names = {ROUTES[route].name for route in SENSITIVE}
    assert {"trail_export", "patient_archive"} <= names


@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "patch", "head", "options"])
@pytest.mark.parametrize("route", SENSITIVE)
def test_nothing_sensitive_happens_unasked(client, elm, route, method):
    client.force_login(elm.owner, fresh=False)
    before = TrailEntry.objects.count(), list(Patient.objects.order_by("pk").values())
    response = getattr(client, method)(fill(route, elm.url_kwargs), {"given_names": "Eve"})
    assert asks(response) or response.status_code == 405
    assert (TrailEntry.objects.count(), list(Patient.objects.order_by("pk").values())) == before


@pytest.mark.parametrize("route", SENSITIVE)
def test_who_has_just_signed_in_is_not_asked(client, elm, route):
    client.force_login(elm.owner)
    assert not asks(client.post(fill(route, elm.url_kwargs), {}))


@pytest.mark.parametrize(("seconds", "is_asked"), [(290, False), (310, True), (-30, True)])
def test_a_proof_is_fresh_for_five_minutes_and_never_in_the_future(client, elm, seconds, is_asked):
    client.force_login(elm.owner)
    session = client.session
    at = time.time() - seconds
    session[PROOFS] = [{"method": how, "at": at} for how in ("password", "mfa")]
    session.save()
    assert asks(client.post("/c/elm/trail/export/", {})) is is_asked


def test_no_proof_at_all_is_asked(client, elm):
    client.force_login(elm.owner)
    session = client.session
    del session[PROOFS]
    session.save()
    assert asks(client.post("/c/elm/trail/export/", {}))


def test_a_form_waits_while_its_writer_is_asked(client, elm):
    client.force_login(elm.owner, fresh=False)
    response = client.post("/c/elm/trail/export/", {"kind": "looks", "person": "7"})
    answer = client.post(response.url, {"password": PASSWORD, "next": KEPT})
    assert answer.url == KEPT
    form = form_of(KEPT, client.get(KEPT).content.decode())
    assert form.action == "/c/elm/trail/export/"
    assert {("kind", "looks"), ("person", "7")} <= set(form.fields)
    exported = client.post(form.action, {"kind": "looks"})
    assert exported["Content-Type"].startswith("text/csv")


def test_a_wrong_password_opens_nothing(client, elm):
    client.force_login(elm.owner, fresh=False)
    address = client.post("/c/elm/trail/export/", {}).url
    assert client.post(address, {"password": "wrong, and long enough"}).status_code == 200
    assert asks(client.post("/c/elm/trail/export/", {}))


def test_a_page_that_is_opened_leads_to_the_question_and_back(client, elm):
    client.force_login(elm.owner, fresh=False)
    response = client.get("/c/elm/trail/export/")
    assert "next=%2Fc%2Felm%2Ftrail%2Fexport%2F" in response.url


def test_restoring_takes_nothing_away_and_asks_nothing(client, elm):
    client.force_login(elm.owner, fresh=False)
    response = client.post(f"/c/elm/patients/{elm.patient.pk}/restore/")
    assert response.url == f"/c/elm/patients/{elm.patient.pk}/"


@pytest.mark.parametrize("page", ["email/", "password/change/"])
def test_the_librarys_own_pages_follow_the_same_rule(client, elm, page):
    client.force_login(elm.owner)
    assert client.get(f"/accounts/{page}").status_code == 200


def test_who_has_nothing_to_show_it_with_is_refused(client, elm):
    """No password and no second factor: there is nothing to ask for."""
    client.force_login(elm.owner, fresh=False)
    Authenticator.objects.filter(user=elm.owner).delete()
    User.objects.filter(pk=elm.owner.pk).update(password="!")
    session = client.session
    elm.owner.refresh_from_db()
    session[HASH_SESSION_KEY] = elm.owner.get_session_auth_hash()
    session.save()
    response = client.post(f"/c/elm/patients/{elm.patient.pk}/archive/")
    assert response.status_code == 403
    elm.patient.refresh_from_db()
    assert not elm.patient.is_archived
