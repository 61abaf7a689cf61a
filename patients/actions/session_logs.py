from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clinic import trail
from clinic.counters import count_session_log
from clinic.models import User
from clinic.stale import Stale
from patients.actions.heeding import heed, heed_something_new
from patients.actions.questions import ask_question
from patients.actions.session_keys import once
from patients.models import (
    Prescription,
    Program,
    ProgramVersion,
    SessionLog,
    SessionLogItem,
    SessionLogRevision,
)
from patients.models.program import Status
from patients.models.session_log import LOG_DAYS_BACK, Outcome, Source
from patients.pain import PAINS
from routines.stop_signs import STOP_SIGNS

LONGEST_NOTE = 2000
MOST_SECONDS = 7200
# What the patient logs alone may lie a few days back; what the clinic keys in, any day since
# the program began.
BY_THE_PATIENT = {Source.SELF_REPORTED, Source.GUIDED}
# Of a program, since whoever logs looked it up: what a session is checked by, and what heeds it.
MAY_HAVE_CHANGED = ("status", "pause_reason", "starts_on", "current_id")


@dataclass(frozen=True, slots=True)
class ItemDone:
    """What was done of one prescription: seconds of all holds together, pressure felt 0-10."""

    prescription: Prescription
    outcome: str
    seconds: int
    pressure: int | None


@once
@transaction.atomic
def log_session(
    *,
    program: Program,
    key: UUID,
    done_on: date,
    source: str,
    items: Sequence[ItemDone],
    pain_before: int | None,
    pain_worst: int | None,
    pain_after: int | None,
    stop_signs: Sequence[str],
    note: str,
    by: User,
    something_new: bool = False,
    wants_answer: bool = False,
    was_begun: bool = False,
) -> tuple[SessionLog, bool]:
    """
    Record what a patient did on a day; a stop sign pauses the program in the same breath.

    Sent again with the same `key`, nothing is stored and the first result comes
    back: `(log, whether it is new)`. Pains are 0-10 (NPRS). With `something_new`
    about the patient's health the screening is asked again; with `wants_answer` the note
    is a question to the clinic. A guided session that
    `was_begun` while the program ran may be told of when it runs no more.
    """
    _lock(program)
    if not was_begun:
        check_running(program)
    _check_day(program, done_on, by_patient=source in BY_THE_PATIENT)
    _check_items(program, items)
    log = SessionLog(
        clinic=program.clinic,
        patient=program.patient,
        program_version=_version_of(program, items, done_on),
        key=key,
        done_on=done_on,
        logged_on=program.clinic.today(),
        source=source,
        by=by,
        pain_before=pain_before,
        pain_worst=pain_worst,
        pain_after=pain_after,
        stop_signs=_in_order(stop_signs),
        note=note,
    )
    _save(log)
    _save_items(log, items)
    trail.record(
        "patients.session_logged",
        subject=log,
        clinic=program.clinic,
        by=by,
        patient_id=program.patient_id,
        source=str(source),
    )
    heed(program, log, log.stop_signs, by=by)
    if something_new:
        heed_something_new(program, log, by=by)
    if wants_answer:
        ask_question(patient=log.patient, key=key, text=note, by=by, session_log=log)
    transaction.on_commit(partial(count_session_log, str(source)))
    return log, True


@transaction.atomic
def correct_session(
    *,
    log: SessionLog,
    based_on: int,
    done_on: date,
    items: Sequence[ItemDone],
    pain_before: int | None,
    pain_worst: int | None,
    pain_after: int | None,
    stop_signs: Sequence[str],
    note: str,
    by: User,
) -> SessionLog:
    """
    Say what a session was really like; what it said before is kept.

    Refused when it was corrected since its writer saw `based_on` corrections. A stop sign that is
    new acts like one just logged; taking one away undoes nothing.
    """
    log = (
        SessionLog.objects.for_clinic(log.clinic_id)
        .select_for_update(of=("self",))
        .select_related("clinic", "patient", "program_version__program")
        .get(pk=log.pk)
    )
    program = log.program_version.program
    _check_correctable(log, based_on, by)
    own = by.pk == log.patient.user_id
    _check_day(program, done_on, by_patient=own, since=log.logged_on)
    _check_items(program, items)
    said = said_in(log)
    already = set(log.stop_signs)
    log.done_on, log.note, log.stop_signs = done_on, note, _in_order(stop_signs)
    log.pain_before, log.pain_worst, log.pain_after = pain_before, pain_worst, pain_after
    changed = _changed_fields(said, log, items)
    if not changed:
        return log
    log.corrections += 1
    if items:
        log.program_version = items[0].prescription.phase.version
    _save(log)
    SessionLogRevision.objects.create(
        clinic=log.clinic, log=log, number=log.corrections, said=said, replaced_by=by
    )
    log.items.all().delete()
    _save_items(log, items)
    trail.record(
        "patients.session_corrected",
        subject=log,
        clinic=log.clinic,
        by=by,
        patient_id=log.patient_id,
        fields=changed,
    )
    heed(program, log, [sign for sign in log.stop_signs if sign not in already], by=by)
    return log


def said_in(log: SessionLog) -> dict[str, Any]:
    """What a log says now, as a revision keeps it."""
    return {
        "done_on": log.done_on.isoformat(),
        "pain_before": log.pain_before,
        "pain_worst": log.pain_worst,
        "pain_after": log.pain_after,
        "stop_signs": list(log.stop_signs),
        "note": log.note,
        "items": [
            {
                "prescription": item.prescription_id,
                "outcome": item.outcome,
                "seconds": item.seconds,
                "pressure": item.pressure,
            }
            for item in log.items.all()
        ],
    }


