"""Outcome measures: check-ins of patients, totals that the clinic types in, corrections."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clinic import trail
from clinic.models import User
from patients.measures import FEWEST_ACTIVITIES, MOST_ACTIVITIES, SCALES, mean
from patients.models import Measurement, MeasurementRevision, Patient, Program
from patients.models.measurement import Instrument

LONGEST_ACTIVITY = 80
Ratings = Sequence[tuple[str, int]]


@transaction.atomic
def record_check_in(
    *,
    patient: Patient,
    program: Program | None,
    measured_on: date,
    pain: int,
    ratings: Ratings,
    by: User,
) -> list[Measurement]:
    """Keep how a patient is doing: pain at rest (NPRS) and their own activities (PSFS)."""
    _check_ratings(ratings)
    score = mean(rating for _activity, rating in ratings)
    made = [
        _made(patient, program, Instrument.NPRS, measured_on, Decimal(pain), [], by),
        _made(patient, program, Instrument.PSFS, measured_on, score, ratings, by),
    ]
    for one in made:
        _record(one)
    return made


@transaction.atomic
def record_total(
    *,
    patient: Patient,
    program: Program | None,
    instrument: str,
    measured_on: date,
    score: Decimal,
    by: User,
) -> Measurement:
    """Keep the total of a questionnaire that the clinic holds the licence of."""
    measurement = _made(patient, program, instrument, measured_on, score, [], by)
    _record(measurement)
    return measurement


@transaction.atomic
def correct_measurement(
    *,
    measurement: Measurement,
    based_on: int,
    measured_on: date,
    score: Decimal,
    ratings: Ratings,
    by: User,
) -> Measurement:
    """
    Say what was really measured; what it said before is kept.

    `based_on` is the number of corrections its writer saw. The score of own activities is
    the mean of their ratings, whatever `score` says.
    """
    one = (
        Measurement.objects.for_clinic(measurement.clinic_id)
        .select_for_update(of=("self",))
        .select_related("clinic", "patient", "program")
        .get(pk=measurement.pk)
    )
    if based_on != one.corrections:
        raise ValidationError(
            _("This was corrected meanwhile. Look at it again before you change it."), code="stale"
        )
    said = said_in(one)
    one.measured_on, one.score = measured_on, score
    if one.instrument == Instrument.PSFS:
        _check_ratings(ratings, like=one)
        one.ratings = [[activity.strip(), rating] for activity, rating in ratings]
        one.score = mean(rating for _activity, rating in ratings)
    fields = [name for name, value in said_in(one).items() if said[name] != value]
    if not fields:
        return one
    one.corrections += 1
    _save(one)
    MeasurementRevision.objects.create(
        clinic=one.clinic, measurement=one, number=one.corrections, said=said, replaced_by=by
    )
    trail.record(
        "patients.measure_corrected",
        subject=one,
        clinic=one.clinic,
        by=by,
        patient_id=one.patient_id,
        instrument=str(one.instrument),
        fields=fields,
    )
    return one


def said_in(one: Measurement) -> dict[str, Any]:
    """What a measurement says now, as a revision keeps it."""
    return {
        "measured_on": one.measured_on.isoformat(),
        "score": str(Decimal(one.score).quantize(Decimal("0.01"))),
        "ratings": [list(rating) for rating in one.ratings],
    }


def _made(
    patient: Patient,
    program: Program | None,
    instrument: str,
    measured_on: date,
    score: Decimal,
    ratings: Ratings,
    by: User,
) -> Measurement:
    return Measurement(
        clinic=patient.clinic,
        patient=patient,
        program=program,
        instrument=instrument,
        measured_on=measured_on,
        score=score,
        ratings=[[activity.strip(), rating] for activity, rating in ratings],
        recorded_on=patient.clinic.today(),
        by=by,
    )


def _record(one: Measurement) -> None:
    if one.patient.is_archived:
        raise ValidationError(_("This patient is archived. Restore the record first."))
    _save(one)
    trail.record(
        "patients.measure_recorded",
        subject=one,
        clinic=one.clinic,
        by=one.by,
        patient_id=one.patient_id,
        instrument=str(one.instrument),
    )


def _save(one: Measurement) -> None:
    if one.measured_on < one.patient.birth_date:
        raise ValidationError({"measured_on": _("This is before the patient was born.")})
    one.full_clean(validate_constraints=False)
    scale = SCALES[one.instrument]
    if not scale.lowest <= one.score <= scale.highest:
        text = _("This goes from %(lowest)s to %(highest)s.")
        bounds = {"lowest": scale.lowest, "highest": scale.highest}
        raise ValidationError({"score": text % bounds})
    one.full_clean()
    one.save()


def _check_ratings(ratings: Ratings, like: Measurement | None = None) -> None:
    """Refuse other than three to five activities with 0-10 each, or other than before."""
    if not FEWEST_ACTIVITIES <= len(ratings) <= MOST_ACTIVITIES:
        raise ValidationError(_("Name three to five activities."))
    if like is not None and len(ratings) != len(like.ratings):
        raise ValidationError(_("Rate the same activities as before."))
    for activity, rating in ratings:
        if not activity.strip() or len(activity) > LONGEST_ACTIVITY:
            raise ValidationError(_("Say each activity in up to 80 letters."))
        if not 0 <= rating <= 10:
            raise ValidationError(_("Rate each activity with a number from 0 to 10."))
