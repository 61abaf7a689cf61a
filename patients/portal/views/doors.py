from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache

from clinic.access import MemberRequest, member_view, public_view
from clinic.models import Membership
from patients.models import Patient
from patients.paper_codes import Paper, paper_state


@member_view
def front(request: MemberRequest) -> HttpResponse:
    """Send everybody to their own front page: staff to their clinic, patients to their program."""
    membership = Membership.objects.of_user(request.user).select_related("clinic").first()
    if membership is not None:
        return redirect(membership.clinic)
    if Patient.objects.of_user(request.user).active().exists():
        return redirect("portal:home")
    return TemplateResponse(request, "portal/front.html", status=404)


@public_view
@never_cache
def paper_code(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR code on paper leads: is this sheet still the one, and nothing about whom."""
    state = paper_state(code, request.GET.get("v", ""))
    status = 404 if state is Paper.UNKNOWN else 200
    context = {"state": state.name.lower()}
    return TemplateResponse(request, "portal/paper_code.html", context, status=status)
