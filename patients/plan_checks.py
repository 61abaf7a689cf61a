"""What stands against a plan: its shape, each dose, and what the patient's screening says."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.models import Clinic
from patients.models import Program, ProgramVersion
from patients.models.program import PauseReason
from patients.plans import PhasePlan, PrescriptionPlan, plan_of, total_weeks
from patients.screening_state import ScreeningState
from routines.attributes import Position
from routines.balls import Ball
from routines.dose import BOUNDS, Dose, Side
from routines.limits import SHORTEST_REASON, Caps, Limits, Problem, problems_of
from routines.models import DoseLimits, Routine, RoutineVersion
from routines.screening import Finding, Verdict

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words

MOST_PHASES = 12
MOST_PRESCRIPTIONS = 12  # in one phase
WEEKS = (1, 52)  # of one phase
LONGEST_TEXT = 500  # of a note or a reason


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """One thing that stands against a plan, and where: no phase means the whole of it."""

    message: "Words"
    phase: int | None = None
    prescription: int | None = None
    field: str = ""

    def __str__(self) -> str:
        return str(self.message)


class PlanRefused(ValidationError):
    """A plan that may not be kept as it is; `problems` say why and where."""

    def __init__(self, problems: Sequence[PlanProblem]):
        super().__init__([str(problem) for problem in problems])
        self.problems = list(problems)


@dataclass(frozen=True, slots=True)
class RoutineChoice:
    """A routine of the library as it is now, and what the patient's screening says about it."""

    version: RoutineVersion
    verdict: Verdict | None  # None: nobody has screened the patient yet

    @property
    def is_blocked(self) -> bool:
        return self.verdict is not None and bool(self.verdict.blocks)


@dataclass(frozen=True, slots=True)
class Bounds:
    """All that a plan for one patient is measured by, looked up once."""

    limits: Limits
    screening: ScreeningState

    @classmethod
    def of(cls, clinic: Clinic, screening: ScreeningState) -> "Bounds":
        return cls(DoseLimits.of(clinic), screening)

    def verdict(self, version: RoutineVersion, side: Side) -> Verdict | None:
        """What the screening says; None while there is no screening that counts."""
        if not self.screening.is_current:
            return None
        return self.screening.verdict_for(version, side)

    def caps(self, version: RoutineVersion, side: Side) -> Caps:
        """The bounds that the screening puts on a dose of this routine."""
        verdict = self.verdict(version, side)
        return verdict.caps if verdict else Caps()

    def choices(self, clinic: Clinic) -> list[RoutineChoice]:
        """The routines a practitioner of the clinic may choose from, in the library's order."""
        routines = Routine.objects.for_clinic(clinic).in_use().with_current()
        versions = [routine.current for routine in routines if routine.current]
        return [RoutineChoice(one, self.verdict(one, Side.BOTH)) for one in versions]


def problems_of_plan(phases: Sequence[PhasePlan], bounds: Bounds) -> list[PlanProblem]:
    """What stands against keeping a plan as a draft; empty when nothing does."""
    return [*_shape(phases, bounds.limits), *_content(phases, bounds)]


def overrides_needed(phases: Sequence[PhasePlan], bounds: Bounds) -> list[PlanProblem]:
    """What a practitioner has still to decide and sign before the plan may be followed."""
    text = _("%(routine)s needs an override, with your reason: %(why)s")
    return [
        PlanProblem(
            text % {"routine": one.routine_version.shown_name, "why": in_words(finding)},
            p,
            i,
            "routine",
        )
        for p, i, one in each_prescription(phases)
        if (verdict := bounds.verdict(one.routine_version, one.dose.side))
        for finding in verdict.to_override
    ]


def problems_of_activating(version: ProgramVersion, bounds: Bounds) -> list[PlanProblem]:
    """What stands against letting the patient follow a draft now; empty when nothing does."""
    program, today = version.program, version.clinic.today()
    problems = []
    if program.patient.is_archived:
        problems.append(PlanProblem(_("This patient is archived. Restore the record first.")))
    others = Program.objects.for_clinic(version.clinic).of_patient(program.patient).followed()
    if program.current_id is None and others.exists():
        text = _("This patient already follows a program. Complete that one, or change it.")
        problems.append(PlanProblem(text))
    if version.review_on <= today:
        text = _("The review date has come already. Choose a later one in the draft.")
        problems.append(PlanProblem(text, field="review_on"))
    if not bounds.screening.is_current:
        problems.append(PlanProblem(bounds.screening.why_not_current, field="screening"))
    phases = plan_of(version)
    return [*problems, *problems_of_plan(phases, bounds), *overrides_needed(phases, bounds)]


def problems_of_resuming(program: Program, bounds: Bounds) -> list[PlanProblem]:
    """What stands against going on after a pause; empty when nothing does."""
    if program.pause_reason == PauseReason.STOP_SIGN and not bounds.screening.is_current:
        return [PlanProblem(bounds.screening.why_not_current, field="screening")]
    followed = program.versions.with_everything().filter(pk=program.current_id or 0).first()
    phases = plan_of(followed) if followed else ()
    blocked = [
        PlanProblem(problem.message, p, i, problem.field)
        for p, i, one in each_prescription(phases)
        for problem in _blocked(one, bounds)
    ]
    return [*blocked, *overrides_needed(phases, bounds)]


def each_prescription(phases: Iterable[PhasePlan]) -> Iterator[tuple[int, int, PrescriptionPlan]]:
    for p, phase in enumerate(phases):
        for i, one in enumerate(phase.prescriptions):
            yield p, i, one


