"""Another e-mail address counts once the code sent there was typed; the old one is told."""

import re

import pytest

from clinic.models import TrailEntry
from tests.mailbox import delivered

PAGE, TYPE = "/accounts/email/", "/accounts/confirm-email/"
NEW = "ana.new@example.org"


@pytest.fixture
def ana(client, elm):
    client.force_login(elm.patient_user)
    return elm.patient_user


def code_in(message) -> str:
    return re.search(r"^([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})$", message.body, re.MULTILINE)[1]


def change(client, email=NEW):
    return client.post(PAGE, {"email": email, "action_add": "1"})


def test_who_had_none_gets_one_with_a_code(client, ana, elm):
    assert change(client).url == TYPE
    ana.refresh_from_db()
    assert ana.email == ""
    client.post(TYPE, {"code": code_in(delivered()[0])})
    ana.refresh_from_db()
    assert ana.email == NEW
    assert ana.emailaddress_set.get().verified
    line = TrailEntry.objects.get(action="clinic.email_changed")
    assert (line.actor, line.patient_id, line.details) == (ana, elm.patient.pk, {})


def test_the_old_address_is_told_but_not_the_new_one(client, elm):
    client.force_login(elm.owner)
    change(client, "boss@elm.example")
    client.post(TYPE, {"code": code_in(delivered()[0])})
    note = delivered()[-1]
    assert note.to == ["owner@elm.example"]
    assert "new e-mail address" in note.body
    assert "boss@elm.example" not in note.body
    elm.owner.refresh_from_db()
    assert elm.owner.email == "boss@elm.example"
    assert not elm.owner.emailaddress_set.filter(email="owner@elm.example").exists()


def test_a_wrong_code_changes_nothing(client, ana):
    change(client)
    assert "This is not the code" in client.post(TYPE, {"code": "AAAAAA"}).content.decode()
    ana.refresh_from_db()
    assert ana.email == ""


def test_somebody_elses_address_looks_the_same_and_stays_theirs(client, ana, elm):
    assert change(client, elm.owner.email).url == TYPE
    assert client.get(TYPE).status_code == 200
    response = client.post(TYPE, {"code": code_in(delivered()[0])}, follow=True)
    assert "Another account has this address" in response.content.decode()
    ana.refresh_from_db()
    assert ana.email == ""
    assert not ana.emailaddress_set.filter(verified=True).exists()


@pytest.mark.parametrize("email", ["", "ana", "a\0b@example.org", "x" * 5000 + "@example.org"])
def test_bad_input_is_told(client, ana, email):
    assert "email" in change(client, email).context["form"].errors


def test_it_asks_again_who_it_is(client, elm):
    client.force_login(elm.owner, fresh=False)
    response = change(client, "boss@elm.example")
    assert "reauthenticate" in response.url
    assert delivered() == []
