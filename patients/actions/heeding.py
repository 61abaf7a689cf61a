"""What a session log asks for beyond being kept: pauses, alerts, a screening to be done again.

Called inside the transaction that keeps the log; each effect has its own line in the trail.
"""

from collections.abc import Sequence

from clinic.models import User
from patients.actions.alerts import raise_alert
from patients.actions.programs import pause_program
from patients.actions.screenings import reopen_screening
from patients.models import Alert, Program, SessionLog
from patients.models.alert import AlertKind, Urgency
from patients.models.program import PauseReason, Status
from patients.pain import PAINS, Pain, keeps_rising
from routines.stop_signs import STOP_SIGNS


def heed(program: Program, log: SessionLog, new_signs: Sequence[str], *, by: User) -> None:
    """Do what a log asks for: stop signs pause and alert, rising pain alerts."""
    if new_signs:
        _heed_stop_signs(program, log, new_signs, by=by)
    elif _pain_keeps_rising(log) and not _is_alerted(program):
        raise_alert(
            patient=log.patient,
            program=program,
            session_log=log,
            kind=AlertKind.PAIN_RISING,
            urgency=Urgency.ROUTINE,
            by=by,
        )


def _heed_stop_signs(program: Program, log: SessionLog, signs: Sequence[str], *, by: User) -> None:
    if _can_be_halted(program):
        pause_program(program=program, reason=PauseReason.STOP_SIGN, by=by)
    raise_alert(
        patient=log.patient,
        program=program,
        session_log=log,
        kind=AlertKind.STOP_SIGN,
        urgency=max(STOP_SIGNS[sign].urgency for sign in signs),
        stop_signs=list(signs),
        by=by,
    )
    rules = sorted({rule for sign in signs for rule in STOP_SIGNS[sign].reopens})
    if rules:
        reopen_screening(patient=log.patient, rules=rules, by=by)


def heed_something_new(program: Program, log: SessionLog | None = None, *, by: User) -> None:
    """Clinical.md 3a: whatever is new since the screening puts it in question."""
    raise_alert(
        patient=program.patient,
        program=program,
        session_log=log,
        kind=AlertKind.SOMETHING_NEW,
        urgency=Urgency.SAME_DAY,
        by=by,
    )
    reopen_screening(patient=program.patient, by=by)


def _can_be_halted(program: Program) -> bool:
    """A correction may come when the program has ended, or was halted for the same reason."""
    halted = program.status == Status.PAUSED and program.pause_reason == PauseReason.STOP_SIGN
    return program.status in {Status.ACTIVE, Status.PAUSED} and not halted


def _pain_keeps_rising(log: SessionLog) -> bool:
    """Whether pain rose in this session and in the one before it, or the one after it."""
    if not Pain(log.pain_before, log.pain_worst, log.pain_after).rises:
        return False
    told = SessionLog.objects.for_clinic(log.clinic_id).filter(
        program_version__program=log.program_version.program_id,
        pain_before__isnull=False,
        pain_after__isnull=False,
    )
    days = list(told.order_by("done_on", "logged_at", "pk").values_list("pk", *PAINS))
    here = [pk for pk, *_pains in days].index(log.pk)
    return keeps_rising([Pain(*pains) for _pk, *pains in days[max(0, here - 1) : here + 2]])


def _is_alerted(program: Program) -> bool:
    alerts = Alert.objects.for_clinic(program.clinic_id).open()
    return alerts.filter(program=program, kind=AlertKind.PAIN_RISING).exists()
