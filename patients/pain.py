"""When logged pain asks for attention. No Django here.

Pains are 0-10 (NPRS), never mixed with the pressure felt. The figures are
clinical.md 2c (pain during a session stays at 5 or less) and 3c (pain after of
two or more above before, two sessions running).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import fmean

PAINS = ("pain_before", "pain_worst", "pain_after")  # as a session log names them
RISE = 2
MOST_DURING = 5
# Between weeks: what changes by two counts as changed (clinical.md 6).
CHANGE = 2
FEWEST = 2  # sessions that make a week
WEEK = timedelta(days=7)
JUDGED_FROM, JUDGED_UNTIL = timedelta(weeks=4), timedelta(weeks=8)


@dataclass(frozen=True, slots=True)
class Pain:
    """What a patient said of one session; None where nothing was said."""

    before: int | None
    worst: int | None
    after: int | None

    @property
    def rises(self) -> bool:
        """Whether the session ended with clearly more pain than it began with."""
        if self.before is None or self.after is None:
            return False
        return self.after >= self.before + RISE

    @property
    def is_too_much(self) -> bool:
        """Whether it hurt more during the session than it may."""
        return self.worst is not None and self.worst > MOST_DURING


def keeps_rising(sessions: Sequence[Pain]) -> bool:
    """Whether pain rose in two sessions running, of `sessions` in the order of their days."""
    return any(one.rises and other.rises for one, other in pairwise(sessions))


def is_higher(days: Iterable[tuple[date, int]], today: date) -> bool:
    """
    Whether pain before sessions (day, 0-10) was higher by two in these seven days than before.

    On average, and only where each of the two weeks has two sessions or more.
    """
    days = list(days)
    this = _mean(days, today - WEEK, today)
    before = _mean(days, today - 2 * WEEK, today - WEEK)
    return this is not None and before is not None and this - before >= CHANGE


def has_not_fallen(days: Iterable[tuple[date, int]], began_on: date, today: date) -> bool:
    """
    Whether, from the fifth week to the eighth, pain is not yet two below that of the first week.

    Whose pain was below two from the start cannot fall by two, and is not asked.
    """
    if not JUDGED_FROM <= today - began_on < JUDGED_UNTIL:
        return False
    days = list(days)
    day_before = began_on - timedelta(days=1)
    first = _mean(days, day_before, day_before + WEEK)
    this = _mean(days, today - WEEK, today)
    return first is not None and this is not None and first >= CHANGE > first - this


def _mean(days: Sequence[tuple[date, int]], after: date, until: date) -> float | None:
    told = [pain for day, pain in days if after < day <= until]
    return fmean(told) if len(told) >= FEWEST else None
