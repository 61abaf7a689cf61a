"""A form that waited for its writer: handed back to nobody else, and sent by a press."""

import time

import pytest

from clinic.kept_forms import KEPT_SECONDS, SESSION_KEY
from tests.malformed import form_of


def keep(client, elm, **changes):
    session = client.session
    session[SESSION_KEY] = {
        "address": f"/c/elm/patients/{elm.patient.pk}/archive/",
        "typed": [["why", "a\r\nb <i>"], ["tick", "1"], ["tick", "2"]],
        "back": f"/c/elm/patients/{elm.patient.pk}/",
        "owner": elm.owner.pk,
        "at": time.time(),
    } | changes
    session.save()


def test_everything_typed_is_handed_back(client, elm):
    client.force_login(elm.owner)
    keep(client, elm)
    form = form_of("/account/kept/", client.get("/account/kept/").content.decode())
    assert form.action == f"/c/elm/patients/{elm.patient.pk}/archive/"
    typed = [one for one in form.fields if one[0] != "csrfmiddlewaretoken"]
    assert [(name, value.replace("\r\n", "\n")) for name, value in typed] == [
        ("why", "a\nb <i>"),
        ("tick", "1"),
        ("tick", "2"),
    ]


def test_it_waits_until_it_is_sent(client, elm):
    client.force_login(elm.owner)
    keep(client, elm)
    assert client.get("/account/kept/").status_code == 200
    assert client.get("/account/kept/").status_code == 200
    client.post(f"/c/elm/patients/{elm.patient.pk}/archive/")
    assert client.get("/account/kept/").url == "/"


@pytest.mark.parametrize("seconds", [KEPT_SECONDS, -60])
def test_it_does_not_wait_for_ever(client, elm, seconds):
    client.force_login(elm.owner)
    keep(client, elm, at=time.time() - seconds)
    assert client.get("/account/kept/").url == "/"
    assert SESSION_KEY not in client.session


def test_somebody_elses_is_thrown_away(client, elm):
    client.force_login(elm.practitioner)
    keep(client, elm)
    assert client.get("/account/kept/").url == "/"
    assert SESSION_KEY not in client.session


def test_nothing_waits_for_most_people(client, elm):
    client.force_login(elm.patient_user)
    assert client.get("/account/kept/").url == "/"


def test_no_key_is_kept(client, elm):
    client.force_login(elm.patient_user)
    session = client.session
    session["seen_at"] = 0
    session.save()
    typed = {"oldpassword": "correct horse battery", "password1": "blue kettle", "code": "123456"}
    response = client.post(
        "/accounts/password/change/", typed | {"note": "b"}, HTTP_ORIGIN="http://testserver"
    )
    assert "ended=idle" in response.url
    assert client.session[SESSION_KEY]["typed"] == [["note", "b"]]
