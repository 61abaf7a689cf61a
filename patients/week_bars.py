"""What was done in each week as bars; the template draws them. No Django here.

The picture is 400 by 200 units; one bar for each week, at most ten weeks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

LEFT, RIGHT, TOP, BOTTOM = 6, 396, 24, 166
MOST_WEEKS = 10


@dataclass(frozen=True, slots=True)
class Week:
    """One week of a plan: seconds held, and routines by the pressure felt against the band."""

    began: date
    sessions: int = 0
    seconds: int = 0
    below: int = 0
    within: int = 0
    above: int = 0

    @property
    def minutes(self) -> int:
        return (self.seconds + 30) // 60

    @property
    def rated(self) -> int:
        return self.below + self.within + self.above


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar: what it stands for, where, how high, how much."""

    kind: str
    y: float
    height: float
    amount: int


@dataclass(frozen=True, slots=True)
class Bar:
    week: Week
    x: float
    width: float
    parts: tuple[Part, ...]

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def top(self) -> float:
        return round(min((part.y for part in self.parts), default=BOTTOM) - 6, 1)


def minute_bars(weeks: Sequence[Week]) -> list[Bar]:
    """Minutes held in each week."""
    return _bars(weeks, [[("held", week.minutes)] for week in weeks])


def pressure_bars(weeks: Sequence[Week]) -> list[Bar]:
    """How often the pressure felt lay within the prescribed band, above and below it."""
    return _bars(
        weeks,
        [[("within", week.within), ("below", week.below), ("above", week.above)] for week in weeks],
    )


def _bars(weeks: Sequence[Week], amounts: Sequence[Sequence[tuple[str, int]]]) -> list[Bar]:
    highest = max((sum(amount for _kind, amount in one) for one in amounts), default=0) or 1
    room = (RIGHT - LEFT) / max(len(weeks), 4)
    return [
        Bar(
            week=week,
            x=round(LEFT + number * room + room * 0.18, 1),
            width=round(room * 0.64, 1),
            parts=_parts(one, highest),
        )
        for number, (week, one) in enumerate(zip(weeks, amounts, strict=True))
    ]


def _parts(amounts: Sequence[tuple[str, int]], highest: int) -> tuple[Part, ...]:
    parts, y = [], float(BOTTOM)
    for kind, amount in amounts:
        height = round(amount * (BOTTOM - TOP) / highest, 1)
        y = round(y - height, 1)
        if amount:
            parts.append(Part(kind, y, height, amount))
    return tuple(parts)
