import pytest
from django.db import DatabaseError, connection, transaction

from clinic import trail
from clinic.models import TrailEntry
from clinic.models.trail import AppendOnlyError
from tests import walls


@pytest.fixture
def entry(elm):
    return trail.record(
        "patients.patient_viewed",
        subject=elm.patient,
        clinic=elm.clinic,
        by=elm.practitioner,
        patient_id=elm.patient.pk,
    )


def test_a_line_says_who_what_and_about_whom(entry, elm):
    assert (entry.actor, entry.action, entry.subject_type, entry.subject_id) == (
        elm.practitioner,
        "patients.patient_viewed",
        "patients.patient",
        str(elm.patient.pk),
    )
    assert TrailEntry.objects.about(elm.patient).get() == entry
    assert TrailEntry.objects.for_clinic(elm.clinic).of_patient(elm.patient.pk).get() == entry


def test_its_sentence_is_found_by_name(entry):
    assert entry.template_name == "patients/trail/patient_viewed.html"


def test_the_models_refuse_to_change_it(entry):
    for tamper in (
        entry.save,
        entry.delete,
        TrailEntry.objects.all().delete,
        lambda: TrailEntry.objects.update(action="x"),
    ):
        with pytest.raises(AppendOnlyError):
            tamper()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE clinic_trailentry SET action = 'x'", "DELETE FROM clinic_trailentry"],
)
def test_the_database_refuses_to_change_it(entry, statement):
    walls.be_owner()  # the app may not even try
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    entry.refresh_from_db()
    assert entry.action == "patients.patient_viewed"
