import pytest

from patients.actions.programs import complete_program


@pytest.fixture
def url(elm):
    return f"/c/elm/programs/{elm.program.pk}/complete/"


@pytest.fixture
def signed_in(client, elm):
    client.force_login(elm.practitioner)
    return client


def test_it_works(signed_in, elm, url):
    response = signed_in.post(url, {"ending": "better", "note": "Climbs again"})
    assert response.url == f"/c/elm/programs/{elm.program.pk}/"
    elm.program.refresh_from_db()
    assert (elm.program.status, elm.program.ending) == ("completed", "better")
    assert (elm.program.ending_note, elm.program.ended_on) == ("Climbs again", elm.clinic.today())


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"note": "Well"}, "ending"),
        ({"ending": "cured"}, "ending"),
        ({"ending": "\x00"}, "ending"),
        ({"ending": "better", "note": "x" * 501}, "note"),
        ({"ending": "better", "note": "a\x00b"}, "note"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(signed_in, elm, url, sent, field):
    response = signed_in.post(url, sent)
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"]["note"].value() == sent.get("note")
    elm.program.refresh_from_db()
    assert elm.program.status == "active"


def test_what_has_ended_stays_ended(signed_in, elm, url):
    complete_program(program=elm.program, ending="worse", note="", by=elm.owner)
    assert signed_in.get(url).status_code == 302
    assert signed_in.post(url, {"ending": "better"}).status_code == 302
    elm.program.refresh_from_db()
    assert elm.program.ending == "worse"


def test_it_requires_permission(client, elm, url):
    client.force_login(elm.front_desk)
    assert client.get(url).status_code == 403
    assert client.post(url, {"ending": "better"}).status_code == 403


def test_a_stranger_finds_nothing(client, elm, oak, url):
    client.force_login(oak.owner)
    response = client.post(url.replace("/elm/", "/oak/"), {"ending": "better"})
    assert response.status_code == 404
