"""What becomes of a session that was sealed on a device: stored, there already, or refused in words."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from patients.actions.guided_sessions import tell_something_new
from patients.actions.offline_sessions import (
    hand_over_session,
    log_offline_session,
    session_of,
)
from patients.forms.session_logs import SessionLogForm
from patients.models import GuidedSession, SessionLog
from patients.portal.access import PortalRequest
from patients.portal.sealed_sessions import Kind, Told
from patients.portal.views.logs import after_log


class Became(StrEnum):
    STORED = "stored"
    ALREADY = "already"  # sent twice, stored once
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a device hears of a session it sent, and where more is to be read."""

    became: Became
    words: str = ""
    address: str = ""


def take_in(request: PortalRequest, key: UUID, told: Told) -> Answer:
    """Store what was told by the same actions as with a network."""
    try:
        if told.kind is Kind.NEWS:
            tell_something_new(program=told.phase.version.program, by=request.user)
            return Answer(
                Became.STORED, _("Your clinic knows now. Do not press before they say so.")
            )
        if told.kind is Kind.LOG:
            return _log(request, key, told)
        return _hand_over(request, key, told)
    except ValidationError as error:
        return Answer(Became.REFUSED, " ".join(error.messages))


def _log(request: PortalRequest, key: UUID, told: Told) -> Answer:
    session = session_of(request.patient, key)
    day = session.day if session else told.day
    phase = session.phase if session else told.phase
    said = told.said.copy()
    said["key"], said["done_on"] = str(key), day.isoformat()
    prescriptions = phase.prescribed.with_routine()
    form = SessionLogForm(said, prescriptions=prescriptions, by_patient=True, was_kept=True)
    if not form.is_valid():
        found = [text for errors in form.errors.values() for text in errors]
        raise ValidationError(found)
    log, is_new = log_offline_session(
        phase=phase,
        key=key,
        held=told.held,
        by=request.user,
        something_new=form.cleaned_data["something_new"],
        wants_answer=form.cleaned_data["wants_answer"],
        **form.session,
    )
    if is_new:
        return _stored(log)
    same = _seconds(log) == sum(item.seconds for item in form.cleaned_data["items"])
    return _already(log, same=same)


def _hand_over(request: PortalRequest, key: UUID, told: Told) -> Answer:
    kept, is_new = hand_over_session(
        phase=told.phase,
        key=key,
        day=told.day,
        held=told.held,
        felt=told.felt,
        pain_before=told.pain_before,
        stop_signs=told.said.getlist("stop_signs") if told.kind is Kind.STOP else (),
        by=request.user,
    )
    if kept is None:
        return Answer(Became.STORED)
    if isinstance(kept, GuidedSession):
        words = _("What you held is kept. You can go on with the session, or end it.")
        return Answer(Became.STORED, words, reverse("portal:guided_start"))
    return _stored(kept) if is_new else _already(kept, same=True)


def _stored(log: SessionLog) -> Answer:
    words = _("Your session without network is saved now.")
    if log.stop_signs:
        words = _(
            "Your clinic knows of the warning sign now. Your program is paused. Do not press."
        )
    return Answer(Became.STORED, words, after_log(log))


def _already(log: SessionLog, *, same: bool) -> Answer:
    if same:
        return Answer(Became.ALREADY)
    words = _("This session was saved from another page, with other times. Look if it is right.")
    return Answer(Became.ALREADY, words, reverse("portal:log_edit", args=[log.pk]))


def _seconds(log: SessionLog) -> int:
    return sum(item.seconds for item in log.items.all())
