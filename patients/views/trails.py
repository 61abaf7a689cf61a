from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from clinic import trail
from clinic.access import StaffRequest, staff_view
from clinic.models import TrailEntry
from clinic.permissions import Permission
from patients.lookers import lookers
from patients.models import Patient

NEWEST = 30


@staff_view(Permission.PATIENT_TRAIL_VIEW)
def patient_trail(request: StaffRequest, patient_id: int) -> HttpResponse:
    """Who has seen a patient's data, how often and when last: what a patient may ask to know."""
    patient = get_object_or_404(
        Patient.objects.for_clinic(request.clinic).select_related("clinic"), pk=patient_id
    )
    trail.viewed(request, "patients.patient_trail_opened", subject=patient, patient_id=patient.pk)
    lines = TrailEntry.objects.for_clinic(request.clinic).of_patient(patient.pk)
    context = {
        "patient": patient,
        "people": lookers(patient),
        "entries": lines.select_related("actor")[:NEWEST],
        "newest": NEWEST,
    }
    return TemplateResponse(request, "patients/patient_trail.html", context)
