"""What the pages of a program show, looked up once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from patients.changes import changes
from patients.models import Prescription, Program, ProgramPhase, ProgramVersion
from patients.models.program import PauseReason, Status
from patients.plan_checks import Bounds, PlanProblem, problems_of_activating
from patients.plans import plan_of
from routines.dose import total_session_seconds


@dataclass(frozen=True, slots=True)
class PhaseShown:
    """A phase with the weeks of the plan it covers."""

    phase: ProgramPhase
    first_week: int
    is_now: bool

    @property
    def last_week(self) -> int:
        return self.first_week + self.phase.weeks - 1

    @property
    def prescriptions(self) -> Sequence[Prescription]:
        return list(self.phase.prescriptions.all())

    @property
    def session_seconds(self) -> int:
        return total_session_seconds(one.dose for one in self.prescriptions)


def phases_shown(version: ProgramVersion, week: int | None) -> list[PhaseShown]:
    """The phases of a version; the one of `week` is marked. None: nobody follows it."""
    now = version.phase_in_week(week) if week is not None else None
    shown, first = [], 1
    for phase in version.phases.all():
        shown.append(PhaseShown(phase, first, phase == now))
        first += phase.weeks
    return shown


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A version in the list of versions, and what it changed."""

    version: ProgramVersion
    changes: list[str]


class ProgramPage:
    """A program with all its versions: one batch of queries, whatever their number."""

    def __init__(self, program: Program, bounds: Bounds):
        self.program, self.bounds = program, bounds
        self._versions = list(program.versions.with_everything().order_by("number"))
        for version in self._versions:
            version.program = program

    @property
    def is_draft(self) -> bool:
        return self.program.status == Status.DRAFT

    @property
    def is_active(self) -> bool:
        return self.program.status == Status.ACTIVE

    @property
    def is_paused(self) -> bool:
        return self.program.status == Status.PAUSED

    @property
    def is_over(self) -> bool:
        return self.program.status in {Status.COMPLETED, Status.STOPPED}

    @property
    def stopped_by_sign(self) -> bool:
        return self.program.pause_reason == PauseReason.STOP_SIGN

    @cached_property
    def followed(self) -> ProgramVersion | None:
        return next((one for one in self._versions if one.pk == self.program.current_id), None)

    @cached_property
    def draft(self) -> ProgramVersion | None:
        return next((one for one in self._versions if not one.is_activated), None)

    @property
    def shown(self) -> ProgramVersion | None:
        """The version on the page: what is followed, else what is being drafted."""
        return self.followed or self.draft

    @cached_property
    def week(self) -> int | None:
        """The week of the plan it is today; None before and after."""
        today = self.program.clinic.today()
        if not (self.is_active or self.is_paused) or today < self.program.starts_on:
            return None
        return self.program.week_on(today)

    @property
    def phases(self) -> list[PhaseShown]:
        return phases_shown(self.shown, self.week) if self.shown else []

    @cached_property
    def draft_changes(self) -> list[str]:
        if self.followed is None or self.draft is None:
            return []
        return changes(plan_of(self.followed), plan_of(self.draft))

    @cached_property
    def draft_problems(self) -> list[PlanProblem]:
        """What still stands against activating the draft."""
        return problems_of_activating(self.draft, self.bounds) if self.draft else []

    @cached_property
    def versions(self) -> list[VersionShown]:
        """The activated versions, newest first, each with what it changed."""
        done = [one for one in self._versions if one.is_activated]
        before = [None, *done]
        rows = [
            VersionShown(one, changes(plan_of(last), plan_of(one)) if last else [])
            for last, one in zip(before, done, strict=False)
        ]
        return rows[::-1]

    @property
    def needs_screening(self) -> bool:
        return not self.bounds.screening.is_current
