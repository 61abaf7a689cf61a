from decimal import Decimal

import pytest

from patients.models import Measurement
from tests import factories

RATED = {
    "rating_1": "5",
    "rating_2": "5",
    "rating_3": "6",
    "measured_on": "2026-01-05",
    "pain": "4",
}


@pytest.fixture
def desk(client, elm):
    client.force_login(elm.front_desk)
    return client


@pytest.fixture
def url(elm):
    return f"/c/elm/patients/{elm.patient.pk}/measures/new/"


def test_the_front_desk_keys_in_what_was_on_paper(desk, elm, url):
    assert desk.post(url, RATED).url == f"/c/elm/patients/{elm.patient.pk}/"
    pain, activities = Measurement.objects.filter(by=elm.front_desk).order_by("pk")
    assert (pain.score, activities.score) == (4, Decimal("5.33"))
    assert activities.activities == elm.measurement.activities


def test_the_first_time_activities_are_named(desk, elm, url):
    elm.measurement.delete()
    named = {f"activity_{number}": f"Activity {number}" for number in (1, 2, 3)}
    desk.post(url, RATED | named)
    assert Measurement.objects.get(instrument="psfs").activities == list(named.values())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"pain": ""}, "pain"),
        ({"rating_1": "11"}, "rating_1"),
        ({"measured_on": "x"}, "measured_on"),
    ],
)
def test_wrong_input_is_told_beside_its_field(desk, elm, url, wrong, field):
    response = desk.post(url, RATED | wrong)
    assert list(response.context["form"].errors) == [field]
    assert not Measurement.objects.filter(by=elm.front_desk)


def test_a_second_one_of_a_day_is_refused(desk, url):
    desk.post(url, RATED)
    assert "There is one of this day already" in desk.post(url, RATED).text


def test_a_day_to_come_is_refused(desk, url):
    assert "still to come" in desk.post(url, RATED | {"measured_on": "2999-01-01"}).text


def test_strangers_find_nothing(client, elm, oak, url):
    client.force_login(oak.owner)
    assert client.get(url).status_code == 404


def test_what_is_measured_belongs_to_nobody_elses_program(desk, elm):
    ben = factories.make_patient(elm.clinic, given_names="Ben")
    cid = factories.make_patient(elm.clinic, given_names="Cid")
    loose = factories.make_measurement(elm.program, by=elm.front_desk, patient=cid)
    Measurement.objects.filter(pk=loose.pk).update(program=None)
    url = f"/c/elm/patients/{ben.pk}/measures/new/"
    named = {f"activity_{number}": f"Activity {number}" for number in (1, 2, 3)}
    assert desk.get(url).context["is_first"]
    desk.post(url, RATED | named)
    assert {one.program for one in Measurement.objects.filter(patient=ben)} == {None}
