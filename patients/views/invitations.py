import segno
from django.conf import settings
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
from patients.actions.invitations import make_invitation, revoke_invitation, spelled
from patients.models import Invitation, Patient


@staff_view(Permission.PATIENT_INVITE)
def invitation_create(request: StaffRequest, patient_id: int) -> HttpResponse:
    """Make the sheet that lets a patient sign in; it is shown once, to be printed at once."""
    patient = get_object_or_404(Patient.objects.for_clinic(request.clinic), pk=patient_id)
    trail.viewed(request, "patients.invitations_opened", subject=patient, patient_id=patient.pk)
    context = {"patient": patient, "refusal": ""}
    if request.method == "POST":
        try:
            invitation, token = make_invitation(patient=patient, by=request.user)
            context |= {"invitation": invitation, **_sheet(token)}
        except ValidationError as error:
            context["refusal"] = " ".join(error.messages)
    invitations = Invitation.objects.for_clinic(request.clinic).filter(patient=patient)
    context["usable"] = invitations.usable().select_related("made_by")
    return TemplateResponse(request, "patients/invitation_create.html", context)


@staff_view(Permission.PATIENT_INVITE)
@require_POST
def invitation_revoke(request: StaffRequest, invitation_id: int) -> HttpResponse:
    """Make a sheet worthless."""
    invitation = get_object_or_404(Invitation.objects.for_clinic(request.clinic), pk=invitation_id)
    revoke_invitation(invitation=invitation, by=request.user)
    messages.success(request, _("The sheet no longer works."))
    return redirect("patients:invitation_create", request.clinic.slug, invitation.patient_id)


def _sheet(token: str) -> dict[str, str]:
    """What the sheet shows of a token: the address, its QR code, the code to type."""
    address = settings.PUBLIC_URL + reverse("invitation_accept", args=[spelled(token)])
    qr_code = segno.make(address, error="m", micro=False)
    return {
        "address": address,
        "short_address": address.split("://")[-1],
        "qr_code": qr_code.svg_data_uri(border=2, dark="#000", light="#fff"),
        "code": spelled(token),
    }
