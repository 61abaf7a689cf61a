from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clinic import trail
from clinic.access import StaffRequest, staff_view
from clinic.permissions import Permission
from clinic.stale import Stale, catch_up
from patients.actions.patients import (
    add_patient,
    archive_patient,
    edit_patient,
    restore_patient,
)
from patients.chart import Chart
from patients.forms.alerts import AlertForm
from patients.forms.patient_search import PatientSearchForm, Show
from patients.forms.patients import EditPatientForm, NewPatientForm
from patients.models import Patient
from patients.models.patient_queryset import PatientQuerySet
from patients.standing import standings

PER_PAGE = 50


@staff_view(Permission.PATIENT_VIEW)
def patient_list(request: StaffRequest) -> HttpResponse:
    """A clinic's patients. A search and its pages are posted: no name stands in an address."""
    today = request.clinic.today()
    patients = Patient.objects.for_clinic(request.clinic)
    form = PatientSearchForm(request.POST or None)
    show = request.GET.get("show", "")
    show = show if show in Show.values else Show.ALL
    found = (
        patients.found_by(form.cleaned_data["q"])
        if form.is_valid()
        else shown(patients, show, today)
    )
    rows = found.for_list(today).neediest_first()
    page = Paginator(rows, PER_PAGE).get_page(request.POST.get("page", request.GET.get("page")))
    trail.viewed(
        request,
        "patients.patients_searched" if form.is_valid() else "patients.patients_listed",
        subject=request.clinic,
        count=page.paginator.count,
    )
    context = {
        "form": form,
        "searched": form.is_valid(),
        "show": show,
        "tabs": Show.choices,
        "page_obj": page,
        "standings": standings(page.object_list, today=today),
    }
    return TemplateResponse(request, "patients/patient_list.html", context)


def shown(patients: PatientQuerySet, show: str, today: date) -> PatientQuerySet:
    if show == Show.ARCHIVED:
        return patients.archived()
    if show == Show.ATTENTION:
        return patients.active().needing_attention(today)
    if show == Show.ACTIVE:
        return patients.active().on_a_program()
    if show == Show.REVIEW:
        return patients.active().for_review(today)
    if show == Show.NO_PROGRAM:
        return patients.active().without_program()
    return patients.active()


@staff_view(Permission.PATIENT_EDIT)
def patient_create(request: StaffRequest) -> HttpResponse:
    form = NewPatientForm(request.POST or None, clinic=request.clinic)
    if form.is_valid():
        try:
            patient = add_patient(clinic=request.clinic, by=request.user, **form.record)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("%(name)s is added.") % {"name": patient})
            return redirect(patient)
    return TemplateResponse(request, "patients/patient_create.html", {"form": form})


@staff_view(Permission.PATIENT_VIEW)
def patient_detail(request: StaffRequest, patient_id: int) -> HttpResponse:
    """A patient's chart."""
    patients = Patient.objects.for_clinic(request.clinic).for_chart()
    patient = get_object_or_404(patients, pk=patient_id)
    trail.viewed(request, "patients.chart_opened", subject=patient, patient_id=patient.pk)
    chart = Chart.of(patient, today=request.clinic.today(), viewer=request.membership)
    context = {"patient": patient, "chart": chart, "alert_form": AlertForm(auto_id=False)}
    return TemplateResponse(request, "patients/patient_detail.html", context)


@staff_view(Permission.PATIENT_EDIT)
def patient_edit(request: StaffRequest, patient_id: int) -> HttpResponse:
    patients = Patient.objects.for_clinic(request.clinic).select_related("clinic")
    patient = get_object_or_404(patients, pk=patient_id)
    trail.viewed(request, "patients.record_opened", subject=patient, patient_id=patient.pk)
    form = EditPatientForm(request.POST or None, instance=patient)
    context = {"patient": patient, "form": form, "name": patient.name}
    status = 200
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            edit_patient(patient=patient, version=version, by=request.user, **form.record)
        except Stale as stale:
            context["differences"] = form.differences(stale.current)
            catch_up(form, stale.current.version)
            status = 409
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Saved."))
            return redirect(patient)
    return TemplateResponse(request, "patients/patient_edit.html", context, status=status)


@staff_view(Permission.PATIENT_ARCHIVE, fresh=True)
@require_POST
def patient_archive(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.for_clinic(request.clinic), pk=patient_id)
    try:
        archive_patient(patient=patient, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Archived. The record is kept and can be restored."))
    return redirect(patient)


@staff_view(Permission.PATIENT_ARCHIVE)
@require_POST
def patient_restore(request: StaffRequest, patient_id: int) -> HttpResponse:
    patient = get_object_or_404(Patient.objects.for_clinic(request.clinic), pk=patient_id)
    restore_patient(patient=patient, by=request.user)
    messages.success(request, _("Restored."))
    return redirect(patient)
