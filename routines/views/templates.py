from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from clinic.access import StaffRequest, staff_view
from clinic.permissions import Permission
from routines.models import ProgramTemplate


@staff_view(Permission.ROUTINE_VIEW)
def template_detail(request: StaffRequest, template_id: int) -> HttpResponseBase:
    """One plan to start a program from: its phases and their doses."""
    templates = ProgramTemplate.objects.for_clinic(request.clinic).with_items()
    template = get_object_or_404(templates, pk=template_id)
    return TemplateResponse(request, "routines/template_detail.html", {"template": template})
