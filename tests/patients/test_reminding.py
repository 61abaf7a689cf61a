"""By the clinic's clock, also where it jumps."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from patients.reminding import Plan, at

BERLIN = ZoneInfo("Europe/Berlin")
EVERY_DAY = frozenset(range(7))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hour", "utc"),
    [
        (date(2026, 7, 1), 8, "2026-07-01 06:00"),
        (date(2026, 12, 1), 8, "2026-12-01 07:00"),
        (date(2026, 3, 29), 2, "2026-03-29 01:00"),  # leapt over: when it leaps
        (date(2026, 3, 29), 3, "2026-03-29 01:00"),
        (date(2026, 10, 25), 2, "2026-10-25 00:00"),  # comes twice: the first
        (date(2026, 10, 25), 3, "2026-10-25 02:00"),
    ],
)
def test_hours_are_those_of_the_clock_on_the_wall(day, hour, utc):
    assert at(day, hour, BERLIN) == moment(utc)


@pytest.mark.parametrize(
    ("now", "then", "number"),
    [
        ("2026-11-23 06:59", "2026-11-23 07:00", 1),
        ("2026-11-23 07:00", "2026-11-23 11:00", 2),
        ("2026-11-23 11:00", "2026-11-25 07:00", 1),
        ("2026-11-27 12:00", "2026-11-30 07:00", 1),
    ],
)
def test_the_next_one(now, then, number):
    plan = Plan(frozenset({0, 2}), hour=8, again=4)
    assert plan.next_after(moment(now), BERLIN) == (moment(then), number)


def test_across_both_changes_each_day_has_it_once():
    for start in ("2026-03-20 00:00", "2026-10-18 00:00"):
        plan, now, days = Plan(EVERY_DAY, hour=5), moment(start), []
        for _day in range(14):
            now, _number = plan.next_after(now, BERLIN)
            days.append(now.astimezone(BERLIN))
        assert [day.hour for day in days] == [5] * 14
        assert [b.date() - a.date() for a, b in pairwise(days)] == [timedelta(days=1)] * 13
