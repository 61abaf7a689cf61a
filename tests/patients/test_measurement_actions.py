from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from clinic.models import TrailEntry
from patients.actions.measurements import correct_measurement, record_check_in, record_total
from patients.models import Measurement, MeasurementRevision

RATINGS = [("Climb stairs", 3), ("Put on socks", 3), ("Sit through dinner", 4)]


def told(world, **changes):
    values = {
        "patient": world.patient,
        "program": world.program,
        "measured_on": world.clinic.today() - timedelta(days=1),
        "pain": 6,
        "ratings": RATINGS,
        "by": world.patient_user,
    }
    return record_check_in(**values | changes)


def corrected(world, one, **changes):
    values = {
        "based_on": 0,
        "measured_on": one.measured_on,
        "score": one.score,
        "ratings": one.ratings,
        "by": world.practitioner,
    }
    return correct_measurement(measurement=one, **values | changes)


def test_a_check_in_is_two_measures_with_a_line_each(elm):
    pain, activities = told(elm)
    assert (pain.instrument, pain.score, pain.ratings) == ("nprs", 6, [])
    assert (activities.instrument, activities.score) == ("psfs", Decimal("3.33"))
    assert activities.activities == ["Climb stairs", "Put on socks", "Sit through dinner"]
    entry = TrailEntry.objects.about(activities).get()
    assert (entry.action, entry.details) == ("patients.measure_recorded", {"instrument": "psfs"})
    assert (entry.patient_id, entry.actor) == (elm.patient.pk, elm.patient_user)


@pytest.mark.parametrize(
    "ratings",
    [RATINGS[:2], [*RATINGS, *RATINGS], [("", 3), *RATINGS], [("x" * 81, 3), *RATINGS]],
)
def test_three_to_five_activities_are_rated(elm, ratings):
    with pytest.raises(ValidationError):
        told(elm, ratings=ratings)
    assert Measurement.objects.count() == 1


@pytest.mark.parametrize(
    "changes", [{"pain": 11}, {"pain": -1}, {"ratings": [*RATINGS, ("a", 11)]}]
)
def test_numbers_go_from_0_to_10(elm, changes):
    with pytest.raises(ValidationError):
        told(elm, **changes)
    assert Measurement.objects.count() == 1


@pytest.mark.parametrize("days", [1, -60_000])
def test_the_day_is_one_of_the_patients_life_so_far(elm, days):
    with pytest.raises(ValidationError):
        told(elm, measured_on=elm.clinic.today() + timedelta(days=days))


def test_there_is_one_of_each_a_day(elm):
    told(elm)
    with pytest.raises(ValidationError, match="There is one of this day already"):
        told(elm)
    assert Measurement.objects.count() == 3


def test_a_patient_stays_in_their_clinic(elm, oak):
    with pytest.raises(ValidationError):
        told(elm, program=oak.program)


def test_nothing_is_kept_of_an_archived_patient(elm):
    elm.patient.archived_at, elm.patient.archived_by = elm.log.logged_at, elm.owner
    with pytest.raises(ValidationError, match="archived"):
        told(elm)


@pytest.mark.parametrize(
    ("instrument", "score", "fits"),
    [("lefs", 80, True), ("lefs", 81, False), ("groc", -5, True), ("odi", -1, False)],
)
def test_a_total_lies_in_its_range(elm, instrument, score, fits):
    values = {"patient": elm.patient, "program": None, "measured_on": elm.clinic.today()}
    values |= {"instrument": instrument, "score": Decimal(score), "by": elm.front_desk}
    if fits:
        assert record_total(**values).score == score
    else:
        with pytest.raises(ValidationError) as refused:
            record_total(**values)
        assert "score" in refused.value.message_dict


def test_a_correction_keeps_what_it_said(elm):
    _pain, activities = told(elm)
    ratings = [("Climb stairs", 5), ("Put on socks", 5), ("Sit through dinner", 5)]
    one = corrected(elm, activities, ratings=ratings, score=Decimal(0))
    assert (one.score, one.corrections) == (5, 1)
    old = MeasurementRevision.objects.get(measurement=one)
    assert (old.said["score"], old.replaced_by) == ("3.33", elm.practitioner)
    entry = TrailEntry.objects.about(one).first()
    assert entry.action == "patients.measure_corrected"
    assert entry.details == {"instrument": "psfs", "fields": ["score", "ratings"]}


def test_a_correction_that_changes_nothing_is_none(elm):
    pain, _activities = told(elm)
    assert corrected(elm, pain).corrections == 0


def test_the_second_to_correct_is_told(elm):
    pain, _activities = told(elm)
    corrected(elm, pain, score=Decimal(5))
    with pytest.raises(ValidationError, match="meanwhile"):
        corrected(elm, pain, score=Decimal(4))
    assert Measurement.objects.get(pk=pain.pk).score == 5


def test_the_same_activities_are_rated_again(elm):
    _pain, activities = told(elm)
    with pytest.raises(ValidationError, match="same activities"):
        corrected(elm, activities, ratings=[*RATINGS, ("Run", 1)])


def test_the_database_keeps_revisions_as_they_are(elm):
    pain, _activities = told(elm)
    corrected(elm, pain, score=Decimal(5))
    with pytest.raises(DatabaseError), transaction.atomic():
        MeasurementRevision.objects.update(said={})