def check_running(program: Program) -> None:
    """Refuse to log for a program that nobody follows now."""
    refusals = {
        Status.DRAFT: _("This program has not begun. Nothing can be logged for it yet."),
        Status.PAUSED: _(
            "This program is paused. Nothing can be logged until the clinic has looked at it."
        ),
        Status.COMPLETED: _("This program has ended. Nothing more can be logged for it."),
        Status.STOPPED: _("This program has ended. Nothing more can be logged for it."),
    }
    if program.status in refusals:
        raise ValidationError(refusals[Status(program.status)], code="not_running")


def _lock(program: Program) -> None:
    """
    Bring up to date what a session asks of a program; nobody changes it, or its patient, meanwhile.

    Only that is read again: whoever calls has just looked up the rest.
    """
    rows = Program.objects.for_clinic(program.clinic_id).filter(pk=program.pk)
    # Asked for the patient as well, the database locks both rows.
    now = rows.select_for_update().values(*MAY_HAVE_CHANGED, "patient__archived_at").get()
    for name in MAY_HAVE_CHANGED:
        setattr(program, name, now[name])


def _check_day(program: Program, day: date, *, by_patient: bool, since: date | None = None) -> None:
    today = program.clinic.today()
    if day > today:
        raise ValidationError(
            {"done_on": _("This day is still to come. Choose today or a day before.")}
        )
    if day < program.starts_on:
        raise ValidationError(
            {"done_on": _("The program had not begun on this day. Choose a later day.")}
        )
    if by_patient and day < (since or today) - timedelta(days=LOG_DAYS_BACK):
        text = _("This is more than %(days)s days ago. Please tell your clinic about it.")
        raise ValidationError({"done_on": text % {"days": LOG_DAYS_BACK}})


def _check_items(program: Program, items: Sequence[ItemDone]) -> None:
    phases = {item.prescription.phase_id for item in items}
    versions = {item.prescription.phase.version for item in items}
    if len(phases) > 1 or any(
        version.program_id != program.pk or not version.is_activated for version in versions
    ):
        raise ValidationError(_("A routine in this form is not in the program. Load it again."))
    if len({item.prescription.pk for item in items}) < len(items):
        raise ValidationError(_("A routine is here twice. Load the page again."))
    for item in items:
        _check_item(item)


def _check_item(item: ItemDone) -> None:
    if item.outcome not in Outcome.values:
        raise ValidationError(_("Say for each routine: done, done in part, or not done."))
    if item.outcome != Outcome.SKIPPED and not 1 <= item.seconds <= MOST_SECONDS:
        raise ValidationError(_("Seconds go from 1 to 7,200. For 0, choose “Not done”."))
    if item.pressure is not None and not 0 <= item.pressure <= 10:
        raise ValidationError(_("The pressure felt is a number from 0 to 10."))


def _check_correctable(log: SessionLog, based_on: int, by: User) -> None:
    if based_on != log.corrections:
        raise Stale(log)
    if by.pk == log.patient.user_id and log.clinic.today() > log.correctable_until:
        text = _("A session can be corrected for %(days)s days. Please tell your clinic.")
        raise ValidationError(text % {"days": LOG_DAYS_BACK}, code="too_late")


def _version_of(program: Program, items: Sequence[ItemDone], day: date) -> ProgramVersion:
    if items:
        return items[0].prescription.phase.version
    return program.version_on(day)


def _in_order(stop_signs: Sequence[str]) -> list[str]:
    unknown = set(stop_signs) - set(STOP_SIGNS)
    if unknown:
        raise ValidationError({"stop_signs": _("Choose from the signs in the list.")})
    return [sign for sign in STOP_SIGNS if sign in stop_signs]


def _save(log: SessionLog) -> None:
    """
    Check and save, without a query for each bound: the database holds them again.

    `full_clean()` alone would ask it about every constraint and foreign key.
    """
    for field in PAINS:
        if getattr(log, field) is not None and not 0 <= getattr(log, field) <= 10:
            raise ValidationError({field: _("Pain is a number from 0 to 10.")})
    if len(log.note) > LONGEST_NOTE:
        text = _("A note has up to 2,000 characters. This one has %(count)s.")
        raise ValidationError({"note": text % {"count": len(log.note)}})
    log.full_clean(
        exclude={"clinic", "patient", "program_version", "by"},
        validate_unique=False,
        validate_constraints=False,
    )
    log.save()


def _save_items(log: SessionLog, items: Sequence[ItemDone]) -> None:
    rows = [
        SessionLogItem(
            clinic=log.clinic,
            log=log,
            prescription=item.prescription,
            outcome=item.outcome,
            seconds=0 if item.outcome == Outcome.SKIPPED else item.seconds,
            pressure=None if item.outcome == Outcome.SKIPPED else item.pressure,
        )
        for item in items
    ]
    for row in rows:
        row.clean()
    SessionLogItem.objects.bulk_create(rows)


def _changed_fields(said: dict[str, Any], log: SessionLog, items: Sequence[ItemDone]) -> list[str]:
    now = {name: getattr(log, name) for name in said if name != "items"}
    now["done_on"] = log.done_on.isoformat()
    changed = [name for name in now if now[name] != said[name]]
    done = {
        (
            item.prescription.pk,
            str(item.outcome),
            0 if item.outcome == Outcome.SKIPPED else item.seconds,
            None if item.outcome == Outcome.SKIPPED else item.pressure,
        )
        for item in items
    }
    before = {tuple(item.values()) for item in said["items"]}
    return changed + (["items"] if done != before else [])
