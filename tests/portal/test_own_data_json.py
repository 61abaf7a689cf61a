import re

import pytest

from clinic.models import TrailEntry
from tests import factories
from tests.test_architecture import ROOT

URL = "/my/data.json"


@pytest.fixture
def own(client, elm):
    client.force_login(elm.patient_user)
    return client


def test_it_holds_all_that_is_the_patients(own, elm, oak):
    response = own.post(URL)
    data = response.json()
    assert data["patient"]["family_name"] == elm.patient.family_name
    assert [one["routine"] for one in data["programs"][0]["prescribed"]] == [
        elm.routine.current.name
    ]
    (session,) = data["sessions"]
    assert (session["pain_before"], session["routines"][0]["seconds_held"]) == (4, 180)
    assert data["measures"][0]["activities"][0] == {"activity": "Climb stairs", "rating": 3}
    assert data["questions"][0]["question"] == "May I do it twice a day?"
    (device,) = data["devices"]
    assert (device["device"], device["forgotten_at"]) == (elm.own_device.words, None)
    for kept_here in ("cookie_hash", "handle", "public_key", "private_key"):
        assert str(getattr(elm.own_device, kept_here)) not in response.text
    assert "attachment" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]


def test_nothing_of_others_is_in_it(own, elm, oak):
    other = factories.make_patient(elm.clinic, family_name="Otherwise")
    program = factories.make_program(other, elm.routine, by=elm.practitioner)
    factories.make_session_log(program, by=elm.front_desk, note="Of somebody else")
    text = own.post(URL).text
    assert "Of somebody else" not in text
    assert "Otherwise" not in text


def test_the_trail_says_so(own, elm):
    own.post(URL)
    entry = TrailEntry.objects.get(action="patients.own_data_taken")
    assert entry.details == {"form": "json", "sessions": 1}
    assert (entry.actor, entry.patient_id) == (elm.patient_user, elm.patient.pk)


def test_its_shape_is_written_down(own):
    described = (ROOT / "docs/own-data.md").read_text()

    def keys(value):
        if isinstance(value, dict):
            for key, inner in value.items():
                yield key
                yield from keys(inner)
        for one in value if isinstance(value, list) else []:
            yield from keys(one)

    assert set(keys(own.post(URL).json())) <= set(re.findall(r"`(\w+)`", described))


@pytest.mark.parametrize("sessions", [1, 3])
def test_its_queries_do_not_grow(own, elm, sessions, django_assert_num_queries):
    for _one in range(1, sessions):
        factories.make_session_log(elm.program, by=elm.patient_user)
    with django_assert_num_queries(14):
        own.post(URL)


def test_looking_takes_nothing(own):
    assert own.get(URL).status_code == 405
