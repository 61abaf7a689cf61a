"""How a program may start for one patient: from which plans and routines, with what left out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from patients.models import Patient
from patients.plan_checks import Bounds, RoutineChoice, each_prescription, in_words
from patients.plans import (
    PhasePlan,
    on_side,
    plan_of_routines,
    plan_of_template,
    total_weeks,
)
from patients.presets import fitted_plan
from routines.dose import Side
from routines.models import ProgramTemplate, RoutineVersion

REVIEW_AFTER_WEEKS = 2  # clinical.md 8: review at 2 and 4 weeks


@dataclass(frozen=True, slots=True)
class Start:
    """The values of a new draft, and what the practitioner should know about it."""

    values: dict[str, Any]
    told: list[str]


@dataclass(frozen=True, slots=True)
class TemplateChoice:
    """A template as this patient may have it: blocked routines are left out."""

    template: ProgramTemplate
    phases: tuple[PhasePlan, ...]
    left_out: tuple[RoutineChoice, ...]

    @property
    def weeks(self) -> int:
        return total_weeks(self.phases)

    @property
    def routines(self) -> list[RoutineVersion]:
        """The routines it uses, each once, in the order they come."""
        found = {
            one.routine_version.routine_id: one.routine_version
            for _p, _i, one in each_prescription(self.phases)
        }
        return list(found.values())

    @property
    def shortest_seconds(self) -> int:
        return min(phase.session_seconds for phase in self.phases)

    @property
    def longest_seconds(self) -> int:
        return max(phase.session_seconds for phase in self.phases)


@dataclass(frozen=True, slots=True)
class Starts:
    """All that a practitioner may choose from for this patient today."""

    patient: Patient
    bounds: Bounds
    routines: list[RoutineChoice]
    templates: list[TemplateChoice]

    @classmethod
    def of(cls, patient: Patient, bounds: Bounds) -> "Starts":
        routines = bounds.choices(patient.clinic)
        blocked = {one.version.routine_id: one for one in routines if one.is_blocked}
        templates = [
            _without(template, blocked)
            for template in ProgramTemplate.objects.for_clinic(patient.clinic).with_items()
        ]
        return cls(patient, bounds, routines, templates)

    @property
    def usable_templates(self) -> list[TemplateChoice]:
        return [one for one in self.templates if one.phases]

    @property
    def usable_routines(self) -> list[RoutineChoice]:
        return [one for one in self.routines if not one.is_blocked]

    @property
    def blocked_routines(self) -> list[RoutineChoice]:
        return [one for one in self.routines if one.is_blocked]

    @property
    def fields(self) -> dict[str, Any]:
        """What the form offers, and what it begins with."""
        return {
            "templates": [one.template.pk for one in self.usable_templates],
            "routines": [one.version.routine_id for one in self.usable_routines],
            "side": self.patient.sore_side or Side.BOTH.value,
            "today": self.patient.clinic.today(),
        }

    def chosen(
        self,
        *,
        template: int | None,
        routines: Sequence[int],
        weeks: int,
        side: str,
        starts_on: date,
    ) -> Start:
        """The draft that follows from what was chosen, its doses lowered to what needs no reason."""
        if template:
            choice = next(one for one in self.templates if one.template.pk == template)
            name, phases = choice.template.shown_name, choice.phases
            review, left_out = choice.template.review_after_weeks, choice.left_out
        else:
            of = {one.version.routine_id: one.version for one in self.routines}
            phases = plan_of_routines([of[pk] for pk in routines], weeks=weeks)
            name, review, left_out = _("Psoas release"), REVIEW_AFTER_WEEKS, ()
        sided = on_side(phases, Side(side))
        fit = fitted_plan(sided, self.bounds)
        review = min(review, self.bounds.limits.weeks)
        values = {
            "name": name,
            "starts_on": starts_on,
            "review_on": _later(starts_on, review),
            "phases": fit,
        }
        return Start(values, [*_told_left_out(left_out), *_told_lowered(sided, fit)])


def _later(day: date, weeks: int) -> date:
    """`weeks` weeks on; a day at the end of all dates stays, and is refused by its own check."""
    return day + timedelta(weeks=weeks) if day.year < date.max.year else day


def _without(template: ProgramTemplate, blocked: dict[int, RoutineChoice]) -> TemplateChoice:
    phases, out = [], {}
    for phase in plan_of_template(template):
        kept = []
        for one in phase.prescriptions:
            found = blocked.get(one.routine_version.routine_id)
            if found:
                out[found.version.pk] = found
            else:
                kept.append(one)
        if kept:
            phases.append(replace(phase, prescriptions=tuple(kept)))
    return TemplateChoice(template, tuple(phases), tuple(out.values()))


def _told_left_out(left_out: Sequence[RoutineChoice]) -> list[str]:
    text = _("%(routine)s was left out: %(why)s")
    return [
        text % {"routine": one.version.shown_name, "why": in_words(one.verdict.blocks[0])}
        for one in left_out
        if one.verdict
    ]


def _told_lowered(before: Sequence[PhasePlan], after: Sequence[PhasePlan]) -> list[str]:
    lowered = sum(
        one.dose != other.dose
        for (_p, _i, one), (_q, _j, other) in zip(
            each_prescription(before), each_prescription(after), strict=True
        )
    )
    if not lowered:
        return []
    text = ngettext(
        "%(n)s dose was lowered to what this patient may have.",
        "%(n)s doses were lowered to what this patient may have.",
        lowered,
    )
    return [text % {"n": lowered}]
