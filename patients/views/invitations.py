import segno
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clinic import mails, trail
from clinic.access import StaffRequest, staff_view
from clinic.permissions import Permission
from patients.actions.invitations import (
    MAIL,
    VALID_HOURS,
    Keys,
    mail_invitation,
    make_invitation,
    revoke_invitation,
    spelled,
)
from patients.models import Invitation, Patient


@staff_view(Permission.PATIENT_INVITE)
def invitation_create(request: StaffRequest, patient_id: int) -> HttpResponse:
    """Make the sheet that lets a patient sign in; it is shown once, to be printed at once."""
    patient = get_object_or_404(Patient.objects.for_clinic(request.clinic), pk=patient_id)
    trail.viewed(request, "patients.invitations_opened", subject=patient, patient_id=patient.pk)
    context = {"patient": patient, "refusal": "", "hours": VALID_HOURS}
    if request.method == "POST":
        try:
            invitation, keys = make_invitation(patient=patient, by=request.user)
            context |= {"invitation": invitation, **_sheet(keys)}
        except ValidationError as error:
            context["refusal"] = " ".join(error.messages)
    invitations = Invitation.objects.for_clinic(request.clinic).filter(patient=patient)
    mail = mails.newest_about(patient, MAIL)
    usable = invitations.usable().select_related("made_by")
    context["usable"] = [(one, mail if one.email else None) for one in usable]
    return TemplateResponse(request, "patients/invitation_create.html", context)


@staff_view(Permission.PATIENT_INVITE)
@require_POST
def invitation_mail(request: StaffRequest, patient_id: int) -> HttpResponse:
    """Send an invitation to the address in the record; sent again, the one before is worthless."""
    patient = get_object_or_404(Patient.objects.for_clinic(request.clinic), pk=patient_id)
    try:
        invitation, _keys = mail_invitation(patient=patient, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        on_its_way = _("The invitation is on its way to %(email)s.") % {"email": invitation.email}
        messages.success(request, on_its_way)
    return redirect("patients:invitation_create", request.clinic.slug, patient.pk)


@staff_view(Permission.PATIENT_INVITE)
@require_POST
def invitation_revoke(request: StaffRequest, invitation_id: int) -> HttpResponse:
    """Make a sheet or a mail worthless."""
    invitation = get_object_or_404(Invitation.objects.for_clinic(request.clinic), pk=invitation_id)
    revoke_invitation(invitation=invitation, by=request.user)
    messages.success(request, _("The invitation no longer works."))
    return redirect("patients:invitation_create", request.clinic.slug, invitation.patient_id)


def _sheet(keys: Keys) -> dict[str, str]:
    """What the sheet shows: the address as a QR code, a short address and the code to type."""
    address = mails.public_address("invitation_open", keys.token)
    qr_code = segno.make(address, error="m", micro=False)
    return {
        "address": address,
        "short_address": mails.public_address("invitation_code").split("://")[-1].rstrip("/"),
        "qr_code": qr_code.svg_data_uri(border=2, dark="#000", light="#fff"),
        "code": spelled(keys.code),
    }
