"""What the pages of a guided session show, looked up in as few queries as there are tables."""

import json
from typing import Any

from patients.actions.guided_sessions import new_turn, outcome_of
from patients.guiding import Guide, guide_through, seconds_of
from patients.models import GuidedSession, Prescription, Program, SessionLog
from patients.models.guided_session import Sense
from patients.models.program import Status
from patients.models.session_log import Outcome
from patients.portal.access import PortalRequest
from routines.dose import total_session_seconds

USUAL_SENSES = [Sense.SOUND, Sense.VIBRATION]


def newest_session(request: PortalRequest) -> GuidedSession | None:
    """The patient's newest guided session: the only one that may still be open."""
    sessions = GuidedSession.objects.for_clinic(request.clinic).of_patient(request.patient)
    session = sessions.with_program().first()
    if session is not None:
        session.clinic, session.patient = request.clinic, request.patient
    return session


def open_session(request: PortalRequest) -> GuidedSession | None:
    session = newest_session(request)
    return session if session is not None and session.ended_at is None else None


def guide_of(session: GuidedSession) -> Guide:
    return guide_through(session.phase.prescribed.with_steps())


def as_begun(session: GuidedSession) -> bool:
    """Whether the program still says what it said when the session began."""
    program = session.phase.version.program
    return program.status == Status.ACTIVE and program.current_id == session.phase.version_id


def is_open(program: Program) -> bool:
    """Whether a session of this program may begin today."""
    return program.status == Status.ACTIVE and program.starts_on <= program.clinic.today()


def screen_context(session: GuidedSession, guide: Guide, number: int) -> dict[str, Any]:
    """One screen: what is on it, what comes next, and how far the session is."""
    screen = guide.at(number)
    assert screen is not None
    return {
        "session": session,
        "turn": new_turn(),
        "guide": guide,
        "screen": screen,
        "number": number,
        "next": guide.at(number + 1),
        "held": min(screen.seconds, session.held.get(screen.key, 0)),
        "felt": session.felt.get(str(screen.prescription.pk)),
        "numbers": range(11),
    }


def for_own_device(session: GuidedSession) -> str:
    """What a patient's own phone goes on with when the network goes."""
    kept = {
        "key": str(session.key),
        "phase": session.phase_id,
        "began_at": int(session.began_at.timestamp() * 1000),
        "held": session.held,
        "felt": session.felt,
        "pain_before": session.pain_before,
        "senses": session.senses,
    }
    return json.dumps(kept)


def known_of(session: GuidedSession, prescriptions: list[Prescription]) -> dict[str, Any]:
    """What the log's form need not ask: day, pain before, seconds held, pressure felt."""
    known: dict[str, Any] = {
        "key": session.key,
        "done_on": session.day,
        "pain_before": session.pain_before,
    }
    for one in prescriptions:
        seconds = seconds_of(session.held, one)
        outcome = outcome_of(seconds, one.held_seconds)
        known[f"{one.pk}-outcome"] = outcome
        if outcome != Outcome.SKIPPED:
            known[f"{one.pk}-seconds"] = seconds
        if (pressure := session.felt.get(str(one.pk))) is not None:
            known[f"{one.pk}-pressure"] = pressure
    return known


def start_context(program: Program, prescriptions: list[Prescription]) -> dict[str, Any]:
    """What today's session is: its routines, how long it takes, and what it needs."""
    doses = [one.dose for one in prescriptions]
    balls = {
        one.routine_version.ball: one.routine_version.get_ball_display()
        for one in prescriptions
        if one.routine_version.has_ball
    }
    return {
        "program": program,
        "prescriptions": prescriptions,
        "seconds": total_session_seconds(doses),
        "balls": list(balls.values()),
    }


def was_logged_that_day(session: GuidedSession) -> bool:
    """Whether another session of the same day is stored already, from this phone or another."""
    logs = SessionLog.objects.for_clinic(session.clinic_id).of_patient(session.patient)
    return logs.filter(done_on=session.day).exclude(key=session.key).exists()
