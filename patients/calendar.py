"""
What became of each day of a plan: done, missed, rest, stopped. No Django here.

A plan says how many days a week, not which: the first free days of a week are rest, what is
free beyond them is missed. A run of practice forgives one missed day a week.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto

WEEK = 7
FORGIVEN = 1  # missed days a week that do not break a run


class DayKind(StrEnum):
    DONE = auto()
    MISSED = auto()
    REST = auto()
    STOPPED = auto()  # a warning sign was told
    PAUSED = auto()
    OPEN = auto()  # today, with nothing logged yet
    OUTSIDE = auto()  # before the start, after the end, or still to come


@dataclass(frozen=True, slots=True)
class Plan:
    """
    What the calendar has to know: `first` to `last` day, and `week_began` of one of its weeks.

    `days_a_week` says how many days were prescribed in the week that a day lies in.
    """

    first: date
    last: date
    today: date
    week_began: date
    days_a_week: Callable[[date], int]
    done: Collection[date]
    stopped: Collection[date]
    paused: Collection[date]


@dataclass(frozen=True, slots=True)
class Run:
    """Days of practice one after the other, with one missed day a week forgiven."""

    days: int
    since: date | None


def week_starts(plan: Plan) -> list[date]:
    """The first day of each week of the plan until today."""
    before = (plan.week_began - plan.first).days // WEEK
    start = plan.week_began - timedelta(days=max(0, before) * WEEK)
    if start > plan.first:
        start -= timedelta(days=WEEK)
    weeks = max(0, (min(plan.last, plan.today) - start).days) // WEEK + 1
    return [start + timedelta(days=WEEK * number) for number in range(weeks)]


def kinds_of_days(plan: Plan) -> dict[date, DayKind]:
    """Each day from the first to the last, or to today."""
    found: dict[date, DayKind] = {}
    for start in week_starts(plan):
        found.update(_week(plan, start))
    return found


def _week(plan: Plan, start: date) -> Iterator[tuple[date, DayKind]]:
    rest_left = WEEK - plan.days_a_week(start)
    for day in (start + timedelta(days=number) for number in range(WEEK)):
        if not plan.first <= day <= min(plan.last, plan.today):
            rest_left -= day < plan.first  # a week begun in the middle has fewer days of rest
            continue
        if day in plan.stopped:
            yield day, DayKind.STOPPED
        elif day in plan.done:
            yield day, DayKind.DONE
        elif day in plan.paused:
            yield day, DayKind.PAUSED
        elif day == plan.today:
            yield day, DayKind.OPEN
        elif rest_left > 0:
            rest_left -= 1
            yield day, DayKind.REST
        else:
            yield day, DayKind.MISSED


def run_of(plan: Plan, kinds: dict[date, DayKind]) -> Run:
    """The run of practice until today."""
    days, since = 0, None
    for start in week_starts(plan):
        missed = 0
        for day in (start + timedelta(days=number) for number in range(WEEK)):
            kind = kinds.get(day)
            if kind is DayKind.DONE:
                days, since = days + 1, since or day
            elif kind is DayKind.MISSED:
                missed += 1
                if missed > FORGIVEN:
                    days, since = 0, None
    return Run(days, since)


def month_rows(month: date, first_weekday: int) -> list[list[date | None]]:
    """The weeks of a month as rows of seven days; `first_weekday` is 0 for Monday."""
    start = month.replace(day=1)
    offset = (start.weekday() - first_weekday) % WEEK
    following = (start + timedelta(days=32)).replace(day=1)
    cells: list[date | None] = [None] * offset
    cells += [start + timedelta(days=number) for number in range((following - start).days)]
    cells += [None] * (-len(cells) % WEEK)
    return [cells[at : at + WEEK] for at in range(0, len(cells), WEEK)]


def pauses_between(reviews: Iterable[date], done: Collection[date], first: date) -> set[date]:
    """
    Days that waited for a review: from the last session before it until the day before it.

    Nothing can be logged while a program is paused, so a pause lies in that gap.
    """
    found: set[date] = set()
    for review in reviews:
        day = review - timedelta(days=1)
        while day >= first and day not in done:
            found.add(day)
            day -= timedelta(days=1)
    return found
