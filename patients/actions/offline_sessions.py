"""Sessions that were done without a network, once they come: each is stored once, by its key."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from clinic.models import User
from patients.actions.guided_sessions import finish_guided_session, keep_progress, outcome_of
from patients.actions.session_logs import ItemDone, log_session
from patients.guiding import guide_through, seconds_of
from patients.models import GuidedSession, Patient, ProgramPhase, SessionLog
from patients.models.session_log import Source


@transaction.atomic
def log_offline_session(
    *, phase: ProgramPhase, key: UUID, held: Mapping[str, int], by: User, **said: Any
) -> tuple[SessionLog, bool]:
    """
    Store a session done without a network: `(log, whether it is new)`.

    One that was begun with a network is ended by it. The program may have been paused,
    changed or ended since the device fetched it: what was done, was done.
    """
    session = session_of(phase.version.program.patient, key)
    if session is None:
        return log_session(
            program=phase.version.program,
            key=key,
            source=Source.GUIDED,
            was_begun=True,
            by=by,
            **said,
        )
    if session.ended_at is None:
        keep_progress(session=session, held=in_bounds(phase, held))
    return finish_guided_session(session=session, by=by, **said | {"done_on": session.day})


@transaction.atomic
def hand_over_session(
    *,
    phase: ProgramPhase,
    key: UUID,
    day: date,
    held: Mapping[str, int],
    felt: Mapping[int, int],
    pain_before: int | None,
    by: User,
    stop_signs: Sequence[str] = (),
) -> tuple[GuidedSession | SessionLog | None, bool]:
    """
    Take in what was held of a session that did not end: `(what holds it now, whether it is new)`.

    It goes on in the session it was begun as; where there is none, it is logged as it is. With
    a stop sign it is logged always, and the program pauses. None where there is nothing to keep.
    """
    session = session_of(phase.version.program.patient, key)
    items = items_of(phase, held, felt)
    if session is not None and session.ended_at is None:
        session = keep_progress(session=session, held=in_bounds(phase, held), felt=felt)
        if not stop_signs:
            return session, False
        items = items_of(phase, session.held, _numbers(session.felt))
    if not items and not stop_signs:
        return None, False
    return log_offline_session(
        phase=phase,
        key=key,
        held=held,
        done_on=day,
        items=items,
        pain_before=pain_before,
        pain_worst=None,
        pain_after=None,
        stop_signs=stop_signs,
        note="",
        by=by,
    )


def session_of(patient: Patient, key: UUID) -> GuidedSession | None:
    sessions = GuidedSession.objects.for_clinic(patient.clinic_id).of_patient(patient)
    return sessions.with_program().select_related("clinic", "log").filter(key=key).first()


def items_of(
    phase: ProgramPhase, held: Mapping[str, int], felt: Mapping[int, int]
) -> list[ItemDone]:
    """What was done of each prescription of a phase that was begun."""
    kept = in_bounds(phase, held)
    done = [(one, seconds_of(kept, one)) for one in phase.prescribed]
    return [
        ItemDone(one, outcome_of(seconds, one.held_seconds), seconds, felt.get(one.pk))
        for one, seconds in done
        if seconds
    ]


def in_bounds(phase: ProgramPhase, held: Mapping[str, int]) -> dict[str, int]:
    """Seconds of the holds there are, none of them longer than it is."""
    screens = guide_through(phase.prescribed.with_steps()).screens
    lengths = {screen.key: screen.seconds for screen in screens if screen.number}
    return {key: min(held[key], lengths[key]) for key in lengths if key in held}


def _numbers(felt: Mapping[str, int]) -> dict[int, int]:
    return {int(prescription): pressure for prescription, pressure in felt.items()}
