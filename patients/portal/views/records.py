from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from patients.models import OwnDevice
from patients.portal.access import (
    CHOSEN_RECORD,
    PortalRequest,
    RecordsRequest,
    portal_view,
    records_view,
)


@records_view
def record_choose(request: RecordsRequest) -> HttpResponse:
    """Which clinic's record to open, for somebody who is a patient of several."""
    if request.method != "POST":
        return TemplateResponse(request, "portal/record_choose.html", {"records": request.records})
    asked = request.POST.get("record", "")
    record = next((one for one in request.records if str(one.pk) == asked), None)
    if record is None:
        raise Http404
    request.session[CHOSEN_RECORD] = record.pk
    return redirect("portal:home")


@portal_view
def account(request: PortalRequest) -> HttpResponse:
    """How the patient signs in, and what the clinic has written down about them."""
    devices = OwnDevice.objects.for_clinic(request.clinic).of_patient(request.patient).kept()
    context = {"patient": request.patient, "devices": devices}
    return TemplateResponse(request, "portal/account.html", context)
