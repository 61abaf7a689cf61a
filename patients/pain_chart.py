"""Pain over time as points of a picture; the template draws it. No Django here.

Pains are 0-10 (NPRS). The picture is 400 by 220 units; days run from left to right
in proportion, so that a gap in the log is a gap in the picture. With more sessions than
can be told apart on a phone, a point is the mean of a week; the table has them all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from statistics import fmean

LEFT, RIGHT, TOP, BOTTOM = 28, 396, 10, 186
MOST_POINTS = 14  # of one line: closer together they touch at 360 pixels
FEWEST_WEEKS = 3  # that make a line; fewer weeks show each session

Told = tuple[date, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    pain: float


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
    rows: tuple[Told, ...]
    is_by_week: bool

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


def pain_chart(sessions: Iterable[Told]) -> PainChart:
    """The picture of `(day, pain before, pain after)`, in the order of the days."""
    told = list(sessions)
    days = [day for day, _before, _after in told]
    weeks = [list(week) for _monday, week in groupby(told, key=_monday_of)]
    is_by_week = len(told) > MOST_POINTS and len(weeks) >= FEWEST_WEEKS
    drawn = weeks if is_by_week else [[one] for one in told]
    return PainChart(
        before=_points([(_middle(some), _mean(b for _, b, _ in some)) for some in drawn], days),
        after=_points([(_middle(some), _mean(a for _, _, a in some)) for some in drawn], days),
        days=day_ticks(days),
        pains=tuple(Tick(_y(pain), pain=pain) for pain in (0, 5, 10)),
        rows=tuple(reversed(told)),
        is_by_week=is_by_week,
    )


def _monday_of(session: Told) -> date:
    return session[0] - timedelta(days=session[0].weekday())


def _middle(sessions: Sequence[Told]) -> date:
    """The day between the first and the last of some sessions."""
    return sessions[0][0] + (sessions[-1][0] - sessions[0][0]) / 2


def _mean(pains: Iterable[int | None]) -> float | None:
    told = [pain for pain in pains if pain is not None]
    return round(fmean(told), 1) if told else None


def _points(pains: Sequence[tuple[date, float | None]], days: Sequence[date]) -> tuple[Point, ...]:
    return tuple(Point(x_of(day, days), _y(pain), pain) for day, pain in pains if pain is not None)


def x_of(day: date, days: Sequence[date]) -> float:
    """Where a day stands between the first and the last of `days`."""
    run = (days[-1] - days[0]).days
    part = (day - days[0]).days / run if run else 0.5
    return round(LEFT + 26 + part * (RIGHT - LEFT - 52), 1)


def _y(pain: float) -> float:
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
