"""Keeping the records of the people a clinic treats."""

from datetime import date
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic import trail
from clinic.models import Clinic, User
from clinic.stale import Stale
from patients.models import Patient
from patients.models.program import Status


class PatientFields(TypedDict, total=False):
    """What may be written into a patient's record by hand."""

    given_names: str
    family_name: str
    birth_date: date
    sex: str
    email: str
    phone: str
    language: str
    own_number: str
    sore_side: str
    note: str
    delivery: str
    guardian_name: str
    guardian_phone: str


@transaction.atomic
def add_patient(*, clinic: Clinic, by: User, **fields: Unpack[PatientFields]) -> Patient:
    """Open a record for somebody the clinic treats."""
    patient = Patient(clinic=clinic)
    _write(patient, fields)
    trail.record(
        "patients.patient_added", subject=patient, clinic=clinic, by=by, patient_id=patient.pk
    )
    return patient


@transaction.atomic
def edit_patient(
    *, patient: Patient, version: int, by: User, **fields: Unpack[PatientFields]
) -> Patient:
    """Change a record, unless somebody else has since `version` was shown."""
    current = _locked(patient)
    if current.version != version:
        raise Stale(current)
    if current.is_archived:
        raise ValidationError(_("This patient is archived. Restore the record to change it."))
    changed = sorted(name for name, value in fields.items() if getattr(current, name) != value)
    if not changed:
        return current
    current.version += 1
    _write(current, fields)
    trail.record(
        "patients.patient_edited",
        subject=current,
        clinic=current.clinic,
        by=by,
        patient_id=current.pk,
        fields=changed,
    )
    return current


@transaction.atomic
def archive_patient(*, patient: Patient, by: User) -> Patient:
    """Put a record away: it is kept and can be read, and nothing is done with it any more."""
    current = _locked(patient)
    if current.is_archived:
        return current
    if current.programs.filter(status__in=[Status.ACTIVE, Status.PAUSED]).exists():
        raise ValidationError(_("This patient still follows a program. Complete it first."))
    if current.alerts.open().exists():
        raise ValidationError(_("An alert of this patient is still open. Deal with it first."))
    now = timezone.now()
    current.archived_at, current.archived_by = now, by
    current.version += 1
    current.save(update_fields=["archived_at", "archived_by", "version"])
    revoked = current.invitations.usable().update(revoked_at=now)
    trail.record(
        "patients.patient_archived",
        subject=current,
        clinic=current.clinic,
        by=by,
        patient_id=current.pk,
        invitations_revoked=revoked,
    )
    return current


@transaction.atomic
def restore_patient(*, patient: Patient, by: User) -> Patient:
    """Bring an archived record back among the others."""
    current = _locked(patient)
    if not current.is_archived:
        return current
    current.archived_at = current.archived_by = None
    current.version += 1
    current.save(update_fields=["archived_at", "archived_by", "version"])
    trail.record(
        "patients.patient_restored",
        subject=current,
        clinic=current.clinic,
        by=by,
        patient_id=current.pk,
    )
    return current


def _locked(patient: Patient) -> Patient:
    records = Patient.objects.for_clinic(patient.clinic_id).select_for_update(of=("self",))
    return records.select_related("clinic").get(pk=patient.pk)


def _write(patient: Patient, fields: PatientFields) -> None:
    for name in PatientFields.__annotations__.keys() & fields.keys():
        setattr(patient, name, fields[name])  # type: ignore[literal-required]
    patient.fold_names()
    patient.full_clean()
    patient.save()
