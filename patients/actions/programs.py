"""Programs: drafted, activated, changed by a next version, paused, resumed, completed."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic import trail
from clinic.models import User
from patients.actions.alerts import handle_alert
from patients.jobs import print_ahead
from patients.models import (
    Alert,
    Patient,
    Prescription,
    Program,
    ProgramPhase,
    ProgramReview,
    ProgramVersion,
)
from patients.models.program import Ending, PauseReason, Status
from patients.plan_checks import (
    Bounds,
    PlanRefused,
    problems_of_activating,
    problems_of_plan,
    problems_of_resuming,
)
from patients.plan_dates import check_dates
from patients.plans import PhasePlan, plan_of
from patients.screening_state import ScreeningState

CHECKED_BY_US = {"clinic", "program", "version", "phase", "routine_version", "made_by", "by"}


class StaleDraft(ValidationError):
    """Somebody else saved the draft after the form was opened; `version` is what they saved."""

    def __init__(self, version: ProgramVersion | None):
        super().__init__(_("Somebody else saved this draft meanwhile."), code="stale")
        self.version = version


@transaction.atomic
def create_program(
    *,
    patient: Patient,
    name: str,
    starts_on: date,
    review_on: date,
    phases: Sequence[PhasePlan],
    by: User,
    note: str = "",
) -> Program:
    """Draft a program for a patient: nobody follows it before it is activated."""
    patient.refresh_from_db(from_queryset=Patient.objects.select_for_update())
    _refuse_archived(patient)
    if Program.objects.for_clinic(patient.clinic).of_patient(patient).drafted().exists():
        raise ValidationError(
            _("There is a draft for this patient already. Open it, or discard it first."),
            code="drafted",
        )
    bounds = bounds_of(patient)
    check_dates(starts_on, review_on, limits=bounds.limits, today=patient.clinic.today())
    _check_plan(phases, bounds)
    program = Program(
        clinic=patient.clinic, patient=patient, name=name.strip(), starts_on=starts_on, made_by=by
    )
    program.full_clean()
    program.save()
    version = ProgramVersion(
        clinic=patient.clinic,
        program=program,
        number=1,
        review_on=review_on,
        note=note,
        made_by=by,
    )
    version.full_clean()
    version.save()
    _write(version, phases)
    _tell("program_created", program, by=by, version=1)
    return program


@transaction.atomic
def save_draft(
    *,
    version: ProgramVersion,
    edit: int,
    review_on: date,
    note: str,
    phases: Sequence[PhasePlan],
    by: User,
    name: str | None = None,
    starts_on: date | None = None,
) -> ProgramVersion:
    """
    Write a draft anew. `edit` is the save its writer saw: on an older one it is refused.

    The name and the start are the program's: they stay once a version was followed.
    """
    program = version.program
    _lock(program)
    _refuse_archived(program.patient)
    current = program.versions.with_everything().filter(activated_at=None).first()
    if current is None or (current.pk, current.edit) != (version.pk, edit):
        raise StaleDraft(current)
    bounds = bounds_of(program.patient)
    is_first = program.status == Status.DRAFT
    check_dates(
        starts_on if is_first and starts_on else program.starts_on,
        review_on,
        limits=bounds.limits,
        today=program.clinic.today(),
        is_running=not is_first,
    )
    _check_plan(phases, bounds)
    fields = _rewrite_program(program, name, starts_on) if is_first else []
    fields += _rewrite_version(current, review_on, note, phases)
    _tell("draft_saved", program, by=by, version=current.number, fields=fields)
    return current


@transaction.atomic
def activate_program(
    *,
    program: Program,
    by: User,
    found_the_spot: bool = False,
    showed_the_pressure: bool = False,
    knows_the_stop_signs: bool = False,
    has_the_program: bool = False,
) -> ProgramVersion:
    """Let the patient follow the draft from now on; what the patient showed is kept with it."""
    _lock(program)
    version = program.versions.with_everything().filter(activated_at=None).first()
    if version is None:
        raise ValidationError(_("There is no draft to activate. Somebody may have done it."))
    version.program = program
    problems = problems_of_activating(version, bounds_of(program.patient))
    if problems:
        raise PlanRefused(problems)
    version.found_the_spot = found_the_spot
    version.showed_the_pressure = showed_the_pressure
    version.knows_the_stop_signs = knows_the_stop_signs
    version.has_the_program = has_the_program
    version.activated_at, version.activated_by = timezone.now(), by
    version.full_clean(exclude=CHECKED_BY_US)
    version.save()
    program.current = version
    if program.status == Status.DRAFT:
        program.status = Status.ACTIVE
    program.full_clean()
    program.save()
    ticks = [found_the_spot, showed_the_pressure, knows_the_stop_signs, has_the_program]
    print_ahead.enqueue(program.clinic_id, program.pk)
    _tell("program_activated", program, by=by, version=version.number, taught=sum(ticks))
    return version


@transaction.atomic
def change_program(*, program: Program, by: User) -> ProgramVersion:
    """Copy what is followed into the next draft; the patient follows the old one until then."""
    _lock(program)
    _refuse_archived(program.patient)
    current = program.versions.with_everything().filter(pk=program.current_id or 0).first()
    if program.status not in {Status.ACTIVE, Status.PAUSED} or current is None:
        raise ValidationError(_("Only a program that is followed can be changed."))
    if program.draft is not None:
        raise ValidationError(_("There is a draft of the next version already."), code="drafted")
    last = program.versions.order_by("-number").values_list("number", flat=True)[0]
    today = program.clinic.today()
    draft = ProgramVersion(
        clinic=program.clinic,
        program=program,
        number=last + 1,
        # A review that has passed took place just now: the next is as far ahead again.
        review_on=current.review_on if current.review_on > today else today + timedelta(weeks=2),
        note=current.note,
        made_by=by,
    )
    draft.full_clean()
    draft.save()
    _write(draft, plan_of(current))
    _tell("program_changed", program, by=by, version=draft.number)
    return draft


@transaction.atomic
def discard_draft(*, program: Program, by: User) -> None:
    """Throw the draft away. A program that nobody ever followed goes with it."""
    _lock(program)
    draft = program.draft
    if draft is None:
        raise ValidationError(_("There is no draft to discard. Somebody may have done it."))
    _tell("draft_discarded", program, by=by, version=draft.number)
    draft.delete()
    if program.status == Status.DRAFT:
        program.delete()


@transaction.atomic
def pause_program(*, program: Program, reason: PauseReason | str, by: User) -> Program:
    """Halt a program; a stop sign makes a pause that only a review with a screening ends."""
    _lock(program)
    is_graver = (
        program.status == Status.PAUSED
        and reason == PauseReason.STOP_SIGN
        and program.pause_reason != PauseReason.STOP_SIGN
    )
    if program.status != Status.ACTIVE and not is_graver:
        raise ValidationError(_("Only a program that is followed can be paused."))
    program.status, program.pause_reason = Status.PAUSED, PauseReason(reason)
    program.paused_on = program.paused_on or program.clinic.today()
    program.full_clean()
    program.save()
    _tell("program_paused", program, by=by, reason=str(program.pause_reason))
    return program


@transaction.atomic
def resume_program(
    *, program: Program, note: str, by: User, handled: Sequence[Alert] = ()
) -> Program:
    """
    Go on after a pause, with a review on record; the weeks of the plan waited meanwhile.

    `handled` are the alerts that the review deals with as well.
    """
    _lock(program)
    _refuse_archived(program.patient)
    if program.status != Status.PAUSED or program.paused_on is None:
        raise ValidationError(_("This program is not paused. Somebody may have resumed it."))
    problems = problems_of_resuming(program, bounds_of(program.patient))
    if problems:
        raise PlanRefused(problems)
    review = ProgramReview(clinic=program.clinic, program=program, note=note.strip(), by=by)
    review.full_clean()
    review.save()
    since = max(program.paused_on, program.starts_on)
    program.paused_days += max(0, (program.clinic.today() - since).days)
    program.status, program.pause_reason, program.paused_on = Status.ACTIVE, "", None
    program.full_clean()
    program.save()
    _tell("program_resumed", program, by=by, review=review.pk)
    for alert in handled:
        handle_alert(alert=alert, note=review.note, by=by)
    return program


@transaction.atomic
def complete_program(*, program: Program, ending: Ending | str, note: str, by: User) -> Program:
    """Close a program and say how it ended; a draft of a next version goes with it."""
    _lock(program)
    if program.status not in {Status.ACTIVE, Status.PAUSED}:
        raise ValidationError(_("Only a program that is followed can be completed."))
    program.versions.filter(activated_at=None).delete()
    program.ending, program.ending_note = ending, note.strip()
    program.status = Status.STOPPED if ending == Ending.STOPPED else Status.COMPLETED
    program.ended_on, program.paused_on, program.pause_reason = program.clinic.today(), None, ""
    program.full_clean()
    if not program.ending:
        raise ValidationError({"ending": _("Say how it ended.")})
    program.save()
    _tell("program_completed", program, by=by)
    return program


def bounds_of(patient: Patient) -> Bounds:
    """What a plan for this patient is measured by today."""
    return Bounds.of(patient.clinic, ScreeningState.of(patient, patient.clinic.today()))


def _lock(program: Program) -> None:
    """
    Read the program again and keep others from changing it until we are done.

    Raises Http404 where somebody threw it away since it was looked up, as if it were asked for now.
    """
    rows = Program.objects.select_for_update(of=("self",))
    try:
        program.refresh_from_db(from_queryset=rows.select_related("patient", "clinic", "current"))
    except Program.DoesNotExist as gone:
        raise Http404 from gone


def _refuse_archived(patient: Patient) -> None:
    if patient.is_archived:
        raise ValidationError(
            _("This patient is archived. Restore the record first."), code="archived"
        )


def _check_plan(phases: Sequence[PhasePlan], bounds: Bounds) -> None:
    problems = problems_of_plan(phases, bounds)
    if problems:
        raise PlanRefused(problems)


def _rewrite_program(program: Program, name: str | None, starts_on: date | None) -> list[str]:
    new = {"name": name and name.strip(), "starts_on": starts_on}
    changed = [f for f, value in new.items() if value is not None and value != getattr(program, f)]
    for field in changed:
        setattr(program, field, new[field])
    if changed:
        program.full_clean()
        program.save()
    return changed


def _rewrite_version(
    version: ProgramVersion, review_on: date, note: str, phases: Sequence[PhasePlan]
) -> list[str]:
    changed = ["review_on"] if version.review_on != review_on else []
    changed += ["note"] if version.note != note else []
    version.review_on, version.note, version.edit = review_on, note, version.edit + 1
    version.full_clean(exclude=CHECKED_BY_US)
    version.save()
    if plan_of(version) == tuple(phases):
        return changed
    version.phases.all().delete()
    _write(version, phases)
    return [*changed, "phases"]


def _write(version: ProgramVersion, phases: Sequence[PhasePlan]) -> None:
    """Write a plan's rows. Its numbers were checked above, and the database checks again."""
    rows = [
        ProgramPhase(clinic=version.clinic, version=version, position=position, weeks=phase.weeks)
        for position, phase in enumerate(phases, start=1)
    ]
    ProgramPhase.objects.bulk_create(rows)
    doses = [
        Prescription(
            clinic=version.clinic,
            phase=row,
            position=position,
            routine_version=one.routine_version,
            note=one.note,
            reason=one.reason,
            hold=one.dose.hold,
            holds=one.dose.holds,
            rest=one.dose.rest,
            side=one.dose.side.value,
            pressure_low=one.dose.pressure_low,
            pressure_high=one.dose.pressure_high,
            times_a_day=one.dose.times_a_day,
            days_a_week=one.dose.days_a_week,
        )
        for row, phase in zip(rows, phases, strict=True)
        for position, one in enumerate(phase.prescriptions, start=1)
    ]
    for one in doses:
        one.full_clean(exclude=CHECKED_BY_US, validate_unique=False, validate_constraints=False)
    Prescription.objects.bulk_create(doses)


def _tell(what: str, program: Program, *, by: User, **details: object) -> None:
    trail.record(
        f"patients.{what}",
        subject=program,
        clinic=program.clinic,
        by=by,
        patient_id=program.patient_id,
        **details,
    )
