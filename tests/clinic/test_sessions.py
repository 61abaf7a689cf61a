"""Sessions end when they should, whatever cookie somebody still has."""

import pytest
from allauth.account import signals as account_signals
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session

from clinic.actions.members import remove_member
from clinic.actions.sessions import Why, end_sessions
from clinic.models import TrailEntry
from tests.clients import SignedInClient

PASSWORD, NEW = "correct horse battery", "blue kettle warm Sunday"
LOGIN, PAGE = "/accounts/login/", "/my/"


def browser(elm, agent="Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36"):
    """A browser in which the patient signed in by the page."""
    client = SignedInClient(headers={"User-Agent": agent})
    typed = {"login": elm.patient_user.username, "password": PASSWORD}
    assert client.post(LOGIN, typed).status_code == 302
    assert is_in(client)
    return client


def is_in(client) -> bool:
    return client.get(PAGE).status_code == 200


def told(clinic):
    return list(
        TrailEntry.objects.for_clinic(clinic)
        .filter(action="clinic.sessions_ended")
        .values_list("actor", "patient_id", "details")
    )


@pytest.fixture
def here(elm):
    return browser(elm)


@pytest.fixture
def there(elm):
    return browser(elm)


def test_other_peoples_sessions_go_on(elm, here):
    theirs = SignedInClient()
    typed = {"login": elm.front_desk.username, "password": PASSWORD}
    theirs.post(LOGIN, typed)
    count = end_sessions(user=elm.patient_user, by=None, why=Why.CONSOLE)
    assert (count, is_in(here)) == (1, False)
    assert theirs.session.get("_auth_user_id") == str(elm.front_desk.pk)
    assert UserSession.objects.get().user == elm.front_desk


def test_a_new_password_ends_the_others(elm, here, there):
    typed = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post("/accounts/password/change/", typed).status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    assert told(elm.clinic) == [
        (elm.patient_user.pk, elm.patient.pk, {"why": "password", "count": 1})
    ]


def test_a_password_that_was_reset_ends_all(rf, elm, here, there):
    request = rf.post("/")
    request.user = AnonymousUser()
    account_signals.password_reset.send(sender=None, request=request, user=elm.patient_user)
    assert (is_in(here), is_in(there)) == (False, False)


def test_leaving_a_clinic_or_being_shut_out_ends_all(elm, here, there):
    end_sessions(user=elm.patient_user, by=elm.owner, why=Why.MEMBERSHIP)
    assert (is_in(here), is_in(there)) == (False, False)
    assert told(elm.clinic) == [(elm.owner.pk, elm.patient.pk, {"why": "membership", "count": 2})]


def test_whoever_is_removed_from_the_staff_is_out(client, elm):
    client.force_login(elm.front_desk)
    remove_member(membership=elm.front_desk.memberships.get(), by=elm.owner)
    assert client.get("/account/").url.startswith(LOGIN)


def test_sign_out_everywhere_else(elm, here, there):
    page = here.get("/accounts/sessions/").content.decode()
    assert page.count("Chrome on Android") == 2
    assert here.post("/accounts/sessions/").status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    assert UserSession.objects.filter(user=elm.patient_user).count() == 1
    assert here.get("/accounts/sessions/").content.decode().count("Chrome on Android") == 1


def test_an_account_that_is_closed_is_out_at_the_next_request(elm, here, there):
    elm.patient_user.is_active = False
    elm.patient_user.save()
    assert (is_in(here), is_in(there)) == (False, False)


def test_a_session_that_no_list_knows_ends_too(client, elm, here):
    client.force_login(elm.patient_user)
    here.post("/accounts/sessions/")
    assert (is_in(client), is_in(here)) == (False, True)


def test_nothing_is_told_where_nothing_ended(client, elm):
    client.force_login(elm.patient_user)
    end_sessions(user=elm.patient_user, by=elm.patient_user, why=Why.EVERYWHERE)
    assert told(elm.clinic) == []


def test_a_sign_in_makes_a_new_session(client, elm):
    client.get(LOGIN)
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies["hipwise-session"] = session.session_key
    client.post(LOGIN, {"login": elm.patient_user.username, "password": PASSWORD})
    assert client.session.session_key != session.session_key
    assert not Session.objects.filter(pk=session.session_key).exists()


def test_others_keep_theirs(client, elm, here):
    client.force_login(elm.practitioner)
    here.post("/accounts/sessions/")
    assert client.get("/c/elm/").status_code == 200


def test_being_asked_again_makes_a_new_key(elm, here):
    before = here.session.session_key
    assert here.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    assert here.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()
    assert is_in(here)
    assert UserSession.objects.get(user=elm.patient_user).session_key == here.session.session_key


def test_ending_the_others_asks_again(elm, there):
    stale = SignedInClient()
    stale.force_login(elm.patient_user, fresh=False)
    response = stale.post("/accounts/sessions/")
    assert "reauthenticate" in response.url
    assert is_in(there)
    stale.post(response.url, {"password": PASSWORD})
    stale.post("/accounts/sessions/")
    assert (is_in(stale), is_in(there)) == (True, False)


def test_who_has_nothing_to_be_asked_for_ends_them_all_the_same(elm, there):
    elm.patient_user.set_unusable_password()
    elm.patient_user.save()
    stale = SignedInClient()
    stale.force_login(elm.patient_user, fresh=False)
    assert stale.post("/accounts/sessions/").status_code == 302
    assert (is_in(stale), is_in(there)) == (True, False)
