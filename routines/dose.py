"""How much, how hard, how often: one vocabulary for defaults, templates and prescriptions.

No Django here: plain values in, plain values out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

# The outer bounds of each number of a dose; the database holds them too (DoseFields).
BOUNDS = {
    "hold": (5, 600),
    "holds": (1, 20),
    "rest": (0, 600),
    "pressure_low": (0, 10),
    "pressure_high": (0, 10),
    "times_a_day": (1, 6),
    "days_a_week": (1, 7),
}


class Side(StrEnum):
    """Which of the patient's own sides is worked."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"

    @property
    def sides(self) -> int:
        return 2 if self is Side.BOTH else 1

    def covers(self, other: "Side") -> bool:
        """Whether working `self` touches `other`."""
        return Side.BOTH in (self, other) or self is other


@dataclass(frozen=True, slots=True)
class Dose:
    """
    What is prescribed of one routine.

    `hold` and `rest` are seconds; `holds` is per side; pressures are 0-10 as
    *felt* by the patient (never pain).
    """

    hold: int
    holds: int
    rest: int
    side: Side
    pressure_low: int
    pressure_high: int
    times_a_day: int
    days_a_week: int

    @property
    def loaded_seconds_a_side(self) -> int:
        """Seconds under pressure on each side worked, in one session."""
        return self.hold * self.holds

    @property
    def hold_count(self) -> int:
        """Holds in one session, over all sides worked."""
        return self.holds * self.side.sides

    @property
    def session_seconds(self) -> int:
        """Seconds one session takes: every hold, and a rest between one hold and the next."""
        return self.hold_count * self.hold + (self.hold_count - 1) * self.rest

    @property
    def sessions_a_week(self) -> int:
        return self.times_a_day * self.days_a_week


def total_session_seconds(doses: Iterable[Dose]) -> int:
    """Seconds that all doses take when done one after the other, without the changes between."""
    return sum(dose.session_seconds for dose in doses)


def sessions_due(dose: Dose, *, days: int) -> int:
    """Sessions prescribed over `days` days, rounded down: 10 days of 5 a week is 7."""
    return dose.sessions_a_week * days // 7
