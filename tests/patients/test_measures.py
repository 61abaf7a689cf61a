from datetime import date, timedelta
from decimal import Decimal

import pytest

from patients.measures import SCALES, Verdict, due_week, mean, verdict
from patients.models.measurement import Instrument

START = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("instrument", "first", "now", "expected"),
    [
        ("nprs", 6, 4, Verdict.BETTER),  # 2 points, and 30 % of 6 is 1.8
        ("nprs", 8, 6, Verdict.SAME),  # 2 points, but 30 % of 8 is 2.4
        ("nprs", 8, 5, Verdict.BETTER),
        ("nprs", 4, 6, Verdict.WORSE),
        ("nprs", 1, 0, Verdict.SAME),
        ("psfs", "3.33", "5.33", Verdict.BETTER),
        ("psfs", "3.33", "5.00", Verdict.SAME),
        ("psfs", "5.33", "3.33", Verdict.WORSE),
        ("lefs", 40, 49, Verdict.BETTER),
        ("odi", 40, 28, Verdict.BETTER),
        ("odi", 28, 40, Verdict.WORSE),
        ("hoos", 10, 90, Verdict.UNKNOWN),
    ],
)
def test_only_a_change_that_matters_is_one(instrument, first, now, expected):
    assert verdict(SCALES[instrument], Decimal(first), Decimal(now)) is expected


@pytest.mark.parametrize(
    ("instrument", "first", "goal"),
    [("nprs", 6, 4), ("nprs", 10, 7), ("nprs", 1, None), ("psfs", 9, None), ("hoos", 50, None)],
)
def test_the_line_stands_where_the_change_begins_to_matter(instrument, first, goal):
    assert SCALES[instrument].goal_from(Decimal(first)) == goal


@pytest.mark.parametrize(
    ("day", "last", "due"),
    [
        (-3, None, 0),
        (-3, -4, None),
        (0, None, 0),
        (0, -4, None),
        (13, None, 0),
        (14, None, 2),
        (14, 0, 2),
        (14, 10, None),  # four days early
        (14, 9, 2),
        (27, 14, None),
        (28, 14, 4),
        (55, 28, None),
        (56, 28, 8),
        (84, 28, 8),
        (85, 28, None),
    ],
)
def test_they_are_due_at_the_start_and_after_2_4_and_8_weeks(day, last, due):
    taken = None if last is None else START + timedelta(days=last)
    assert due_week(START, START + timedelta(days=day), taken) == due


def test_the_mean_of_own_activities_has_two_places():
    assert mean([3, 3, 4]) == Decimal("3.33")


def test_every_instrument_has_a_scale():
    assert set(SCALES) == set(Instrument.values)
