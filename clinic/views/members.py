"""An owner's pages about who works at the clinic."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clinic.access import StaffRequest, staff_view
from clinic.actions.members import (
    InvitationUsed,
    change_role,
    invite_member,
    remove_member,
    renew_member_invitation,
    revoke_member_invitation,
)
from clinic.forms.members import InviteForm, RoleForm
from clinic.models import Membership, StaffInvitation
from clinic.permissions import Permission


@staff_view(Permission.STAFF_EDIT, fresh=True)
def staff_invitation_create(request: StaffRequest) -> HttpResponse:
    """Invite somebody to work here."""
    form = InviteForm(request.POST or None)
    if form.is_valid():
        try:
            invitation, _token = invite_member(
                clinic=request.clinic, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            tell_on_its_way(request, invitation.email)
            return redirect("staff_list", request.clinic.slug)
    return TemplateResponse(request, "clinic/staff_invitation_create.html", {"form": form})


@staff_view(Permission.STAFF_EDIT, fresh=True)
@require_POST
def staff_invitation_renew(request: StaffRequest, staff_invitation_id: int) -> HttpResponse:
    """Send an invitation again; the address sent before no longer works."""
    invitations = StaffInvitation.objects.for_clinic(request.clinic)
    invitation = get_object_or_404(invitations, pk=staff_invitation_id)
    try:
        renew_member_invitation(invitation=invitation, by=request.user)
    except InvitationUsed:
        messages.warning(request, _("This invitation was used or taken back. Make a new one."))
    else:
        tell_on_its_way(request, invitation.email)
    return redirect("staff_list", request.clinic.slug)


@staff_view(Permission.STAFF_EDIT, fresh=True)
@require_POST
def staff_invitation_revoke(request: StaffRequest, staff_invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    invitations = StaffInvitation.objects.for_clinic(request.clinic)
    invitation = get_object_or_404(invitations, pk=staff_invitation_id)
    revoke_member_invitation(invitation=invitation, by=request.user)
    messages.success(request, _("The invitation no longer works."))
    return redirect("staff_list", request.clinic.slug)


@staff_view(Permission.STAFF_EDIT, fresh=True)
def member_edit(request: StaffRequest, membership_id: int) -> HttpResponse:
    """A member: their role, and the ways to help or remove them."""
    membership = get_member(request, membership_id)
    form = RoleForm(request.POST or None, initial={"role": membership.role})
    if form.is_valid():
        try:
            change_role(membership=membership, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("role", error)
        else:
            messages.success(request, _("Saved."))
            return redirect("staff_list", request.clinic.slug)
    context = {"member": membership, "form": form}
    return TemplateResponse(request, "clinic/member_edit.html", context)


@staff_view(Permission.STAFF_EDIT, fresh=True)
def member_remove(request: StaffRequest, membership_id: int) -> HttpResponse:
    """Ask once more, then let a member work here no longer."""
    membership = get_member(request, membership_id)
    refusal = ""
    if request.method == "POST":
        try:
            remove_member(membership=membership, by=request.user)
        except ValidationError as error:
            refusal = " ".join(error.messages)
        else:
            gone = _("%(name)s no longer works here.") % {"name": membership.user}
            messages.success(request, gone)
            if membership.user == request.user:
                return redirect("front")
            return redirect("staff_list", request.clinic.slug)
    context = {"member": membership, "refusal": refusal}
    return TemplateResponse(request, "clinic/member_remove.html", context)


def get_member(request: StaffRequest, membership_id: int) -> Membership:
    members = Membership.objects.for_clinic(request.clinic).select_related("user", "clinic")
    return get_object_or_404(members, pk=membership_id)


def tell_on_its_way(request: StaffRequest, email: str) -> None:
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": email})
