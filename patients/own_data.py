"""Everything a patient may take along about themselves, as plain values (docs/own-data.md)."""

from collections.abc import Iterator
from typing import Any

from patients.models import (
    Measurement,
    OwnDevice,
    Patient,
    Prescription,
    Program,
    Question,
    SessionLog,
)
from patients.models.measurement import Instrument
from patients.models.program import Status
from routines.stop_signs import known

SHAPE = "hipwise-own-data/1"


def own_data(patient: Patient) -> dict[str, Any]:
    """The record, programs, sessions, measures, questions and own devices of a patient."""
    return {
        "shape": SHAPE,
        "made_on": patient.clinic.today().isoformat(),
        "clinic": {"name": patient.clinic.name, "phone": patient.clinic.phone},
        "patient": _record(patient),
        "programs": list(_programs(patient)),
        "sessions": list(_sessions(patient)),
        "measures": list(_measures(patient)),
        "questions": list(_questions(patient)),
        "devices": list(_devices(patient)),
    }


def _record(patient: Patient) -> dict[str, Any]:
    return {
        "given_names": patient.given_names,
        "family_name": patient.family_name,
        "birth_date": patient.birth_date.isoformat(),
        "sex": patient.sex,
        "email": patient.email,
        "phone": patient.phone,
        "language": patient.language,
        "sore_side": patient.sore_side,
        "guardian_name": patient.guardian_name,
        "guardian_phone": patient.guardian_phone,
    }


def _programs(patient: Patient) -> Iterator[dict[str, Any]]:
    programs = Program.objects.for_clinic(patient.clinic_id).of_patient(patient)
    prescribed: dict[int, list[Prescription]] = {}
    rows = Prescription.objects.for_clinic(patient.clinic_id).filter(
        phase__version__program__patient=patient, phase__version__activated_at__isnull=False
    )
    for one in (
        rows.with_routine()
        .with_phase()
        .order_by("phase__version__number", "phase__position", "position")
    ):
        prescribed.setdefault(one.phase.version.program_id, []).append(one)
    for program in programs.exclude(status=Status.DRAFT):
        yield {
            "name": program.name,
            "status": program.status,
            "starts_on": program.starts_on.isoformat(),
            "ended_on": program.ended_on.isoformat() if program.ended_on else None,
            "ending": program.ending,
            "prescribed": [_prescription(one) for one in prescribed.get(program.pk, ())],
        }


def _prescription(one: Prescription) -> dict[str, Any]:
    return {
        "version": one.phase.version.number,
        "phase": one.phase.position,
        "weeks": one.phase.weeks,
        "routine": str(one.routine_version.shown_name),
        "side": one.side,
        "hold_seconds": one.hold,
        "holds": one.holds,
        "rest_seconds": one.rest,
        "pressure": [one.pressure_low, one.pressure_high],
        "times_a_day": one.times_a_day,
        "days_a_week": one.days_a_week,
    }


def _sessions(patient: Patient) -> Iterator[dict[str, Any]]:
    logs = SessionLog.objects.for_clinic(patient.clinic_id).of_patient(patient)
    for log in logs.with_items():
        yield {
            "day": log.done_on.isoformat(),
            "logged_at": log.logged_at.isoformat(timespec="seconds"),
            "source": log.source,
            "corrections": log.corrections,
            "pain_before": log.pain_before,
            "pain_worst": log.pain_worst,
            "pain_after": log.pain_after,
            "warning_signs": [str(sign.text) for sign in known(log.stop_signs)],
            "note": log.note,
            "routines": [
                {
                    "routine": str(item.prescription.routine_version.shown_name),
                    "side": item.prescription.side,
                    "outcome": item.outcome,
                    "seconds_held": item.seconds,
                    "pressure_felt": item.pressure,
                    "pressure_prescribed": [
                        item.prescription.pressure_low,
                        item.prescription.pressure_high,
                    ],
                }
                for item in log.items.all()
            ],
        }


def _measures(patient: Patient) -> Iterator[dict[str, Any]]:
    for one in Measurement.objects.for_clinic(patient.clinic_id).of_patient(patient):
        yield {
            "day": one.measured_on.isoformat(),
            "instrument": one.instrument,
            "name": str(Instrument(one.instrument).label),
            "score": float(one.score),
            "activities": [
                {"activity": activity, "rating": rating} for activity, rating in one.ratings
            ],
            "corrections": one.corrections,
        }


def _questions(patient: Patient) -> Iterator[dict[str, Any]]:
    mine = Question.objects.for_clinic(patient.clinic_id).of_patient(patient)
    for one in mine.select_related("answered_by"):
        yield {
            "asked_at": one.asked_at.isoformat(timespec="seconds"),
            "question": one.text,
            "answer": one.answer,
            "answered_at": one.answered_at and one.answered_at.isoformat(timespec="seconds"),
            "answered_by": str(one.answered_by) if one.answered_by else "",
        }


def _devices(patient: Patient) -> Iterator[dict[str, Any]]:
    """Phones of their own, by what they are: what opens or unseals anything stays here."""
    for one in OwnDevice.objects.for_clinic(patient.clinic_id).of_patient(patient):
        yield {
            "device": one.words,
            "marked_at": one.made_at.isoformat(timespec="seconds"),
            "seen_at": one.seen_at.isoformat(timespec="seconds"),
            "forgotten_at": one.forgotten_at and one.forgotten_at.isoformat(timespec="seconds"),
        }
