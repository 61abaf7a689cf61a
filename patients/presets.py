"""Doses to start from, all within what needs no reason: seconds and pressure felt 0-10."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from patients.plan_checks import Bounds
from patients.plans import PhasePlan
from routines.balls import Ball
from routines.dose import Dose
from routines.limits import Caps, Limits
from routines.models import RoutineVersion

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words

SHORTEST_HOLD = 10
STEP = 5  # holds are set in steps of five seconds


class Preset(StrEnum):
    """How far a dose goes beside the one that the routine suggests."""

    GENTLE = "gentle"
    USUAL = "usual"
    FIRMER = "firmer"

    @property
    def label(self) -> "Words":
        return _LABELS[self]


_LABELS: "dict[Preset, Words]" = {
    Preset.GENTLE: _("Gentle"),
    Preset.USUAL: _("Usual"),
    Preset.FIRMER: _("Firmer"),
}


def suggested(version: RoutineVersion, week: int) -> Dose:
    """The dose that a routine suggests in week `week` of a plan; its default where it says none."""
    for phase in version.phases.all():
        if phase.first_week <= week <= phase.last_week:
            return replace(
                version.dose,
                hold=phase.hold,
                pressure_low=phase.pressure_low,
                pressure_high=phase.pressure_high,
            )
    return version.dose


def preset_dose(preset: Preset, version: RoutineVersion, week: int, bounds: Bounds) -> Dose:
    """A dose to start from; gentle and firmer are a third shorter or longer, one number of ten."""
    usual = suggested(version, week)
    if preset is Preset.GENTLE:
        usual = replace(
            usual,
            hold=max(SHORTEST_HOLD, _in_steps(usual.hold * 2 / 3)),
            pressure_low=max(0, usual.pressure_low - 1),
            pressure_high=max(1, usual.pressure_high - 1),
        )
    elif preset is Preset.FIRMER:
        usual = replace(
            usual,
            hold=_in_steps(usual.hold * 4 / 3),
            pressure_low=usual.pressure_low + 1,
            pressure_high=usual.pressure_high + 1,
        )
    return fitted(usual, version, bounds)


def fitted(dose: Dose, version: RoutineVersion, bounds: Bounds) -> Dose:
    """`dose`, lowered where it would need a reason or go beyond a limit; never raised."""
    limits, screening = bounds.limits, bounds.caps(version, dose.side)
    hold = min(dose.hold, longest_hold(version, limits, screening))
    most = max(1, limits.loaded_minutes_a_side * 60 // hold)
    high = min(dose.pressure_high, highest_pressure(version, limits, screening))
    return replace(
        dose,
        hold=hold,
        holds=min(dose.holds, limits.holds, most),
        pressure_high=high,
        pressure_low=min(dose.pressure_low, high),
        times_a_day=min(dose.times_a_day, limits.times_a_day),
    )


def fitted_plan(phases: Sequence[PhasePlan], bounds: Bounds) -> tuple[PhasePlan, ...]:
    """The plan with every dose lowered to what this patient may have without a reason."""
    return tuple(
        replace(
            phase,
            prescriptions=tuple(
                replace(one, dose=fitted(one.dose, one.routine_version, bounds))
                for one in phase.prescriptions
            ),
        )
        for phase in phases
    )


def longest_hold(version: RoutineVersion, limits: Limits, screening: Caps) -> int:
    """Seconds that a hold of this routine may last without a reason."""
    bounds = [version.cap_hold, limits.hold, limits.hold_reason_above, screening.hold]
    return min(bound for bound in bounds if bound is not None)


def highest_pressure(version: RoutineVersion, limits: Limits, screening: Caps) -> int:
    """The highest pressure felt, 0-10, that needs no reason."""
    bounds = [
        version.cap_pressure,
        Ball(version.ball).facts.most_pressure,
        limits.pressure,
        limits.pressure_reason_from - 1,
        screening.pressure,
    ]
    return max(0, min(bound for bound in bounds if bound is not None))


def _in_steps(seconds: float) -> int:
    return round(seconds / STEP) * STEP
