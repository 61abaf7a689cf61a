"""Where the mail of an invitation leads: from its address to the clinic."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from clinic import tokens, walls
from clinic.access import public_view
from clinic.actions.members import InvitationUsed, accept_member_invitation
from clinic.forms.members import NewMemberForm
from clinic.invited import has_account, invited_to_work
from clinic.models import StaffInvitation, User
from clinic.new_accounts import let_in

CAME_BY = "staff_invitation"


@public_view
@never_cache
@require_safe
def staff_invitation_open(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address. Nothing else happens, whatever it is."""
    tokens.keep(request, CAME_BY, tokens.hash_of(token))
    return redirect("staff_invitation_accept")


@public_view
@never_cache
@sensitive_post_parameters()
def staff_invitation_accept(request: HttpRequest) -> HttpResponse:
    """Join a clinic as the invitation says: with a new account, or with one's own."""
    invitation = invited_to_work(tokens.kept(request, CAME_BY))
    if invitation is None:
        return TemplateResponse(request, "clinic/staff_invitation_unusable.html", status=404)
    own = request.user if isinstance(request.user, User) else None
    sent = request.method == "POST"
    form = NewMemberForm(request.POST if sent and not own else None, address=invitation.email)
    refusal = ""
    if sent and (own or form.is_valid()):
        try:
            return joined(request, invitation, own, form)
        except InvitationUsed:
            return TemplateResponse(request, "clinic/staff_invitation_unusable.html", status=404)
        except ValidationError as error:
            refusal = " ".join(error.messages)
    context = {
        "form": form,
        "invitation": invitation,
        "refusal": refusal,
        "is_for_me": own is not None and own.email.lower() == invitation.email,
        "has_account": has_account(invitation.email),
    }
    return TemplateResponse(request, "clinic/staff_invitation_accept.html", context)


def joined(
    request: HttpRequest, invitation: StaffInvitation, own: User | None, form: NewMemberForm
) -> HttpResponse:
    """Use the invitation up, and go where members go first."""
    typed = {} if own else form.cleaned_data
    with walls.within(invitation.clinic):
        user = accept_member_invitation(invitation=invitation, by=own, **typed)
    tokens.forget(request, CAME_BY)
    response = redirect(invitation.clinic)
    return let_in(request, user, response) if own is None else response
