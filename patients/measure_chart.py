"""Measures over time as points of a picture and rows of a table; templates draw them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from patients.measures import SCALES, Scale, Verdict, verdict
from patients.models import Measurement
from patients.models.measurement import Instrument
from patients.pain_chart import BOTTOM, TOP, Tick, day_ticks, x_of


@dataclass(frozen=True, slots=True)
class MeasurePoint:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class MeasureChart:
    """
    One instrument over time: the line, the line from which a change matters, and the rows.

    The first value is where the change is counted from.
    """

    instrument: str
    label: str
    scale: Scale
    rows: tuple[Measurement, ...]  # newest first

    @property
    def first(self) -> Measurement:
        return self.rows[-1]

    @property
    def last(self) -> Measurement:
        return self.rows[0]

    @property
    def change(self) -> Decimal:
        return self.last.score - self.first.score

    @property
    def verdict(self) -> Verdict:
        if len(self.rows) < 2:
            return Verdict.UNKNOWN
        return verdict(self.scale, self.first.score, self.last.score)

    @property
    def goal(self) -> Decimal | None:
        return self.scale.goal_from(self.first.score)

    @property
    def goal_y(self) -> float | None:
        return None if self.goal is None else self._y(self.goal)

    @property
    def is_worth_drawing(self) -> bool:
        return len(self.rows) > 1

    @property
    def points(self) -> list[MeasurePoint]:
        days = self._days
        return [
            MeasurePoint(x_of(one.measured_on, days), self._y(one.score))
            for one in reversed(self.rows)
        ]

    @property
    def line(self) -> str:
        return " ".join(f"{point.x},{point.y}" for point in self.points)

    @property
    def days(self) -> tuple[Tick, ...]:
        return day_ticks(self._days)

    @property
    def marks(self) -> list[tuple[float, int]]:
        """Where the lowest, the middle and the highest value stand."""
        lowest, highest = self.scale.lowest, self.scale.highest
        values = (lowest, (lowest + highest) // 2, highest)
        return [(self._y(Decimal(value)), value) for value in values]

    @property
    def activities(self) -> list[str]:
        return self.last.activities

    @property
    def _days(self) -> list[date]:
        return [one.measured_on for one in reversed(self.rows)]

    def _y(self, score: Decimal) -> float:
        part = (score - self.scale.lowest) / (self.scale.highest - self.scale.lowest)
        return round(float(BOTTOM - part * (BOTTOM - TOP)), 1)


def measure_charts(measurements: Iterable[Measurement]) -> list[MeasureChart]:
    """
    A chart of each instrument used since the start of the newest program that was measured.

    What was measured before there was a program belongs to the first one.
    """
    order = list(Instrument.values)
    found = sorted(measurements, key=lambda one: (order.index(one.instrument), one.measured_on))
    newest = max(found, key=lambda one: one.measured_on, default=None)
    programs = {None, newest.program_id if newest else None}
    found = [one for one in found if one.program_id in programs]
    return [
        MeasureChart(
            instrument=instrument,
            label=str(Instrument(instrument).label),
            scale=SCALES[instrument],
            rows=tuple(reversed(list(same))),
        )
        for instrument, same in groupby(found, key=lambda one: one.instrument)
    ]
