"""
When a reminder comes, by the clock of the clinic. No Django here.

An hour that the clock leaps over in spring begins where it leaps to; an hour that comes twice in
autumn is the first of the two. So each day has each of its reminders once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

EARLIEST, LATEST = 5, 22  # o'clock
AGAIN = (2, 3, 4, 6)  # hours later
TOO_LATE = timedelta(hours=2)
A_WEEK = 8  # days from today on, in which every day of the week comes


@dataclass(frozen=True, slots=True)
class Plan:
    """On which days (0 is Monday) and at what hour; once more `again` hours later, or never (0)."""

    days: frozenset[int]
    hour: int
    again: int = 0

    def next_after(self, moment: datetime, zone: tzinfo) -> tuple[datetime, int]:
        """The first reminder after `moment`, in UTC, and whether it is the day's first or second."""
        return next(slot for slot in self._slots(moment, zone) if slot[0] > moment)

    def _slots(self, moment: datetime, zone: tzinfo) -> Iterator[tuple[datetime, int]]:
        today = moment.astimezone(zone).date()
        for day in (today + timedelta(days=ahead) for ahead in range(-1, A_WEEK)):
            if day.weekday() in self.days:
                yield at(day, self.hour, zone), 1
                if self.again:
                    yield at(day, self.hour + self.again, zone), 2


def at(day: date, hour: int, zone: tzinfo) -> datetime:
    """The moment, in UTC, at which the clock of `zone` shows that hour."""
    return datetime.combine(day, time(hour), zone).astimezone(UTC)
