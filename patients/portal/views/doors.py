from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from clinic import walls
from clinic.access import MemberRequest, member_view, public_view
from clinic.models import Membership, User
from patients.actions.invitations import InvitationUsed, accept_invitation
from patients.models import Patient
from patients.paper_codes import Paper, paper_state
from patients.portal.forms import AccountForm
from patients.portal.tokens import usable_invitation

PASSWORD_BACKEND = "django.contrib.auth.backends.ModelBackend"


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


@public_view
@never_cache
@sensitive_post_parameters()
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Make an account from a printed invitation. Opening the page changes nothing."""
    invitation = usable_invitation(token)
    if invitation is None:
        return TemplateResponse(request, "portal/invitation_unusable.html", status=404)
    sent, refusal = request.method == "POST", ""
    own = request.user if isinstance(request.user, User) else None
    form = AccountForm(request.POST if sent and own is None else None)
    if form.is_valid() or (sent and own):
        try:
            with walls.within(invitation.clinic):
                user = accept_invitation(invitation=invitation, by=own, **form.account)
        except InvitationUsed:
            return TemplateResponse(request, "portal/invitation_unusable.html", status=404)
        except ValidationError as error:
            refusal = " ".join(error.messages)
        else:
            login(request, user, backend=PASSWORD_BACKEND)
            return redirect("portal:home")
    context = {
        "form": form,
        "invitation": invitation,
        "has_account": own is not None,
        "refusal": refusal,
    }
    return TemplateResponse(request, "portal/invitation_accept.html", context)
