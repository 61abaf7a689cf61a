from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from clinic import trail
from clinic.access import StaffRequest, staff_view
from clinic.permissions import Permission
from patients.actions.measurements import correct_measurement, record_check_in, record_total
from patients.forms.measurements import CheckInForm, TotalForm, correction_form
from patients.models import Measurement, Patient, Program
from patients.models.measurement import Instrument


@staff_view(Permission.MEASURE_RECORD)
def check_in_create(request: StaffRequest, patient_id: int) -> HttpResponse:
    """Key in how a patient is doing: pain at rest, and their own activities."""
    patient = _patient(request, patient_id)
    program = _program(patient)
    last = _last_activities(request, patient, program)
    form = CheckInForm(
        request.POST or None,
        known=last.activities if last else (),
        initial={"measured_on": request.clinic.today()},
    )
    if form.is_valid():
        try:
            record_check_in(
                patient=patient,
                program=program,
                measured_on=form.cleaned_data["measured_on"],
                pain=form.cleaned_data["pain"],
                ratings=form.ratings,
                by=request.user,
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Saved."))
            return redirect(patient)
    context = {"patient": patient, "form": form, "is_first": last is None}
    return TemplateResponse(request, "patients/check_in_create.html", context)


@staff_view(Permission.MEASURE_RECORD)
def total_create(request: StaffRequest, patient_id: int) -> HttpResponse:
    """Type in the total of another instrument."""
    patient = _patient(request, patient_id)
    form = TotalForm(request.POST or None, initial={"measured_on": request.clinic.today()})
    if form.is_valid():
        try:
            record_total(
                patient=patient, program=_program(patient), by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(patient)
    context = {"patient": patient, "form": form}
    return TemplateResponse(request, "patients/total_create.html", context)


@staff_view(Permission.MEASURE_CORRECT)
def measurement_edit(request: StaffRequest, measurement_id: int) -> HttpResponse:
    """Correct what was measured; what it said before is kept, and shown."""
    measurements = Measurement.objects.for_clinic(request.clinic).select_related("patient__clinic")
    measurement = get_object_or_404(measurements, pk=measurement_id)
    patient = measurement.patient
    trail.viewed(request, "patients.measures_opened", subject=patient, patient_id=patient.pk)
    form = correction_form(request.POST or None, measurement)
    if form.is_valid():
        try:
            correct_measurement(
                measurement=measurement,
                based_on=form.cleaned_data["based_on"] or 0,
                measured_on=form.cleaned_data["measured_on"],
                score=form.value,
                ratings=form.ratings,
                by=request.user,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Corrected. What it said before is kept."))
            return redirect(patient)
    context = {
        "patient": patient,
        "measurement": measurement,
        "form": form,
        "revisions": list(_revisions(measurement)),
    }
    return TemplateResponse(request, "patients/measurement_edit.html", context)


def _patient(request: StaffRequest, patient_id: int) -> Patient:
    patients = Patient.objects.for_clinic(request.clinic).select_related("clinic")
    patient = get_object_or_404(patients, pk=patient_id)
    trail.viewed(request, "patients.measures_opened", subject=patient, patient_id=patient.pk)
    return patient


def _program(patient: Patient) -> Program | None:
    """The program that what is measured now belongs to: the newest, a draft too."""
    return Program.objects.for_clinic(patient.clinic_id).of_patient(patient).first()


def _last_activities(
    request: StaffRequest, patient: Patient, program: Program | None
) -> Measurement | None:
    mine = Measurement.objects.for_clinic(request.clinic).of_patient(patient)
    return mine.of_program(program).filter(instrument=Instrument.PSFS).first()


def _revisions(measurement: Measurement) -> Iterator[dict[str, Any]]:
    """What it said before, newest first."""
    for revision in measurement.revisions.select_related("replaced_by"):
        said = revision.said
        yield {
            "revision": revision,
            "measured_on": parse_date(said["measured_on"]),
            "score": Decimal(said["score"]),
            "ratings": said["ratings"],
        }
