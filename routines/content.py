"""
What a routine says, as one value: read from a data file, a form or a version, and compared.

No database here. `digest` is equal exactly when two contents would read the same.
"""

import json
from dataclasses import asdict, dataclass, fields, replace
from hashlib import sha256
from typing import Any

from routines.attributes import Attribute, Position
from routines.balls import Ball
from routines.dose import Dose, Side


@dataclass(frozen=True, slots=True)
class StepContent:
    """
    One thing to do, and the key of the drawing that shows it.

    `both_sides_only` leaves it out for somebody who was prescribed one side.
    """

    text: str
    drawing: str
    both_sides_only: bool = False


@dataclass(frozen=True, slots=True)
class PhaseContent:
    """The dose suggested for some weeks of a plan: seconds, and pressure felt 0-10."""

    first_week: int
    last_week: int
    hold: int
    pressure_low: int
    pressure_high: int


@dataclass(frozen=True, slots=True)
class RoutineContent:
    """Everything one version of a routine says. Caps are seconds and pressure felt 0-10."""

    name: str
    summary: str
    role: str
    position: Position
    ball: Ball
    ball_note: str
    attributes: frozenset[Attribute]
    needs_unlock: bool
    dose: Dose
    phases: tuple[PhaseContent, ...]
    cap_hold: int
    cap_pressure: int
    sources: tuple[str, ...]
    steps: tuple[StepContent, ...]

    @property
    def digest(self) -> str:
        """64 hex digits that change with any word or number of the content."""
        text = json.dumps(asdict(self), sort_keys=True, default=_plain)
        return sha256(text.encode()).hexdigest()

    def differences(self, other: "RoutineContent") -> list[str]:
        """Names of the fields in which two contents differ."""
        names = (field.name for field in fields(self))
        return [name for name in names if getattr(self, name) != getattr(other, name)]

    def dose_in_week(self, week: int) -> Dose:
        """The dose suggested for a week of a plan; outside every phase, the default dose."""
        for phase in self.phases:
            if phase.first_week <= week <= phase.last_week:
                return replace(
                    self.dose,
                    hold=phase.hold,
                    pressure_low=phase.pressure_low,
                    pressure_high=phase.pressure_high,
                )
        return self.dose


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"{value!r} has no place in a routine's content")


# What a clinic's own routine starts from: a soft ball on the back, and three empty steps.
EMPTY = RoutineContent(
    name="",
    summary="",
    role="",
    position=Position.SUPINE,
    ball=Ball.SOFT,
    ball_note="",
    attributes=frozenset({Attribute.BELLY, Attribute.FLOOR}),
    needs_unlock=False,
    dose=Dose(
        hold=45,
        holds=2,
        rest=15,
        side=Side.BOTH,
        pressure_low=2,
        pressure_high=4,
        times_a_day=1,
        days_a_week=5,
    ),
    phases=(),
    cap_hold=90,
    cap_pressure=5,
    sources=(),
    steps=(StepContent("", ""),) * 3,
)
