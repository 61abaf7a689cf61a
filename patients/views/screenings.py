from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clinic import trail
from clinic.access import StaffRequest, staff_view
from clinic.permissions import Permission
from patients.actions.screenings import override_finding, record_screening
from patients.forms.screenings import OverrideForm, ScreeningForm
from patients.models import Patient, Screening
from patients.screening_offers import FindingCard
from patients.screening_page import ScreeningPage
from patients.screening_state import ScreeningState
from routines.screening import RULES_BY_ID


@staff_view(Permission.SCREENING_EDIT)
def screening_create(request: StaffRequest, patient_id: int) -> HttpResponse:
    """Ask the screening questions; what was said last time stands beside them, never in them."""
    patients = Patient.objects.for_clinic(request.clinic).select_related("clinic")
    patient = get_object_or_404(patients, pk=patient_id)
    trail.viewed(request, "patients.questions_opened", subject=patient, patient_id=patient.pk)
    last = ScreeningState.of(patient, request.clinic.today())
    form = ScreeningForm(request.POST or None, last=last)
    if form.is_valid():
        try:
            screening = record_screening(
                patient=patient,
                answers=form.cleaned_data["answers"],
                note=form.cleaned_data["note"],
                after=form.cleaned_data["after"],
                by=request.user,
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Screening saved."))
            return redirect(screening)
    context = {"patient": patient, "form": form, "last": last}
    return TemplateResponse(request, "patients/screening_create.html", context)


@staff_view(Permission.SCREENING_EDIT)
def screening_detail(request: StaffRequest, patient_id: int, screening_id: int) -> HttpResponse:
    """
    A screening: what was said, what it means today, and what may be prescribed.

    The answers are for those who may screen. The front desk learns on the
    patient's page whether a screening is due, and nothing more.
    """
    screening = _screening(request, patient_id, screening_id)
    return _shown(request, screening)


@staff_view(Permission.SCREENING_EDIT)
@require_POST
def override_create(request: StaffRequest, patient_id: int, screening_id: int) -> HttpResponse:
    """Go ahead despite one finding, with a reason and a last day."""
    screening = _screening(request, patient_id, screening_id)
    rule = RULES_BY_ID.get(request.POST.get("rule", ""))
    if rule is None:
        raise Http404
    form = OverrideForm(request.POST, rule=rule, today=request.clinic.today())
    if form.is_valid():
        try:
            override_finding(
                screening=screening, rule=rule.id, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Noted, with your name and reason."))
            return redirect(screening)
    return _shown(request, screening, form)


def _screening(request: StaffRequest, patient_id: int, screening_id: int) -> Screening:
    mine = Screening.objects.for_clinic(request.clinic).filter(patient=patient_id)
    return get_object_or_404(
        mine.select_related("patient__clinic", "clinic", "made_by"), pk=screening_id
    )


def _shown(
    request: StaffRequest, screening: Screening, override: OverrideForm | None = None
) -> TemplateResponse:
    trail.viewed(
        request, "patients.screening_opened", subject=screening, patient_id=screening.patient_id
    )
    page = ScreeningPage.of(screening, request.clinic)
    findings = [
        (
            card,
            override
            if _is_about(override, card)
            else OverrideForm(rule=card.rule, today=page.state.today),
        )
        for card in page.cards
    ]
    context = {"page": page, "findings": findings, "override": override}
    return TemplateResponse(request, "patients/screening_detail.html", context)


def _is_about(form: OverrideForm | None, card: FindingCard) -> bool:
    return form is not None and form.rule == card.rule
