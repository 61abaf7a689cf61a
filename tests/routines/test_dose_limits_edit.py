"""The owner sets how far the clinic's practitioners may go."""

import pytest

from clinic.models import TrailEntry
from routines.actions.limits import change_limits
from routines.limits import Limits
from routines.models import DoseLimits

URL = "/c/elm/routines/limits/"
CLINICAL = {
    "hold": "120",
    "hold_reason_above": "90",
    "pressure": "6",
    "pressure_reason_from": "6",
    "holds": "3",
    "loaded_minutes_a_side": "5",
    "times_a_day": "2",
    "weeks": "12",
    "version": "0",
}


@pytest.fixture
def owner(client, elm):
    client.force_login(elm.owner)
    return client


def test_it_begins_with_the_clinical_limits_and_shows_them_beside(owner, elm):
    response = owner.get(URL)
    assert response.context["form"].initial == {k: int(v) for k, v in CLINICAL.items()}
    assert response.content.decode().count("Clinical limit:") == 8
    assert b"Clinical limit: 120" in response.content


def test_it_saves_and_records_which_fields_changed(owner, elm, oak):
    response = owner.post(URL, CLINICAL | {"hold": "60", "weeks": "8"}, follow=True)
    assert DoseLimits.of(elm.clinic) == Limits(hold=60, weeks=8)
    assert DoseLimits.of(oak.clinic) == Limits()
    assert b"You answer for" not in response.content
    line = TrailEntry.objects.get(action="routines.limits_changed")
    assert (line.actor, line.details) == (elm.owner, {"fields": ["hold", "weeks"]})


def test_another_clinics_limits_are_not_the_ones_that_change(owner, elm, oak):
    change_limits(clinic=oak.clinic, limits=Limits(hold=50), version=0, by=oak.owner)
    owner.post(URL, CLINICAL | {"hold": "60"})
    assert (DoseLimits.of(elm.clinic).hold, DoseLimits.of(oak.clinic).hold) == (60, 50)


def test_saving_what_was_there_leaves_no_trail(owner, elm):
    owner.post(URL, CLINICAL)
    assert not DoseLimits.objects.exists()
    assert not TrailEntry.objects.filter(action="routines.limits_changed").exists()


def test_a_second_change_is_the_same_row(owner, elm):
    owner.post(URL, CLINICAL | {"hold": "60"})
    owner.post(URL, CLINICAL | {"hold": "70", "version": "1"})
    assert DoseLimits.objects.get().hold == 70


def test_wider_than_clinical_is_said_plainly(owner, elm):
    response = owner.post(URL, CLINICAL | {"hold": "180", "pressure": "7"}, follow=True)
    assert b"2 limits are wider than the clinical ones. You answer for them." in response.content


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("hold", "4", "Write a whole number from 5 to 600."),
        ("hold", "601", "Write a whole number from 5 to 600."),
        ("hold", "", "Write a whole number from 5 to 600."),
        ("hold", "9" * 5000, "Write a whole number from 5 to 600."),
        ("hold", "6\x00", "Write a whole number from 5 to 600."),
        ("pressure", "11", "Write a whole number from 0 to 10."),
        ("pressure", "-1", "Write a whole number from 0 to 10."),
        ("holds", "0", "Write a whole number from 1 to 20."),
        ("loaded_minutes_a_side", "61", "Write a whole number from 1 to 60."),
        ("times_a_day", "7", "Write a whole number from 1 to 6."),
        ("weeks", "53", "Write a whole number from 1 to 52."),
        ("weeks", "2.5", "Write a whole number from 1 to 52."),
    ],
)
def test_what_the_outer_bounds_refuse_is_told(owner, elm, field, typed, told):
    response = owner.post(URL, CLINICAL | {"hold": "60"} | {field: typed})
    assert response.context["form"].errors == {field: [told]}
    assert not DoseLimits.objects.exists()


def test_only_owners_may(client, elm):
    for who in [elm.practitioner, elm.front_desk]:
        client.force_login(who)
        assert client.get(URL).status_code == 403
        assert client.post(URL, CLINICAL | {"hold": "60"}).status_code == 403
    assert not DoseLimits.objects.exists()


@pytest.mark.parametrize("before", [[], ["50"]])
def test_the_slower_of_two_owners_is_shown_both_and_may_save_then(owner, elm, before):
    for number, hold in enumerate(before):
        owner.post(URL, CLINICAL | {"hold": hold, "version": str(number)})
    seen = len(before)
    limits = Limits(hold=60, weeks=8)
    change_limits(clinic=elm.clinic, limits=limits, version=seen, by=elm.owner)
    response = owner.post(URL, CLINICAL | {"hold": "70", "weeks": "8", "version": str(seen)})
    assert response.status_code == 409
    (one,) = response.context["differences"]
    assert (one.mine, one.saved) == ("70", "60")
    assert 'value="70"' in response.text
    assert DoseLimits.of(elm.clinic) == limits
    again = CLINICAL | {"hold": "70", "weeks": "8", "version": str(seen + 1)}
    assert f'name="version" value="{seen + 1}"' in response.text
    assert owner.post(URL, again).status_code == 302
    assert DoseLimits.of(elm.clinic) == Limits(hold=70, weeks=8)
