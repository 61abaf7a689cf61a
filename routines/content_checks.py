"""
Whether a clinic's own routine may stand as it is written.

No database here. A copy may not slip past the screening: what a ball and a position
do to the body has to be ticked, so that the rules can bite on it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from routines.attributes import Attribute, Position
from routines.balls import Ball
from routines.content import PhaseContent, RoutineContent
from routines.drawings import DRAWINGS
from routines.limits import Caps, Limits, problems_of

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words

# A handout stays readable up to here: clinical.md 7.
MOST_STEPS = 8
MOST_PHASES = 6
LAST_WEEK = 52


@dataclass(frozen=True, slots=True)
class ContentProblem:
    """What stands against a content: the field, its row (from 1) in a list, and the words."""

    field: str
    message: "Words"
    row: int | None = None


def problems_of_content(content: RoutineContent, *, limits: Limits) -> list[ContentProblem]:
    """What stands against offering `content` in a clinic with `limits`; empty when nothing."""
    return [
        *_steps(content),
        *_attributes(content),
        *_caps(content, limits),
        *_default_dose(content, limits),
        *_phases(content, limits),
    ]


def _steps(content: RoutineContent) -> Iterator[ContentProblem]:
    if not content.steps:
        yield ContentProblem("steps", _("A routine needs at least one step."))
    if len(content.steps) > MOST_STEPS:
        text = _("{n} steps are too many to follow on paper. Use {most} or fewer.")
        message = format_lazy(text, n=len(content.steps), most=MOST_STEPS)
        yield ContentProblem("steps", message)
    for row, step in enumerate(content.steps, start=1):
        if step.drawing not in DRAWINGS:
            yield ContentProblem("drawing", _("Choose one of the drawings."), row)


def _attributes(content: RoutineContent) -> Iterator[ContentProblem]:
    needed: dict[Attribute, Words] = {}
    if content.ball is not Ball.NONE:
        needed[Attribute.BELLY] = _("A ball or hands at the front of the hip press there.")
    if content.ball.facts.is_firm:
        needed[Attribute.FIRM] = _("This ball is firm.")
    if content.position is Position.PRONE:
        needed[Attribute.PRONE] = _("The position is face down.")
    if content.position is Position.HALF_KNEELING:
        needed[Attribute.KNEEL] = _("The position is kneeling.")
    for attribute, why in needed.items():
        if attribute not in content.attributes:
            text = _("{why} Tick this, so that the screening can act on it.")
            yield ContentProblem(attribute.value, format_lazy(text, why=why))
    if content.ball is Ball.LACROSSE and not content.needs_unlock:
        text = _("A lacrosse ball is hard. Tick this, so that a practitioner decides each time.")
        yield ContentProblem("needs_unlock", text)


def _caps(content: RoutineContent, limits: Limits) -> Iterator[ContentProblem]:
    most = content.ball.facts.most_pressure
    if content.cap_pressure > min(most, limits.pressure):
        text = _("{entered} is too much for this ball in your clinic. Use {limit} or less.")
        values = {"entered": content.cap_pressure, "limit": min(most, limits.pressure)}
        yield ContentProblem("cap_pressure", format_lazy(text, **values))
    if content.cap_hold > limits.hold:
        text = _("{entered} s is over the clinic’s limit of {limit} s.")
        values = {"entered": content.cap_hold, "limit": limits.hold}
        yield ContentProblem("cap_hold", format_lazy(text, **values))


def _dose_problems(
    content: RoutineContent, limits: Limits, phase: PhaseContent | None = None
) -> Iterator[ContentProblem]:
    dose = content.dose
    if phase:
        dose = replace(
            dose,
            hold=phase.hold,
            pressure_low=phase.pressure_low,
            pressure_high=phase.pressure_high,
        )
    found = problems_of(
        dose,
        ball=content.ball,
        prone=Attribute.PRONE in content.attributes,
        limits=limits,
        routine=Caps(hold=content.cap_hold, pressure=content.cap_pressure),
        screening=Caps(),
    )
    for problem in found:
        # A reason is asked for when somebody prescribes, not when a default is written.
        if problem.field != "reason":
            yield ContentProblem(problem.field, problem.message)


def _default_dose(content: RoutineContent, limits: Limits) -> Iterator[ContentProblem]:
    yield from _dose_problems(content, limits)


def _phases(content: RoutineContent, limits: Limits) -> Iterator[ContentProblem]:
    if len(content.phases) > MOST_PHASES:
        text = _("{n} rows are too many. Use {most} or fewer.")
        message = format_lazy(text, n=len(content.phases), most=MOST_PHASES)
        yield ContentProblem("phases", message)
    default = {problem.field for problem in _default_dose(content, limits)}
    weeks_before = 0
    for row, phase in enumerate(content.phases, start=1):
        if phase.last_week < phase.first_week:
            yield ContentProblem("last_week", _("The last week is before the first."), row)
        elif phase.first_week <= weeks_before:
            text = _("Week {week} is in the row above already.")
            yield ContentProblem("first_week", format_lazy(text, week=phase.first_week), row)
        weeks_before = max(weeks_before, phase.last_week)
        for problem in _dose_problems(content, limits, phase):
            if problem.field in {"hold", "pressure_low", "pressure_high"}:
                yield replace(problem, row=row)
            elif problem.field not in default:
                yield replace(problem, field="hold", row=row)
