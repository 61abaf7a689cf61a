"""
Guided sessions: begun, kept on the way, and ended as one session log.

What is kept on the way is no record yet and has no line in the trail; its beginning and
what became of it have one each (docs/adr/0040).
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic import trail
from clinic.models import User
from patients.actions.heeding import heed_something_new
from patients.actions.session_logs import ItemDone, check_running, log_session
from patients.guiding import seconds_of
from patients.models import Alert, GuidedSession, Patient, Program, SessionLog
from patients.models.alert import AlertKind
from patients.models.guided_session import Sense
from patients.models.session_log import Outcome, Source


class SessionEnded(ValidationError):
    """The session was saved or thrown away meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("This session has ended."), code="ended")


@transaction.atomic
def begin_guided_session(
    *, program: Program, pain_before: int, senses: Sequence[str], by: User
) -> GuidedSession:
    """
    Begin to lead a patient through today's prescriptions; one that is open already comes back.

    `pain_before` is 0-10 (NPRS), as it is before anything was pressed.
    """
    patient = Patient.objects.select_for_update(of=("self",)).get(pk=program.patient_id)
    began = GuidedSession.objects.for_clinic(program.clinic_id).of_patient(patient).open()
    if (there := began.with_program().first()) is not None:
        if there.may_go_on or there.may_be_logged:
            return there
        _close(there, log=None)
    check_running(program)
    today = program.clinic.today()
    phase = program.version_on(today).phase_in_week(program.week_on(today))
    if phase is None or program.starts_on > today:
        raise ValidationError(_("Your program has not begun yet."), code="not_begun")
    session = GuidedSession(
        clinic=program.clinic,
        patient=program.patient,
        phase=phase,
        key=uuid4(),
        day=today,
        pain_before=pain_before,
        senses=[sense for sense in Sense.values if sense in senses],
    )
    session.full_clean(exclude={"clinic", "patient", "phase"})
    session.save()
    _tell("guided_session_begun", session, by=by)
    return session


@transaction.atomic
def keep_progress(
    *,
    session: GuidedSession,
    position: int | None = None,
    held: Mapping[str, int] | None = None,
    felt: Mapping[int, int] | None = None,
    turn: str = "",
) -> GuidedSession:
    """
    Keep how far a session is. Seconds of a hold never get less: late and repeated news is harmless.

    `held` is seconds by the key of a hold (already no more than its length), `felt` pressure
    0-10 by prescription. A page names its `turn`; the newest page has the timer, in whichever
    order the news of two pages comes, and the older one is told.
    """
    session = _locked(session)
    if session.ended_at is not None:
        raise SessionEnded
    if _opened(turn) > _opened(session.turn):
        session.turn = turn
    # What was held before another page took over is held all the same.
    for key, seconds in (held or {}).items():
        session.held[key] = max(session.held.get(key, 0), seconds)
    for prescription, pressure in (felt or {}).items():
        session.felt[str(prescription)] = pressure
    if position is not None and not is_elsewhere(session, turn):
        session.position = position
    session.kept_at = timezone.now()
    session.save(update_fields=["turn", "held", "felt", "position", "kept_at"])
    return session


def new_turn() -> str:
    """What a page is named by that is opened now: microseconds since 1970, so the newest is highest."""
    return str(round(timezone.now().timestamp() * 1_000_000))


def is_elsewhere(session: GuidedSession, turn: str) -> bool:
    """Whether a page that was opened later has the timer. Forms without a script name no turn."""
    return 0 < _opened(turn) < _opened(session.turn)


def _opened(turn: str) -> int:
    """When a page was opened; 0 if it names no turn, or one that no page has been given yet."""
    opened = int(turn) if turn.isascii() and turn.isdigit() else 0
    return opened if opened <= int(new_turn()) else 0


@transaction.atomic
def finish_guided_session(
    *, session: GuidedSession, by: User, **said: Any
) -> tuple[SessionLog, bool]:
    """
    Turn a session into its log, once: `(log, whether it is new)`.

    `said` is what `log_session` takes of one session. What was done while the program ran
    may be told when the program has been paused, changed or ended meanwhile.
    """
    session = _locked(session)
    if session.log is not None:
        return session.log, False
    log, is_new = log_session(
        program=session.phase.version.program,
        key=session.key,
        source=Source.GUIDED,
        was_begun=True,
        by=by,
        **said,
    )
    _close(session, log=log)
    return log, is_new


@transaction.atomic
def stop_guided_session(
    *, session: GuidedSession, items: Sequence[ItemDone], stop_signs: Sequence[str], by: User
) -> SessionLog:
    """End a session at a stop sign: what was held is logged, the program pauses, the clinic knows."""
    log, _is_new = finish_guided_session(
        session=session,
        by=by,
        done_on=session.day,
        items=items,
        pain_before=session.pain_before,
        pain_worst=None,
        pain_after=None,
        stop_signs=stop_signs,
        note="",
    )
    return log


@transaction.atomic
def leave_guided_session(*, session: GuidedSession, by: User) -> GuidedSession:
    """Throw away a session that the patient does not want to keep. Nothing of it is logged."""
    session = _locked(session)
    if session.ended_at is None:
        _close(session, log=None)
        _tell("guided_session_left", session, by=by, seconds=session.seconds)
    return session


@transaction.atomic
def tell_something_new(*, program: Program, by: User) -> None:
    """Tell the clinic, before a session, that something about the patient's health is new."""
    patient = Patient.objects.select_for_update(of=("self",)).get(pk=program.patient_id)
    alerts = Alert.objects.for_clinic(program.clinic_id).of_patient(patient).open()
    if alerts.filter(kind=AlertKind.SOMETHING_NEW).exists():
        return
    heed_something_new(program, by=by)


def items_so_far(session: GuidedSession) -> list[ItemDone]:
    """What was held until now, of each prescription that was begun."""
    done = [(one, seconds_of(session.held, one)) for one in session.phase.prescribed]
    return [
        ItemDone(one, outcome_of(seconds, one.held_seconds), seconds, session.felt.get(str(one.pk)))
        for one, seconds in done
        if seconds
    ]


def outcome_of(seconds: int, prescribed: int) -> Outcome:
    """Done, done in part or not done, by the seconds held of those prescribed."""
    if not seconds:
        return Outcome.SKIPPED
    return Outcome.DONE if seconds >= prescribed else Outcome.CHANGED


def _locked(session: GuidedSession) -> GuidedSession:
    return (
        GuidedSession.objects.for_clinic(session.clinic_id)
        .select_for_update(of=("self",))
        .select_related("clinic", "patient", "log", "phase__version__program__clinic")
        .get(pk=session.pk)
    )


def _close(session: GuidedSession, *, log: SessionLog | None) -> None:
    session.log, session.ended_at = log, timezone.now()
    session.save(update_fields=["log", "ended_at"])


def _tell(action: str, session: GuidedSession, *, by: User, **details: int) -> None:
    trail.record(
        f"patients.{action}",
        subject=session,
        clinic=session.clinic,
        by=by,
        patient_id=session.patient_id,
        **details,
    )
