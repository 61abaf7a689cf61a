from decimal import Decimal

import pytest

from patients.models import Measurement

TYPED = {"instrument": "lefs", "score": "48", "measured_on": "2026-01-05"}


@pytest.fixture
def desk(client, elm):
    client.force_login(elm.front_desk)
    return client


@pytest.fixture
def url(elm):
    return f"/c/elm/patients/{elm.patient.pk}/measures/total/"


def test_it_keeps_the_total(desk, elm, url):
    desk.post(url, TYPED)
    one = Measurement.objects.get(instrument="lefs")
    assert (one.score, one.by, one.program) == (Decimal(48), elm.front_desk, elm.program)


@pytest.mark.parametrize(
    ("wrong", "field", "why"),
    [
        ({"score": "81"}, "score", "This goes from 0 to 80."),
        ({"score": "many"}, "score", "Type a number."),
        ({"instrument": ""}, "instrument", "Choose the instrument."),
        ({"instrument": "psfs"}, "instrument", "Choose from the list."),
        ({"measured_on": "2999-01-01"}, "__all__", "still to come"),
    ],
)
def test_wrong_input_is_told_beside_its_field(desk, url, wrong, field, why):
    response = desk.post(url, TYPED | wrong)
    assert why in response.context["form"].errors[field][0]
    assert not Measurement.objects.filter(instrument="lefs")


def test_strangers_find_nothing(client, elm, oak, url):
    client.force_login(oak.owner)
    assert client.get(url).status_code == 404
