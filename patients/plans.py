"""What a program will hold, as plain values: read from rows, changed, and written back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from patients.models import ProgramVersion
from routines.dose import Dose, Side, total_session_seconds
from routines.models import ProgramTemplate, RoutineVersion


@dataclass(frozen=True, slots=True)
class PrescriptionPlan:
    """One routine in a phase with its dose; dosed differently on each side, it is two of these."""

    routine_version: RoutineVersion
    dose: Dose
    note: str = ""
    reason: str = ""

    def on_side(self, side: Side) -> "PrescriptionPlan":
        return replace(self, dose=replace(self.dose, side=side))


@dataclass(frozen=True, slots=True)
class PhasePlan:
    """Some weeks with the same prescriptions, in the order they are done."""

    weeks: int
    prescriptions: Sequence[PrescriptionPlan] = ()

    @property
    def session_seconds(self) -> int:
        """Seconds one session takes, without the changes between routines."""
        return total_session_seconds(one.dose for one in self.prescriptions)

    @property
    def routine_count(self) -> int:
        return len({one.routine_version.routine_id for one in self.prescriptions})


def total_weeks(phases: Iterable[PhasePlan]) -> int:
    return sum(phase.weeks for phase in phases)


def plan_of(version: ProgramVersion) -> tuple[PhasePlan, ...]:
    """What a version holds. Ask for `.with_everything()` first: then this queries nothing."""
    return tuple(
        PhasePlan(
            weeks=phase.weeks,
            prescriptions=tuple(
                PrescriptionPlan(row.routine_version, row.dose, row.note, row.reason)
                for row in phase.prescriptions.all()
            ),
        )
        for phase in version.phases.all()
    )


def plan_of_template(template: ProgramTemplate) -> tuple[PhasePlan, ...]:
    """A template's phases with the routines as they are now; a phase left empty is dropped."""
    phases = (
        PhasePlan(
            weeks=phase.weeks,
            prescriptions=tuple(
                PrescriptionPlan(item.routine.current, item.dose)
                for item in phase.items.all()
                if item.routine.current and not item.routine.archived_at
            ),
        )
        for phase in template.phases.all()
    )
    return tuple(phase for phase in phases if phase.prescriptions)


def plan_of_routines(versions: Iterable[RoutineVersion], *, weeks: int) -> tuple[PhasePlan, ...]:
    """One phase of `weeks` weeks with each routine at its own default dose."""
    return (PhasePlan(weeks, tuple(PrescriptionPlan(one, one.dose) for one in versions)),)


def on_side(phases: Iterable[PhasePlan], side: Side) -> tuple[PhasePlan, ...]:
    """The same plan with every routine done on `side`; two doses of one routine become its first."""
    return tuple(
        replace(
            phase,
            prescriptions=tuple(
                next(same).on_side(side)
                for _, same in groupby(
                    phase.prescriptions, key=lambda one: one.routine_version.routine_id
                )
            ),
        )
        for phase in phases
    )
