"""Staff without a second factor in their session: what is open to them, on every address."""

import time
from collections import Counter

import pytest
from allauth.account.views import LogoutView
from django.http import HttpResponse
from django.test import RequestFactory

from clinic.access import staff_view
from clinic.models import User
from clinic.permissions import Permission, Role
from tests import factories
from tests.attackers import ALLAUTH, EVERY_ROUTE, fill
from tests.second_factors import set_up_app, set_up_passkey

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
OURS = {"HTTP_ORIGIN": "http://testserver"}
SETTING_UP = {
    "accounts/second-step/",
    "accounts/2fa/totp/activate/",
    "accounts/2fa/webauthn/add/",
    "accounts/reauthenticate/",
    "accounts/logout/",
}
SHOWING = {
    "accounts/2fa/reauthenticate/",
    "accounts/2fa/webauthn/reauthenticate/",
    "accounts/logout/",
}


def reached(client, world) -> set[str]:
    """On which routes something else answers than a refusal or the way to the second step."""
    found, answers = set(), Counter()
    ways = {f"/{page}" for page in (SETTING_UP | SHOWING) - {"accounts/logout/"}}
    for route in EVERY_ROUTE:
        for method in METHODS:
            response = getattr(client, method)(fill(route, world.url_kwargs | ALLAUTH))
            answers[response.status_code] += 1
            led = response.status_code == 302 and response.url.partition("?")[0] in ways
            if not led and response.status_code not in {404, 405}:
                found.add(route)
    print(f"\n{answers.total()} requests, {len(found)} routes open ({sorted(answers.items())})")
    return found


@pytest.fixture
def _never_out(monkeypatch):
    """Signing out leaves the test signed in: there is more to try."""
    monkeypatch.setattr(LogoutView, "post", lambda *args, **kwargs: HttpResponse())


@pytest.mark.usefixtures("_never_out")
@pytest.mark.parametrize("role", ["owner", "practitioner", "front_desk"])
@pytest.mark.any_database
def test_whoever_has_none_sees_the_pages_to_set_one_up(client, elm, role):
    client.force_login(getattr(elm, role), second_factor=False)
    assert reached(client, elm) <= SETTING_UP


@pytest.mark.usefixtures("_never_out")
@pytest.mark.any_database
def test_whoever_has_one_sees_the_pages_to_show_it(client, elm):
    set_up_app(elm.owner)
    client.force_login(elm.owner, second_factor=False)
    assert reached(client, elm) <= SHOWING


def test_whoever_has_a_passkey_only_is_asked_for_that(client, elm):
    set_up_passkey(elm.owner)
    client.force_login(elm.owner, second_factor=False)
    way = "/accounts/2fa/webauthn/reauthenticate/?next=%2Fc%2Felm%2F"
    assert client.get("/c/elm/").url == way
    assert client.get("/accounts/2fa/webauthn/reauthenticate/").status_code == 200


def test_a_code_by_e_mail_alone_sets_nothing_up(client, elm):
    client.force_login(elm.owner, second_factor=False)
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time()}]
    session.save()
    for url in ("/c/elm/", "/accounts/second-step/", "/accounts/2fa/totp/activate/"):
        assert client.get(url).url.startswith("/accounts/reauthenticate/?next="), url
    client.post("/accounts/reauthenticate/", {"password": "correct horse battery"})
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200


def test_proof_of_somebody_else_counts_for_nothing(client, elm):
    client.force_login(elm.owner)
    session = client.session
    session["account_authentication_methods_user"] = str(elm.practitioner.pk)
    session.save()
    assert client.get("/c/elm/").status_code == 302


def test_a_form_waits_until_the_second_step_is_done(client, elm):
    client.force_login(elm.owner, second_factor=False)
    typed = {"given_names": "Zofia"}
    response = client.post("/c/elm/patients/new/", typed, HTTP_ORIGIN="http://testserver")
    assert response.url == "/accounts/second-step/?next=%2Faccount%2Fkept%2F"
    assert dict(client.session["kept_form"]["typed"]) == typed


def test_the_door_asks_too(elm, client):
    """Even were the middleware gone."""
    client.force_login(elm.owner, second_factor=False)
    request = RequestFactory().get("/c/elm/")
    request.user, request.session = elm.owner, client.session

    @staff_view(Permission.PATIENT_VIEW)
    def today(request):
        raise AssertionError("the door is open")

    assert today(request, clinic_slug="elm").url == "/accounts/second-step/?next=%2Fc%2Felm%2F"


def test_whoever_comes_to_work_at_a_clinic_needs_one(elm):
    assert elm.front_desk.needs_second_factor
    assert not elm.patient_user.needs_second_factor
    factories.Membership.objects.create(
        clinic=elm.clinic, user=elm.patient_user, role=Role.FRONT_DESK
    )
    assert User.objects.get(pk=elm.patient_user.pk).needs_second_factor


def test_patients_may_do_without(client, elm):
    client.force_login(elm.patient_user, second_factor=False)
    assert client.get("/my/").status_code == 200
    assert client.get("/accounts/2fa/").status_code == 200
