"""The way back for a member who has lost their phone: through an owner, or on the console."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.core.management.base import CommandError

from clinic.actions.second_factors import reset_second_factor
from clinic.models import TrailEntry
from tests.clients import SignedInClient
from tests.second_factors import set_up_app, set_up_passkey, set_up_recovery_codes


def url_of(user) -> str:
    return f"/c/elm/staff/{user.memberships.get().pk}/second-factor/"


@pytest.fixture
def lost(elm):
    """A member with everything set up, and signed in somewhere."""
    set_up_app(elm.practitioner)
    set_up_passkey(elm.practitioner)
    set_up_recovery_codes(elm.practitioner)
    phone = SignedInClient()
    phone.force_login(elm.practitioner)
    assert phone.get("/c/elm/").status_code == 200
    return phone


def lines(elm) -> list:
    told = TrailEntry.objects.for_clinic(elm.clinic).filter(action="clinic.second_factor_reset")
    return [(line.actor, line.subject_id) for line in told]


def test_an_owner_resets_it_and_the_member_begins_anew(client, elm, lost):
    client.force_login(elm.owner)
    assert "Is it really them" in client.get(url_of(elm.practitioner)).content.decode()
    assert lines(elm) == []
    page = client.post(url_of(elm.practitioner), follow=True)
    assert "sets up a new second step" in page.content.decode()
    assert not Authenticator.objects.filter(user=elm.practitioner).exists()
    assert lost.get("/c/elm/").url.startswith("/accounts/login/")
    assert lines(elm) == [(elm.owner, str(elm.practitioner.pk))]

    typed = {"login": elm.practitioner.username, "password": "correct horse battery"}
    lost.post("/accounts/login/", typed)
    assert lost.get("/c/elm/").url.startswith("/accounts/second-step/")


def test_everybody_else_keeps_theirs(elm, lost):
    set_up_app(elm.front_desk)
    others = SignedInClient()
    others.force_login(elm.front_desk)
    reset_second_factor(user=elm.practitioner, by=elm.owner)
    assert Authenticator.objects.get(type="totp").user == elm.front_desk
    assert others.get("/c/elm/").status_code == 200


def test_nobody_resets_their_own(client, elm):
    set_up_app(elm.owner)
    client.force_login(elm.owner)
    page = client.post(url_of(elm.owner))
    assert "Another owner has to do this" in page.content.decode()
    assert Authenticator.objects.filter(user=elm.owner).exists()
    assert lines(elm) == []


@pytest.mark.parametrize("role", ["practitioner", "front_desk"])
def test_it_takes_an_owner(client, elm, role):
    client.force_login(getattr(elm, role))
    assert client.post(url_of(elm.owner)).status_code == 403


def test_strangers_find_nothing(client, elm, oak):
    set_up_app(elm.practitioner)
    client.force_login(oak.owner)
    assert client.post(url_of(elm.practitioner)).status_code == 404
    theirs = url_of(elm.practitioner).replace("elm", "oak")
    assert client.post(theirs).status_code == 404
    assert Authenticator.objects.filter(user=elm.practitioner).exists()


def test_it_asks_again_after_a_while(client, elm, lost):
    client.force_login(elm.owner, fresh=False)
    assert client.post(url_of(elm.practitioner)).status_code == 302
    assert Authenticator.objects.filter(user=elm.practitioner).exists()


def test_the_console_is_the_last_resort(elm, lost, capsys):
    call_command("reset_second_factor", elm.practitioner.email.upper())
    assert not Authenticator.objects.filter(user=elm.practitioner).exists()
    assert lost.get("/c/elm/").url.startswith("/accounts/login/")
    assert lines(elm) == [(None, str(elm.practitioner.pk))]
    with pytest.raises(CommandError, match="Nobody signs in with that"):
        call_command("reset_second_factor", "nobody")