def in_words(finding: Finding) -> str:
    """The rule and why it applies: “Hernia: unrepaired or painful, on the side pressed”."""
    return f"{finding.rule.title}: {finding.why}"


def _shape(phases: Sequence[PhasePlan], limits: Limits) -> Iterator[PlanProblem]:
    if not phases or not any(phase.prescriptions for phase in phases):
        yield PlanProblem(_("A program needs at least one routine. Add one."))
        return
    if len(phases) > MOST_PHASES:
        text = _("A program has up to %(most)s phases. This one has %(entered)s.")
        yield PlanProblem(text % {"most": MOST_PHASES, "entered": len(phases)})
    for p, phase in enumerate(phases):
        yield from _phase_shape(p, phase)
    weeks = total_weeks(phases)
    if weeks > limits.weeks:
        yield PlanProblem(
            _(
                "These phases last %(entered)s weeks together. The clinic’s limit is %(limit)s "
                "weeks without a new review: shorten one, or complete this program then and "
                "make the next. The clinic’s owner can raise the limit in Settings."
            )
            % {"entered": weeks, "limit": limits.weeks}
        )


def _phase_shape(p: int, phase: PhasePlan) -> Iterator[PlanProblem]:
    fewest, most = WEEKS
    if not fewest <= phase.weeks <= most:
        yield PlanProblem(_("A phase lasts 1 to 52 weeks."), p, None, "weeks")
    if not phase.prescriptions:
        text = _("Phase %(number)s has no routine. Add one, or remove the phase.")
        yield PlanProblem(text % {"number": p + 1}, p)
    if len(phase.prescriptions) > MOST_PRESCRIPTIONS:
        text = _("A phase has up to %(most)s doses. This one has %(entered)s.")
        yield PlanProblem(
            text % {"most": MOST_PRESCRIPTIONS, "entered": len(phase.prescriptions)}, p
        )
    for i, one in enumerate(phase.prescriptions):
        if any(_overlap(one, earlier) for earlier in phase.prescriptions[:i]):
            text = _(
                "%(routine)s is already in this phase for that side. Change that one, or remove "
                "this one."
            )
            yield PlanProblem(text % {"routine": one.routine_version.shown_name}, p, i, "routine")


def _overlap(one: PrescriptionPlan, other: PrescriptionPlan) -> bool:
    same = one.routine_version.routine_id == other.routine_version.routine_id
    return same and one.dose.side.covers(other.dose.side)


def _content(phases: Sequence[PhasePlan], bounds: Bounds) -> Iterator[PlanProblem]:
    for p, i, one in each_prescription(phases):
        for problem in problems_of_prescription(one, bounds):
            yield PlanProblem(problem.message, p, i, problem.field)


def problems_of_prescription(one: PrescriptionPlan, bounds: Bounds) -> list[Problem]:
    """What stands against one routine with its dose: field by field."""
    outside = list(_outside_bounds(one.dose))
    if outside:
        return outside
    version = one.routine_version
    blocked = list(_blocked(one, bounds))
    problems = problems_of(
        one.dose,
        ball=Ball(version.ball),
        prone=version.prone or version.position == Position.PRONE,
        limits=bounds.limits,
        routine=version.caps,
        screening=bounds.caps(version, one.dose.side),
        reason=one.reason,
    )
    if any(problem.field != "reason" for problem in problems):
        # What is refused needs no reason first.
        problems = [problem for problem in problems if problem.field != "reason"]
    return [*blocked, *problems, *_locked(one, problems), *_too_long(one)]


def _outside_bounds(dose: Dose) -> Iterator[Problem]:
    """The outer bounds, which the database holds too."""
    for field, (least, most) in BOUNDS.items():
        entered = getattr(dose, field)
        if not least <= entered <= most:
            text = _("Use a number from %(least)s to %(most)s.")
            yield Problem(field, text % {"least": least, "most": most})


def _blocked(one: PrescriptionPlan, bounds: Bounds) -> Iterator[Problem]:
    verdict = bounds.verdict(one.routine_version, one.dose.side)
    for finding in verdict.blocks if verdict else ():
        text = _("The screening rules out %(routine)s: %(why)s")
        values = {"routine": one.routine_version.shown_name, "why": in_words(finding)}
        yield Problem("routine", text % values)


def _locked(one: PrescriptionPlan, problems: Sequence[Problem]) -> Iterator[Problem]:
    """A routine that is off until a practitioner turns it on: with a written reason."""
    if not one.routine_version.needs_unlock or len(one.reason.strip()) >= SHORTEST_REASON:
        return
    if any(problem.field == "reason" for problem in problems):
        return
    text = _(
        "%(routine)s is off until you turn it on. Say why this patient is ready for it, in "
        "%(letters)s letters or more."
    )
    values = {"routine": one.routine_version.shown_name, "letters": SHORTEST_REASON}
    yield Problem("reason", text % values)


def _too_long(one: PrescriptionPlan) -> Iterator[Problem]:
    for field in ("note", "reason"):
        entered = len(getattr(one, field))
        if entered > LONGEST_TEXT:
            text = ngettext(
                "This text may have %(most)s letters. It is %(over)s letter too long.",
                "This text may have %(most)s letters. It is %(over)s letters too long.",
                entered - LONGEST_TEXT,
            )
            yield Problem(field, text % {"most": LONGEST_TEXT, "over": entered - LONGEST_TEXT})
