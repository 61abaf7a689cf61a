"""The library as a list: what is offered, what is asked for, who may see it."""

import pytest

from clinic.access import PERMISSION
from clinic.permissions import Permission
from routines.models import Routine
from routines.views.routines import routine_list
from tests import factories

URL = "/c/elm/routines/"


def names(response) -> list[str]:
    shown = [*response.context["own"], *response.context["built_in"]]
    return [routine.slug for routine in shown]


def test_it_shows_own_and_built_in_routines_and_plans(client, elm, library):
    client.force_login(elm.front_desk)
    response = client.get(URL)
    assert [r.slug for r in response.context["own"]] == ["soft-ball"]
    assert [r.slug for r in response.context["built_in"]] == [
        "hands-first-check",
        "back-soft-ball",
        "wall-lean",
        "face-down-soft-ball",
        "face-down-tennis-ball",
        "face-down-knee-bends",
        "half-kneel-stretch",
    ]
    plans = [template.slug for template in response.context["templates"]]
    assert plans == ["eight-weeks", "gentle-start", "no-floor", "short-plan"]
    joined = "pressure 2–\N{WORD JOINER}4"  # no line ends within it
    assert f"2 holds of 1 min on each side, rest 15 s, {joined}" in response.content.decode()


def test_a_card_says_whether_it_was_accepted_here(client, elm, oak, library):
    routine = Routine.objects.get(slug="wall-lean")
    routine.now.sign_offs.create(clinic=oak.clinic, by=oak.owner)
    client.force_login(elm.practitioner)
    assert not any(r.is_accepted for r in client.get(URL).context["built_in"])
    routine.now.sign_offs.create(clinic=elm.clinic, by=elm.owner)
    accepted = [r.slug for r in client.get(URL).context["built_in"] if r.is_accepted]
    assert accepted == ["wall-lean"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("position=standing", ["wall-lean"]),
        ("ball=tennis", ["face-down-tennis-ball", "face-down-knee-bends"]),
        ("attribute=kneel", ["half-kneel-stretch"]),
        ("attribute=-belly", ["half-kneel-stretch"]),
        ("attribute=-floor", ["wall-lean", "half-kneel-stretch"]),
        ("position=prone&attribute=-firm", ["face-down-soft-ball"]),
        ("position=prone&ball=hands", []),
    ],
)
def test_it_filters(client, elm, library, asked, found):
    Routine.objects.owned_by(elm.clinic).update(archived_at="2026-01-01T00:00Z")
    client.force_login(elm.practitioner)
    response = client.get(f"{URL}?{asked}")
    assert names(response) == found
    if not found:
        assert b"No routine is like that" in response.content


@pytest.mark.parametrize(
    "asked", ["position=moon", "attribute=-nothing", "ball=%F0%9F%8E%B1", "ball=a&ball="]
)
def test_a_filter_that_makes_no_sense_shows_everything(client, elm, library, asked):
    client.force_login(elm.practitioner)
    response = client.get(f"{URL}?{asked}")
    assert response.status_code == 200
    assert len(names(response)) == 8


def test_archived_ones_stand_apart(client, elm):
    elm.routine.archived_at = "2026-01-01T00:00Z"
    elm.routine.save()
    client.force_login(elm.practitioner)
    response = client.get(URL)
    assert names(response) == []
    assert [r.slug for r in response.context["archived"]] == ["soft-ball"]
    assert b"The library is empty" in response.content


def test_another_clinics_own_routine_is_not_shown(client, elm, oak):
    factories.make_routine(oak.clinic, "secret-of-oak")
    client.force_login(elm.owner)
    response = client.get(URL)
    assert names(response) == ["soft-ball"]
    assert b"ecret of oak" not in response.content


def test_only_those_who_may_change_are_offered_it(client, elm):
    client.force_login(elm.front_desk)
    assert b"Write your own routine" not in client.get(URL).content
    client.force_login(elm.practitioner)
    content = client.get(URL).content
    assert b"Write your own routine" in content
    assert b"Limits for doses" not in content
    client.force_login(elm.owner)
    assert b"Limits for doses" in client.get(URL).content


def test_it_needs_the_permission_to_view(elm):
    assert getattr(routine_list, PERMISSION) is Permission.ROUTINE_VIEW


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_as_little_for_three_as_for_one(client, elm, django_assert_num_queries, count):
    for number in range(1, count):
        extra = factories.make_routine(elm.clinic, f"extra-{number}")
        factories.make_template(elm.clinic, extra, slug=f"extra-{number}")
    client.force_login(elm.practitioner)
    with django_assert_num_queries(11):
        response = client.get(URL)
    assert len(names(response)) == count
