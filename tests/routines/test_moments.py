from dataclasses import replace

import pytest
from django.utils import translation

from routines.content import StepContent
from routines.library import read_routines
from routines.moments import moments_of

BUILT_IN = {one.slug: one.content.steps for one in read_routines()}


def texts(steps):
    return [step.text for step in steps]


@pytest.mark.parametrize("slug", BUILT_IN)
def test_every_step_is_said_at_some_moment(slug):
    moments = moments_of(BUILT_IN[slug])
    said = {
        *moments.before,
        *moments.during,
        *moments.resting,
        *moments.leaving,
        *moments.switching,
    }
    assert said == set(BUILT_IN[slug])


@pytest.mark.parametrize(
    ("slug", "before", "during", "resting", "leaving", "switching"),
    [
        ("hands-first-check", 5, [5], [6], [], [7]),
        ("back-soft-ball", 4, [4], [5], [], [6]),
        ("wall-lean", 3, [3], [4, 5], [4], [6]),
        ("face-down-soft-ball", 4, [4], [5, 6], [5], [7]),
        ("face-down-tennis-ball", 4, [4], [5], [6], [7]),
        ("face-down-knee-bends", 2, [2, 3, 4], [5], [], [6]),
    ],
)
def test_the_built_in_steps_fall_where_they_belong(
    slug, before, during, resting, leaving, switching
):
    steps = BUILT_IN[slug]
    moments = moments_of(steps)
    assert moments.before == tuple(steps[:before])
    expected = [during, resting, leaving, switching]
    found = [moments.during, moments.resting, moments.leaving, moments.switching]
    assert found == [tuple(steps[n] for n in part) for part in expected]


def test_advice_at_the_end_is_said_before():
    steps = BUILT_IN["half-kneel-stretch"]
    moments = moments_of(steps)
    assert moments.before == (*steps[:4], steps[7])
    assert texts(moments.during) == ["Hold still and breathe slowly."]


def test_a_routine_without_the_words_holds_on_its_last_step():
    steps = [StepContent("Tumbarse.", "a"), StepContent("Quedarse.", "b")]
    moments = moments_of([*steps, StepContent("El otro lado.", "c", both_sides_only=True)])
    assert (moments.before, moments.during) == ((steps[0],), (steps[1],))
    assert texts(moments.switching) == ["El otro lado."]


def test_a_routine_of_nothing_but_changing_sides_still_has_a_hold():
    only = StepContent("Change sides.", "a", both_sides_only=True)
    assert moments_of([only]).during == (only,)
    assert moments_of([]).during == ()


@pytest.mark.parametrize("slug", BUILT_IN)
def test_a_copy_in_spanish_falls_where_the_english_one_does(slug):
    """A clinic's copy is in the words of whoever made it; the hold is found all the same."""
    english = BUILT_IN[slug]
    with translation.override("es"):
        spanish = [replace(step, text=translation.gettext(step.text)) for step in english]
    found, expected = moments_of(spanish), moments_of(english)
    for moment in ("before", "during", "resting", "leaving", "switching"):
        assert [spanish.index(step) for step in getattr(found, moment)] == [
            english.index(step) for step in getattr(expected, moment)
        ], moment
