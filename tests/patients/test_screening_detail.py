from datetime import timedelta

import pytest
from django.utils import timezone

from patients.actions.screenings import override_finding, reopen_screening
from routines.balls import Ball
from routines.screening import all_no
from tests import factories

REASON = "INR 2.3 last week; the GP was told on the phone."


def screened(world, answers=None, **changes):
    said = {rule: {"yes": True} | answer for rule, answer in (answers or {}).items()}
    return factories.make_screening(
        world.patient, by=world.practitioner, answers=all_no() | said, **changes
    )


def opened(client, screening, user):
    client.force_login(user)
    return client.get(screening.get_absolute_url())


def shown(response):
    """The page's words, white space aside."""
    return " ".join(response.content.decode().split())


def offers(response):
    return {
        offer.version.name: [(one.side.value, one.standing.value) for one in offer.sides]
        for offer in response.context["page"].offers
    }


@pytest.fixture
def stretch(elm):
    return factories.make_routine(
        None, "stretch", belly=False, kneel=True, hipext=True, ball=Ball.NONE
    )


def test_a_healthy_patient_may_be_given_everything(client, elm, stretch):
    response = opened(client, elm.screening, elm.practitioner)
    assert "Nothing was found" in shown(response)
    assert offers(response) == {
        "Soft ball": [("both", "goes")],
        "Stretch": [("both", "goes")],
    }


def test_a_block_offers_what_it_does_not_bite_on(client, elm, stretch):
    screening = screened(elm, {"pregnant": {}})
    response = opened(client, screening, elm.practitioner)
    assert offers(response) == {
        "Soft ball": [("both", "blocked")],
        "Stretch": [("both", "goes")],
    }
    assert "It leaves: Stretch." in shown(response)
    assert "Go ahead with a reason" not in shown(response)


def test_a_block_of_every_routine_leaves_none(client, elm, stretch):
    response = opened(client, screened(elm, {"fracture": {}}), elm.practitioner)
    assert "It leaves no routine." in shown(response)
    assert "Assign a program" not in shown(response)


def test_an_emergency_is_the_first_thing_to_read(client, elm):
    elm.clinic.emergency_number = "112"
    elm.clinic.save()
    page = shown(opened(client, screened(elm, {"cauda_equina": {}}), elm.practitioner))
    assert "Send the patient to emergency care: call 112." in page
    assert page.index("Act now") < page.index("What it means")


def test_a_side_that_is_blocked_leaves_the_other(client, elm):
    screening = screened(elm, {"hernia": {"side": "left"}})
    response = opened(client, screening, elm.practitioner)
    assert offers(response) == {"Soft ball": [("left", "blocked"), ("right", "goes")]}
    assert "Left side only" in shown(response)


def test_an_override_names_its_limits_and_what_it_opens(client, elm):
    page = shown(opened(client, screened(elm, {"anticoag": {}}), elm.practitioner))
    assert "hold 30 s or less, pressure 3 or less" in page
    assert "not face down" in page
    assert "It opens: Soft ball." in page


def test_nothing_is_asked_for_where_a_reason_would_open_nothing(client, elm):
    factories.make_routine(elm.clinic, "down", prone=True, position="prone")
    page = shown(opened(client, screened(elm, {"spine_ext": {}}), elm.practitioner))
    assert "A reason would open nothing here" in page
    assert "Go ahead with a reason" not in page


def test_an_override_in_force_is_shown_with_its_reason(client, elm):
    screening = screened(elm, {"anticoag": {}})
    override_finding(
        screening=screening,
        rule="anticoag",
        reason=REASON,
        expires_on=elm.clinic.today() + timedelta(days=30),
        by=elm.practitioner,
    )
    response = opened(client, screening, elm.practitioner)
    assert offers(response) == {"Soft ball": [("both", "goes")]}
    assert REASON in shown(response)
    assert "Go ahead with a reason" not in shown(response)


def test_what_was_said_can_be_read(client, elm):
    screening = screened(elm, {"thr": {"on": "2024-03-05"}}, note="Hip done in Ulm.")
    page = shown(opened(client, screening, elm.practitioner))
    assert "yes, 5 Mar 2024" in page
    assert "Hip done in Ulm." in page


def test_what_was_not_answered_is_told(client, elm):
    answers = all_no()
    del answers["pregnant"]
    screening = factories.make_screening(elm.patient, by=elm.practitioner, answers=answers)
    page = shown(opened(client, screening, elm.practitioner))
    assert "Not answered. Ask this question." in page
    assert "not answered" in page


def test_an_older_one_is_shown_as_it_counted_then(client, elm):
    then = timezone.now() - timedelta(days=100)
    on = (then.date() - timedelta(days=10)).isoformat()
    older = screened(elm, {"surgery_recent": {"on": on}}, made_at=then)
    response = opened(client, older, elm.practitioner)
    assert [c.finding.tier for c in response.context["page"].cards] == ["block"]
    assert "A newer screening has replaced this one" in shown(response)
    assert "What may be prescribed" not in shown(response)


def test_one_that_no_longer_counts_says_so(client, elm):
    reopen_screening(patient=elm.patient, rules=["aaa_known"], by=None)
    elm.screening.refresh_from_db()
    response = opened(client, elm.screening, elm.practitioner)
    assert "Something is new since the last screening" in shown(response)
    assert "Ask above all: Aneurysm" in shown(response)


def test_every_screening_of_the_patient_is_listed(client, elm):
    newer = screened(elm)
    page = shown(opened(client, newer, elm.practitioner))
    assert f'href="{elm.screening.get_absolute_url()}"' in page


def test_an_empty_library_is_told(client, elm):
    elm.routine.archived_at = timezone.now()
    elm.routine.save()
    assert "The library is empty." in shown(opened(client, elm.screening, elm.practitioner))


def test_the_answers_are_for_those_who_may_screen(client, elm):
    assert opened(client, elm.screening, elm.front_desk).status_code == 403


def test_a_stranger_finds_nothing(client, elm, oak):
    assert opened(client, elm.screening, oak.practitioner).status_code == 404
    assert opened(client, elm.screening, elm.patient_user).status_code == 404
    client.force_login(oak.practitioner)
    for patient in (elm.patient, oak.patient):
        address = f"/c/oak/patients/{patient.pk}/screenings/{elm.screening.pk}/"
        assert client.get(address).status_code == 404


def test_a_screening_is_found_under_its_own_patient_only(client, elm):
    other = factories.make_patient(elm.clinic, family_name="Other")
    client.force_login(elm.practitioner)
    address = f"/c/elm/patients/{other.pk}/screenings/{elm.screening.pk}/"
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_as_many_queries_for_three_rows_as_for_one(
    client, elm, rows, django_assert_num_queries
):
    for n in range(rows):
        factories.make_routine(elm.clinic, f"routine-{n}")
        newest = screened(elm, {"anticoag": {}, "pad": {}, "thr": {"on": "2020-01-01"}})
    client.force_login(elm.practitioner)
    with django_assert_num_queries(8):
        client.get(newest.get_absolute_url())
