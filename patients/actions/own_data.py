"""A patient takes their own data along; the trail says so."""

from typing import Any

from clinic import trail
from clinic.models import User
from patients.models import Patient
from patients.own_data import own_data


def take_own_data(*, patient: Patient, form: str, by: User) -> dict[str, Any]:
    """All that a patient may take, of which a file in `form` (pdf, csv, json) is made."""
    data = own_data(patient)
    trail.record(
        "patients.own_data_taken",
        subject=patient,
        clinic=patient.clinic,
        by=by,
        patient_id=patient.pk,
        form=form,
        sessions=len(data["sessions"]),
    )
    return data
