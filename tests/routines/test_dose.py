"""Sums of doses, for any dose there can be."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.dose import BOUNDS, Dose, Side, sessions_due, total_session_seconds

DOSES = st.builds(
    Dose,
    side=st.sampled_from(Side),
    **{name: st.integers(low, high) for name, (low, high) in BOUNDS.items()},
)
ONE = Dose(
    hold=60,
    holds=2,
    rest=15,
    side=Side.BOTH,
    pressure_low=2,
    pressure_high=4,
    times_a_day=1,
    days_a_week=5,
)


def test_a_session_by_hand():
    # Four holds of a minute, three rests of 15 s between them.
    assert ONE.session_seconds == 4 * 60 + 3 * 15 == 285
    assert ONE.loaded_seconds_a_side == 120
    assert (ONE.hold_count, ONE.sessions_a_week) == (4, 5)


@given(DOSES)
def test_a_session_is_its_holds_and_the_rests_between(dose):
    rests = dose.session_seconds - dose.hold_count * dose.hold
    assert rests == (dose.hold_count - 1) * dose.rest
    assert dose.session_seconds >= dose.loaded_seconds_a_side


@given(DOSES)
def test_without_rests_a_session_is_its_loaded_time(dose):
    dose = replace(dose, rest=0)
    assert dose.session_seconds == dose.loaded_seconds_a_side * dose.side.sides


@given(DOSES)
def test_both_sides_are_left_and_right_and_one_rest(dose):
    both, left, right = (replace(dose, side=side) for side in (Side.BOTH, Side.LEFT, Side.RIGHT))
    assert left.session_seconds == right.session_seconds
    assert both.session_seconds == left.session_seconds + dose.rest + right.session_seconds
    assert both.loaded_seconds_a_side == left.loaded_seconds_a_side


@given(DOSES)
def test_a_hold_more_is_a_hold_and_a_rest_longer(dose):
    longer = replace(dose, holds=dose.holds + 1)
    more = longer.session_seconds - dose.session_seconds
    assert more == dose.side.sides * (dose.hold + dose.rest)


@given(DOSES)
def test_pressure_takes_no_time(dose):
    assert replace(dose, pressure_low=0, pressure_high=10).session_seconds == dose.session_seconds


@given(st.lists(DOSES, max_size=5))
def test_the_whole_is_the_sum_of_its_parts(doses):
    assert total_session_seconds(doses) == sum(dose.session_seconds for dose in doses)


@given(DOSES, st.integers(0, 366))
def test_whole_weeks_are_due_in_full(dose, weeks):
    assert sessions_due(dose, days=7 * weeks) == dose.sessions_a_week * weeks


@given(DOSES, st.integers(0, 3650))
def test_a_day_more_is_never_less_due(dose, days):
    more = sessions_due(dose, days=days + 1) - sessions_due(dose, days=days)
    assert 0 <= more <= dose.times_a_day + (1 if dose.sessions_a_week % 7 else 0)


def test_due_is_rounded_down():
    assert [sessions_due(ONE, days=days) for days in (0, 1, 7, 10, 13)] == [0, 0, 5, 7, 9]


@pytest.mark.parametrize("side", Side)
def test_both_sides_cover_each_one(side):
    assert Side.BOTH.covers(side)
    assert side.covers(Side.BOTH)
    assert side.covers(side)


def test_left_does_not_cover_right():
    assert not Side.LEFT.covers(Side.RIGHT)
    assert not Side.RIGHT.covers(Side.LEFT)
