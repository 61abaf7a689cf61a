"""What outcome measures mean: their ranges, when they are due, which change matters. No Django here.

Figures are from docs/clinical.md 4: NPRS changes by 2 points and 30 % (Farrar), PSFS by 2 (its
smallest detectable mean change), LEFS by 9, ODI by 12; HOOS, PROMIS and GROC have none we show.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum, auto

DUE_WEEKS = (0, 2, 4, 8)
# Done so shortly before it is due, it counts for that time; the last may be late by a month.
EARLY_DAYS = 4
LAST_DAY = 12 * 7
FEWEST_ACTIVITIES, MOST_ACTIVITIES = 3, 5


@dataclass(frozen=True, slots=True)
class Scale:
    """The range of an instrument, where better lies, and the smallest change that matters."""

    lowest: int
    highest: int
    falls: bool  # whether less is better
    matters: int | None = None
    share: Decimal = Decimal(0)  # of the first value, if that is more

    def change_that_matters(self, first: Decimal) -> Decimal | None:
        return None if self.matters is None else max(Decimal(self.matters), self.share * first)

    def goal_from(self, first: Decimal) -> Decimal | None:
        """The value from which on the change since `first` matters; None where none can be."""
        change = self.change_that_matters(first)
        if change is None:
            return None
        goal = first - change if self.falls else first + change
        return goal if self.lowest <= goal <= self.highest else None


SCALES = {
    "nprs": Scale(0, 10, falls=True, matters=2, share=Decimal("0.3")),
    "psfs": Scale(0, 10, falls=False, matters=2),
    "lefs": Scale(0, 80, falls=False, matters=9),
    "odi": Scale(0, 100, falls=True, matters=12),
    "hoos": Scale(0, 100, falls=False),
    "promis": Scale(0, 100, falls=False),
    "groc": Scale(-5, 5, falls=False),
}


class Verdict(StrEnum):
    """What a change since the start amounts to."""

    BETTER = auto()
    WORSE = auto()
    SAME = auto()
    UNKNOWN = auto()  # one value only, or a scale without a figure


def verdict(scale: Scale, first: Decimal, now: Decimal) -> Verdict:
    """Whether the change since the first value is as large as the smallest that matters."""
    change = scale.change_that_matters(first)
    if change is None:
        return Verdict.UNKNOWN
    gained = first - now if scale.falls else now - first
    if gained >= change:
        return Verdict.BETTER
    return Verdict.WORSE if -gained >= change else Verdict.SAME


def mean(ratings: Iterable[int]) -> Decimal:
    """The mean of the ratings of one day, to two places."""
    rated = [Decimal(one) for one in ratings]
    return (sum(rated, Decimal(0)) / len(rated)).quantize(Decimal("0.01"))


def due_week(starts_on: date, today: date, last: date | None) -> int | None:
    """
    The week (0, 2, 4, 8 after the start) whose measures are due today, or None.

    `last` is the day of the newest ones. What was missed is not asked for afterwards; pauses
    do not shift the weeks: what is measured is how the person is doing, not the plan.
    """
    run = (today - starts_on).days
    if run > LAST_DAY:
        return None
    if run < 0:
        return 0 if last is None else None
    week = max(week for week in DUE_WEEKS if week * 7 <= run)
    since = starts_on + timedelta(days=week * 7 - EARLY_DAYS)
    is_taken = last is not None and (week == 0 or last >= since)
    return None if is_taken else week
