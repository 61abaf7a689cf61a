from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clinic import trail
from clinic.access import StaffRequest, staff_view
from clinic.permissions import Permission
from patients.actions.programs import (
    bounds_of,
    change_program,
    complete_program,
    create_program,
    pause_program,
    resume_program,
)
from patients.forms.programs import EndingForm, ReviewForm, StartForm, TeachBackForm
from patients.models import Alert, Patient, Program, SessionLog
from patients.models.program import PauseReason, ProgramQuerySet, Status
from patients.plan_checks import problems_of_resuming
from patients.program_pages import ProgramPage, phases_shown
from patients.starting import Starts
from routines.stop_signs import known


def programs_here(request: StaffRequest) -> ProgramQuerySet:
    return Program.objects.for_clinic(request.clinic).select_related(
        "patient", "clinic", "current", "made_by"
    )


def program_viewed(request: StaffRequest, program: Program, **details: int) -> None:
    trail.viewed(
        request,
        "patients.program_opened",
        subject=program,
        patient_id=program.patient_id,
        **details,
    )


@staff_view(Permission.PROGRAM_EDIT)
def program_create(request: StaffRequest, patient_id: int) -> HttpResponse:
    """Start from a template or from routines: the draft is made and opened at once."""
    patient = get_object_or_404(
        Patient.objects.for_clinic(request.clinic).select_related("clinic"), pk=patient_id
    )
    programs = Program.objects.for_clinic(request.clinic).of_patient(patient)
    trail.viewed(request, "patients.start_opened", subject=patient, patient_id=patient.pk)
    starts = Starts.of(patient, bounds_of(patient))
    form = StartForm(
        request.POST or None, initial={"routines": request.GET.getlist("routine")}, **starts.fields
    )
    if form.is_valid():
        start = starts.chosen(**form.cleaned_data)
        try:
            program = create_program(patient=patient, by=request.user, **start.values)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            for message in start.told:
                messages.warning(request, message)
            return redirect(program)
    context = {
        "patient": patient,
        "form": form,
        "starts": starts,
        "draft": programs.drafted().first(),
        "followed": programs.followed().first(),
    }
    return TemplateResponse(request, "patients/program_create.html", context)


@staff_view(Permission.PATIENT_VIEW)
def program_detail(request: StaffRequest, program_id: int) -> HttpResponse:
    program = get_object_or_404(programs_here(request), pk=program_id)
    return program_page(request, program, TeachBackForm())


def program_page(
    request: StaffRequest, program: Program, form: TeachBackForm, status: int = 200
) -> HttpResponse:
    """A program's page, with the ticks of an activation that is still to come."""
    program_viewed(request, program)
    context = {
        "program": program,
        "patient": program.patient,
        "page": ProgramPage(program, bounds_of(program.patient)),
        "form": form,
        "reviews": program.reviews.select_related("by"),
    }
    return TemplateResponse(request, "patients/program_detail.html", context, status=status)


@staff_view(Permission.PATIENT_VIEW)
def version_detail(request: StaffRequest, program_id: int, version_number: int) -> HttpResponse:
    """A version as it was, whether or not it is still followed."""
    program = get_object_or_404(programs_here(request), pk=program_id)
    version = get_object_or_404(program.versions.with_everything(), number=version_number)
    program_viewed(request, program, version=version.number)
    context = {
        "program": program,
        "patient": program.patient,
        "version": version,
        "phases": phases_shown(version, None),
        "is_followed": version.pk == program.current_id,
    }
    return TemplateResponse(request, "patients/version_detail.html", context)


@staff_view(Permission.PROGRAM_EDIT)
@require_POST
def program_change(request: StaffRequest, program_id: int) -> HttpResponse:
    """Open the draft of the next version, making it if there is none."""
    program = get_object_or_404(programs_here(request), pk=program_id)
    try:
        change_program(program=program, by=request.user)
    except ValidationError as error:
        if error.code != "drafted":
            return back(request, program, error)
    return redirect("patients:program_edit", request.clinic.slug, program.pk)


@staff_view(Permission.PROGRAM_EDIT)
@require_POST
def program_pause(request: StaffRequest, program_id: int) -> HttpResponse:
    program = get_object_or_404(programs_here(request), pk=program_id)
    try:
        pause_program(program=program, reason=PauseReason.PRACTITIONER, by=request.user)
    except ValidationError as error:
        return back(request, program, error)
    messages.success(request, _("Paused. The weeks of the plan wait, and nothing can be logged."))
    return redirect(program)


@staff_view(Permission.PROGRAM_EDIT)
def program_resume(request: StaffRequest, program_id: int) -> HttpResponse:
    """Review a paused program: what led to the pause, what was found, and on it goes."""
    program = get_object_or_404(programs_here(request), pk=program_id)
    program_viewed(request, program)
    if program.status != Status.PAUSED:
        messages.info(request, _("This program is not paused."))
        return redirect(program)
    alerts = list(
        Alert.objects.for_clinic(request.clinic).open().filter(program=program).most_urgent_first()
    )
    form = ReviewForm(request.POST or None, has_alerts=bool(alerts))
    if form.is_valid():
        handled = alerts if form.cleaned_data.get("handles_alerts") else []
        note = form.cleaned_data["note"]
        try:
            resume_program(program=program, note=note, handled=handled, by=request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Resumed. Your review is kept with the program."))
            return redirect(program)
    context = {"program": program, "patient": program.patient, "form": form}
    context |= what_led_to(request, program, alerts)
    return TemplateResponse(request, "patients/program_resume.html", context)


def what_led_to(request: StaffRequest, program: Program, alerts: list[Alert]) -> dict[str, Any]:
    """The stop signs and sessions behind a pause, and what still stands against going on."""
    bounds = bounds_of(program.patient)
    logs = SessionLog.objects.for_clinic(request.clinic).filter(program_version__program=program)
    signs = {sign for alert in alerts for sign in alert.stop_signs}
    return {
        "signs": known(sorted(signs)),
        "logs": [(log, known(log.stop_signs)) for log in logs[:3]],
        "problems": problems_of_resuming(program, bounds),
        "needs_screening": not bounds.screening.is_current,
        "stopped_by_sign": program.pause_reason == PauseReason.STOP_SIGN,
    }


@staff_view(Permission.PROGRAM_EDIT)
def program_complete(request: StaffRequest, program_id: int) -> HttpResponse:
    program = get_object_or_404(programs_here(request), pk=program_id)
    program_viewed(request, program)
    if program.status not in {Status.ACTIVE, Status.PAUSED}:
        messages.info(request, _("Only a program that is followed can be completed."))
        return redirect(program)
    form = EndingForm(request.POST or None)
    if form.is_valid():
        try:
            complete_program(program=program, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Completed. The program stays readable."))
            return redirect(program)
    context = {"program": program, "patient": program.patient, "form": form}
    return TemplateResponse(request, "patients/program_complete.html", context)


def back(request: StaffRequest, program: Program, error: ValidationError) -> HttpResponse:
    """To the program's page, saying why nothing was done."""
    for message in error.messages:
        messages.error(request, message)
    return redirect(reverse("patients:program_detail", args=[request.clinic.slug, program.pk]))
