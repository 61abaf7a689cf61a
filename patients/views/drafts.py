from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clinic.access import StaffRequest, staff_view
from clinic.permissions import Permission
from patients.actions.programs import (
    StaleDraft,
    activate_program,
    bounds_of,
    discard_draft,
    save_draft,
)
from patients.arranging import Arrangement
from patients.draft_pages import DraftPage
from patients.forms.programs import TeachBackForm
from patients.models import Program
from patients.plan_checks import PlanRefused
from patients.typed_plans import typed_in
from patients.views.programs import back, program_page, program_viewed, programs_here


@staff_view(Permission.PROGRAM_EDIT)
def program_edit(request: StaffRequest, program_id: int) -> HttpResponse:
    """A draft's durations and pressures, all on one page."""
    program = get_object_or_404(programs_here(request), pk=program_id)
    page = DraftPage.of(program, bounds_of(program.patient))
    if request.method != "POST":
        if page.draft is None:
            messages.info(request, _("There is no draft. Choose Change to begin the next version."))
            return redirect(program)
        return draft_page(request, page)
    page.check(request.POST)
    if page.is_stale or not page.form.is_valid():
        return draft_page(request, page)
    try:
        save_draft(by=request.user, **page.values)
    except StaleDraft:
        page = DraftPage.of(program, page.bounds)
        page.check(request.POST)
    except PlanRefused as error:
        page.form.refuse(error.problems)
    except ValidationError as error:
        page.form.add_error(None, error)
    else:
        messages.success(request, _("Saved. The patient sees it once it is activated."))
        return redirect(program)
    return draft_page(request, page)


@staff_view(Permission.PROGRAM_EDIT)
@require_POST
def program_arrange(request: StaffRequest, program_id: int) -> HttpResponse:
    """Show the draft as typed with one thing added, moved, copied or removed; save nothing."""
    program = get_object_or_404(programs_here(request), pk=program_id)
    page = DraftPage.of(program, bounds_of(program.patient))
    plan = typed_in(request.POST)
    arrangement = Arrangement(plan, request.POST, page.versions_for(plan), page.bounds)
    page.show(request.POST, arrangement.make(request.POST.get("arrange", "")))
    return draft_page(request, page)


def draft_page(request: StaffRequest, page: DraftPage) -> HttpResponse:
    program_viewed(request, page.program)
    context: dict[str, Any] = {
        "program": page.program,
        "patient": page.program.patient,
        "page": page,
        "form": page.form,
    }
    status = 409 if page.is_too_late else 200
    return TemplateResponse(request, "patients/program_edit.html", context, status=status)


@staff_view(Permission.PROGRAM_EDIT)
@require_POST
def program_activate(request: StaffRequest, program_id: int) -> HttpResponse:
    """Let the patient follow the draft; `then` says whether the handout comes next."""
    program: Program = get_object_or_404(programs_here(request), pk=program_id)
    form = TeachBackForm(request.POST)
    form.full_clean()
    try:
        activate_program(program=program, by=request.user, **form.cleaned_data)
    except PlanRefused as error:
        form.add_error(None, error.messages)
        return program_page(request, program, form)
    except ValidationError as error:
        return back(request, program, error)
    messages.success(request, _("Activated. The patient follows it from now on."))
    if request.POST.get("then") == "print":
        return redirect("patients:handout_preview", request.clinic.slug, program.pk)
    return redirect(program)


@staff_view(Permission.PROGRAM_EDIT)
@require_POST
def program_discard(request: StaffRequest, program_id: int) -> HttpResponse:
    program = get_object_or_404(programs_here(request), pk=program_id)
    number, patient = program.pk, program.patient
    try:
        discard_draft(program=program, by=request.user)
    except ValidationError as error:
        return back(request, program, error)
    messages.success(request, _("The draft was discarded."))
    left = Program.objects.for_clinic(request.clinic).filter(pk=number)
    return (
        redirect("patients:program_detail", request.clinic.slug, number)
        if left
        else redirect(patient)
    )
