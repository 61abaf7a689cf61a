import pytest

from patients.models import Measurement
from tests import factories


@pytest.fixture
def practitioner(client, elm):
    client.force_login(elm.practitioner)
    return client


@pytest.fixture
def url(elm):
    return f"/c/elm/measures/{elm.measurement.pk}/edit/"


@pytest.fixture
def typed(elm):
    return {
        "measured_on": elm.measurement.measured_on.isoformat(),
        "based_on": "0",
        "activity_1": "Climb the stairs",
        "activity_2": "Put on socks",
        "activity_3": "Sit through dinner",
        "rating_1": "6",
        "rating_2": "3",
        "rating_3": "3",
    }


def test_words_and_numbers_can_be_corrected(practitioner, elm, url, typed):
    assert practitioner.post(url, typed).url == f"/c/elm/patients/{elm.patient.pk}/"
    elm.measurement.refresh_from_db()
    assert (elm.measurement.score, elm.measurement.activities[0]) == (4, "Climb the stairs")
    assert "Climb stairs" in practitioner.get(url).text  # what it said before


def test_an_activity_keeps_its_words(practitioner, elm, url, typed):
    errors = practitioner.post(url, typed | {"activity_1": ""}).context["form"].errors
    assert "activity_1" in errors
    elm.measurement.refresh_from_db()
    assert elm.measurement.corrections == 0


def test_a_total_is_one_number(practitioner, elm):
    one = factories.make_measurement(
        elm.program, by=elm.front_desk, instrument="lefs", score=40, ratings=[]
    )
    url = f"/c/elm/measures/{one.pk}/edit/"
    assert 'value="40"' in practitioner.get(url).text
    typed = {"measured_on": one.measured_on.isoformat(), "based_on": "0"}
    assert "This goes from 0 to 80." in practitioner.post(url, typed | {"score": "81"}).text
    practitioner.post(url, typed | {"score": "41"})
    assert Measurement.objects.get(pk=one.pk).score == 41


def test_the_second_sees_that_somebody_was_first(practitioner, elm, url, typed):
    practitioner.post(url, typed)
    response = practitioner.post(url, typed | {"rating_1": "9"})
    assert "corrected meanwhile" in response.text
    elm.measurement.refresh_from_db()
    assert elm.measurement.score == 4


def test_the_front_desk_corrects_nothing(client, elm, url):
    client.force_login(elm.front_desk)
    assert client.get(url).status_code == 403
    assert url not in client.get(f"/c/elm/patients/{elm.patient.pk}/").text


def test_strangers_find_nothing(client, elm, oak, url):
    client.force_login(oak.owner)
    assert client.get(url).status_code == 404
