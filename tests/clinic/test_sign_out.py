"""Who runs the server can sign people out: a device was stolen, or an account misused."""

import pytest
from django.core.management import CommandError, call_command

from clinic.models import TrailEntry
from tests.clients import SignedInClient


def signed_in(user):
    client = SignedInClient()
    client.force_login(user)
    return client


def test_one_person_is_signed_out_everywhere(elm, capsys):
    hers, another = signed_in(elm.practitioner), signed_in(elm.owner)
    call_command("sign_out", elm.practitioner.email.upper())
    assert "Signed out everywhere" in capsys.readouterr().out
    assert hers.get("/c/elm/").status_code == 302
    assert another.get("/c/elm/").status_code == 200


def test_the_trail_says_that_nobody_of_the_clinic_did_it(elm):
    client = SignedInClient()
    login = {"login": elm.patient_user.username, "password": "correct horse battery"}
    assert client.post("/accounts/login/", login).status_code == 302
    call_command("sign_out", elm.patient_user.username)
    (line,) = TrailEntry.objects.for_clinic(elm.clinic).filter(action="clinic.sessions_ended")
    assert (line.actor, line.details) == (None, {"why": "console", "count": 1})
    assert client.get("/my/").status_code == 302


def test_everybody_is_signed_out(elm, oak, capsys):
    clients = [signed_in(elm.owner), signed_in(oak.owner), signed_in(oak.patient_user)]
    call_command("sign_out", "--all")
    assert "3 sessions ended" in capsys.readouterr().out
    addresses = ["/c/elm/", "/c/oak/", "/my/"]
    answers = [client.get(url) for client, url in zip(clients, addresses, strict=True)]
    assert [answer.status_code for answer in answers] == [302, 302, 302]


def test_the_trail_of_each_clinic_says_that_everybody_was_signed_out(elm, oak):
    for world in (elm, oak):
        login = {"login": world.patient_user.username, "password": "correct horse battery"}
        assert SignedInClient().post("/accounts/login/", login).status_code == 302
    call_command("sign_out", "--all")
    lines = TrailEntry.objects.filter(action="clinic.sessions_ended")
    assert {(line.clinic_id, line.subject_id) for line in lines} == {
        (world.clinic.pk, str(world.patient_user.pk)) for world in (elm, oak)
    }


@pytest.mark.parametrize("said", [["nobody"], [], ["--all", "somebody"]])
def test_what_names_nobody_ends_nothing(elm, said):
    client = signed_in(elm.owner)
    with pytest.raises(CommandError):
        call_command("sign_out", *said)
    assert client.get("/c/elm/").status_code == 200
