"""From a printed or e-mailed key to the patient's own page."""

from allauth.core.ratelimit import consume, respond_429
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from clinic import tokens, walls
from clinic.access import public_view
from clinic.invited import has_account
from clinic.languages import speak_to
from clinic.models import User
from clinic.new_accounts import let_in
from patients.actions.invitations import InvitationUsed, accept_invitation
from patients.models import Invitation
from patients.portal.access import CHOSEN_RECORD
from patients.portal.forms import TAKEN, AccountForm, CodeForm
from patients.portal.tokens import CAME_BY, hashes_of, usable_invitation

# Names that somebody has, typed with one invitation: it may not be used to find out who has an account.
NAMES = "invitation_names"


@public_view
@never_cache
@require_safe
def invitation_open(request: HttpRequest, token: str) -> HttpResponse:
    """Take the key out of the address. Nothing else happens, whatever it is."""
    tokens.keep(request, CAME_BY, *hashes_of(token))
    return redirect("invitation_accept")


@public_view
@never_cache
@sensitive_post_parameters()
def invitation_code(request: HttpRequest) -> HttpResponse:
    """The code from a printed sheet, for who has no camera."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and not consume(request, action="invitation"):
        return respond_429(request)
    if form.is_valid():
        hashes = hashes_of(form.cleaned_data["code"])
        if usable_invitation(hashes):
            tokens.keep(request, CAME_BY, *hashes)
            return redirect("invitation_accept")
        form.refuse()
    return TemplateResponse(request, "portal/invitation_code.html", {"form": form})


@public_view
@never_cache
@sensitive_post_parameters()
def invitation_accept(request: HttpRequest) -> HttpResponse:
    """Open one's own page with a new account, or with the account one has."""
    invitation = usable_invitation(tokens.kept(request, CAME_BY))
    if invitation is None:
        return TemplateResponse(request, "portal/invitation_unusable.html", status=404)
    speak_to(request, invitation.patient.language)
    own = request.user if isinstance(request.user, User) else None
    sent, refusal = request.method == "POST", ""
    asks_name = own is None and not invitation.email
    form = typed_name(request, invitation) if sent and asks_name else AccountForm()
    if form is None:
        return respond_429(request)
    if sent and (form.is_valid() or not asks_name):
        try:
            return opened(request, invitation, own, form)
        except InvitationUsed:
            return TemplateResponse(request, "portal/invitation_unusable.html", status=404)
        except ValidationError as error:
            refusal = " ".join(error.messages)
    context = {
        "form": form,
        "invitation": invitation,
        "refusal": refusal,
        "has_account": bool(invitation.email) and has_account(invitation.email),
    }
    return TemplateResponse(request, "portal/invitation_accept.html", context)


def typed_name(request: HttpRequest, invitation: Invitation) -> AccountForm | None:
    """What was typed; None, whatever it was, after too many names that somebody else has."""
    key = str(invitation.pk)
    if not consume(request, action=NAMES, key=key, dry_run=True):
        return None
    form = AccountForm(request.POST)
    if form.has_error("login", TAKEN):
        consume(request, action=NAMES, key=key)
    return form


def opened(
    request: HttpRequest, invitation: Invitation, own: User | None, form: AccountForm
) -> HttpResponse:
    """Use the invitation up, and show the page it was for."""
    with walls.within(invitation.clinic):
        user = accept_invitation(
            invitation=invitation, by=own, language=get_language() or "", **form.account
        )
    tokens.forget(request, CAME_BY)
    response = redirect("portal:home")
    if own is None:
        let_in(request, user, response)
    request.session[CHOSEN_RECORD] = invitation.patient_id
    return response
