from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from clinic import paper, trail
from clinic.access import StaffRequest, staff_view
from clinic.permissions import Permission
from clinic.views.paper import pdf_response
from patients.actions.handouts import make_handout, print_handout
from patients.forms.handouts import HandoutForm
from patients.models import Program
from patients.printing import PaperProgram, for_paper


def printable(request: StaffRequest, program_id: int) -> PaperProgram:
    program = for_paper(Program.objects.for_clinic(request.clinic).filter(pk=program_id))
    if program is None:
        raise Http404
    return program


@staff_view(Permission.HANDOUT_PRINT)
def handout_preview(request: StaffRequest, program_id: int) -> HttpResponse:
    """The handout as a page, with what may be chosen about its printing."""
    program = printable(request, program_id)
    return preview(
        request, program, HandoutForm(request.GET, clinic=request.clinic, patient=program.patient)
    )


@staff_view(Permission.HANDOUT_PRINT)
def handout_pdf(request: StaffRequest, program_id: int) -> HttpResponse:
    program = printable(request, program_id)
    form = HandoutForm(request.GET, clinic=request.clinic, patient=program.patient)
    if not form.is_valid():
        return preview(request, program, form)
    if program.current is None:
        messages.error(request, _("This is a draft. Activate it, then print it."))
        return redirect("patients:handout_preview", request.clinic.slug, program.pk)
    trail.told_by_an_action(request, patient_id=program.patient_id)
    return pdf_response(
        request,
        lambda: print_handout(program=program, options=form.options, by=request.user),
        filename=f"hipwise-p{program.pk}-v{program.current.number}.pdf",
    )


def preview(request: StaffRequest, program: PaperProgram, form: HandoutForm) -> HttpResponse:
    version = program.current or program.draft
    if version is None:
        return redirect(program)
    trail.viewed(request, "patients.handout_opened", subject=program, patient_id=program.patient_id)
    handout = make_handout(
        program=program, version=version, options=form.options, today=request.clinic.today()
    )
    if program.current is not None:
        paper.warm_up()
    context: dict[str, Any] = {
        "program": program,
        "patient": program.patient,
        "form": form,
        "handout": handout,
    }
    return TemplateResponse(request, "patients/handout_preview.html", context)
