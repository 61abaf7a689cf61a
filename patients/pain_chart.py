"""Pain over time as points of a picture; the template draws it. No Django here.

Pains are 0-10 (NPRS). The picture is 400 by 220 units; days run from left to right
in proportion, so that a gap in the log is a gap in the picture.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

LEFT, RIGHT, TOP, BOTTOM = 28, 396, 10, 186


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    pain: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where it is and what stands beside it."""

    at: float
    day: date | None = None
    pain: int | None = None


@dataclass(frozen=True, slots=True)
class PainChart:
    """Two lines over the days, the axes, and the same numbers as rows, newest first."""

    before: tuple[Point, ...]
    after: tuple[Point, ...]
    days: tuple[Tick, ...]
    pains: tuple[Tick, ...]
    rows: tuple[tuple[date, int | None, int | None], ...]

    @property
    def is_worth_drawing(self) -> bool:
        """Whether there are two points to compare."""
        return max(len(self.before), len(self.after)) > 1

    @property
    def before_line(self) -> str:
        return _line(self.before)

    @property
    def after_line(self) -> str:
        return _line(self.after)


def pain_chart(sessions: Iterable[tuple[date, int | None, int | None]]) -> PainChart:
    """The picture of `(day, pain before, pain after)`, in the order of the days."""
    told = list(sessions)
    days = [day for day, _before, _after in told]
    return PainChart(
        before=_points([(day, before) for day, before, _after in told], days),
        after=_points([(day, after) for day, _before, after in told], days),
        days=day_ticks(days),
        pains=tuple(Tick(_y(pain), pain=pain) for pain in (0, 5, 10)),
        rows=tuple(reversed(told)),
    )


def _points(pains: Sequence[tuple[date, int | None]], days: Sequence[date]) -> tuple[Point, ...]:
    return tuple(Point(x_of(day, days), _y(pain), pain) for day, pain in pains if pain is not None)


def x_of(day: date, days: Sequence[date]) -> float:
    """Where a day stands between the first and the last of `days`."""
    run = (days[-1] - days[0]).days
    part = (day - days[0]).days / run if run else 0.5
    return round(LEFT + 26 + part * (RIGHT - LEFT - 52), 1)


def _y(pain: int) -> float:
    return round(BOTTOM - pain * (BOTTOM - TOP) / 10, 1)


def day_ticks(days: Sequence[date]) -> tuple[Tick, ...]:
    """The first, the middle and the last day."""
    if not days:
        return ()
    middle = days[0] + (days[-1] - days[0]) / 2
    marked = sorted({days[0], middle, days[-1]}) if (days[-1] - days[0]).days > 7 else [days[0]]
    if days[-1] not in marked:
        marked.append(days[-1])
    return tuple(Tick(x_of(day, days), day=day) for day in marked)


def _line(points: Sequence[Point]) -> str:
    return " ".join(f"{point.x},{point.y}" for point in points)
