from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError

from clinic.models import TrailEntry
from clinic.stale import Stale
from patients.actions.patients import (
    add_patient,
    archive_patient,
    edit_patient,
    restore_patient,
)
from patients.models import Patient
from tests import factories

BORN = date(1951, 3, 14)


def add(world, **changes):
    fields = {"given_names": "Zoë", "family_name": "Łuczak", "birth_date": BORN}
    return add_patient(clinic=world.clinic, by=world.front_desk, **fields | changes)


def test_adding_folds_the_names_and_is_in_the_trail(elm):
    patient = add(elm, phone="+1 (555) 010-99")
    patient.refresh_from_db()
    assert (patient.search_name, patient.phone_digits) == ("zoe luczak", "155501099")
    entry = TrailEntry.objects.about(patient).get()
    assert (entry.action, entry.actor, entry.patient_id) == (
        "patients.patient_added",
        elm.front_desk,
        patient.pk,
    )


def test_names_that_grow_when_folded_still_fit(elm):
    assert len(add(elm, given_names="ﷺ" * 120).search_name) == 260


def test_nothing_is_kept_when_the_trail_fails(elm, monkeypatch):
    def broken(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr("clinic.trail.record", broken)
    with pytest.raises(DatabaseError):
        add(elm)
    assert list(Patient.objects.for_clinic(elm.clinic)) == [elm.patient]


def test_a_birth_date_lies_between_1900_and_today(elm):
    add(elm, birth_date=elm.clinic.today(), guardian_name="Ewa")
    add(elm, birth_date=date(1900, 1, 1))
    for wrong in (elm.clinic.today() + timedelta(days=1), date(1899, 12, 31)):
        with pytest.raises(ValidationError):
            add(elm, birth_date=wrong)


def test_somebody_under_18_needs_a_guardian(elm):
    today = elm.clinic.today()
    eighteen_today = today.replace(year=today.year - 18, day=min(today.day, 28))
    add(elm, birth_date=eighteen_today)
    with pytest.raises(ValidationError) as refused:
        add(elm, birth_date=eighteen_today + timedelta(days=32))
    assert list(refused.value.message_dict) == ["guardian_name"]


def test_a_number_is_given_once_in_a_clinic(elm, oak):
    add(elm, own_number="A7")
    add(oak, own_number="A7")
    with pytest.raises(ValidationError):
        add(elm, own_number="A7")


def test_only_what_a_hand_may_write_is_written(elm):
    patient = add(elm, user=elm.patient_user, code="AAAAAAAAAA")
    assert patient.user is None
    assert patient.code != "AAAAAAAAAA"


def test_editing_tells_the_trail_which_fields_and_never_what(elm):
    edit_patient(patient=elm.patient, version=1, by=elm.front_desk, phone="555 0199", note="x")
    elm.patient.refresh_from_db()
    assert (elm.patient.phone, elm.patient.version) == ("555 0199", 2)
    entry = TrailEntry.objects.about(elm.patient).get()
    assert entry.action == "patients.patient_edited"
    assert entry.details == {"fields": ["note", "phone"]}


def test_saving_without_a_change_leaves_no_trace(elm):
    edit_patient(patient=elm.patient, version=1, by=elm.front_desk, given_names="Ana")
    elm.patient.refresh_from_db()
    assert elm.patient.version == 1
    assert not TrailEntry.objects.about(elm.patient).exists()


def test_the_second_of_two_editors_is_refused(elm):
    edit_patient(patient=elm.patient, version=1, by=elm.front_desk, phone="1")
    with pytest.raises(Stale) as refused:
        edit_patient(patient=elm.patient, version=1, by=elm.practitioner, phone="2")
    assert refused.value.current.phone == "1"
    elm.patient.refresh_from_db()
    assert elm.patient.phone == "1"


def test_archiving_waits_for_program_and_alert(elm):
    with pytest.raises(ValidationError, match="follows a program"):
        archive_patient(patient=elm.patient, by=elm.practitioner)
    other = add(elm)
    factories.make_alert(other)
    with pytest.raises(ValidationError, match="still open"):
        archive_patient(patient=other, by=elm.practitioner)


def test_archiving_revokes_invitations_and_restoring_brings_the_patient_back(elm):
    patient = add(elm)
    invitation = factories.make_invitation(patient, by=elm.front_desk)
    archive_patient(patient=patient, by=elm.practitioner)
    archive_patient(patient=patient, by=elm.practitioner)
    invitation.refresh_from_db()
    patient.refresh_from_db()
    assert invitation.revoked_at is not None
    assert patient.is_archived
    with pytest.raises(ValidationError, match="Restore"):
        edit_patient(patient=patient, version=patient.version, by=elm.owner, phone="1")
    restore_patient(patient=patient, by=elm.practitioner)
    restore_patient(patient=patient, by=elm.practitioner)
    assert patient in Patient.objects.for_clinic(elm.clinic).active()
    assert list(TrailEntry.objects.about(patient).values_list("action", flat=True)) == [
        "patients.patient_restored",
        "patients.patient_archived",
        "patients.patient_added",
    ]


def test_archiving_revokes_what_could_still_be_used(elm):
    patient = add(elm)
    good = factories.make_invitation(patient, by=elm.front_desk)
    over = factories.make_invitation(patient, by=elm.front_desk, expires_at=good.made_at)
    archive_patient(patient=patient, by=elm.practitioner)
    over.refresh_from_db()
    assert over.revoked_at is None
    line = TrailEntry.objects.get(action="patients.patient_archived")
    assert line.details == {"invitations_revoked": 1}
