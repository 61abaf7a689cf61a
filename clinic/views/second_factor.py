from functools import wraps

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import remove_webauthn
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from clinic import second_factor
from clinic.access import MemberRequest, StaffRequest, member_view, staff_view
from clinic.actions.second_factors import reset_second_factor
from clinic.permissions import Permission
from clinic.views.members import get_member


@member_view
def second_factor_setup(request: MemberRequest) -> HttpResponse:
    """The first page of everybody who has to set up a second factor before anything else."""
    if second_factor.is_proved(request) or second_factor.has_one(request.user):
        return redirect("mfa_index")
    return TemplateResponse(request, "clinic/second_factor_setup.html")


@wraps(remove_webauthn)
def mfa_remove_webauthn(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The sign-in library's own page to take a passkey away, but never the last way of staff."""
    passkey = get_object_or_404(
        Authenticator, user=request.user, type=Authenticator.Type.WEBAUTHN, pk=pk
    )
    if not second_factor.may_remove(passkey):
        messages.warning(request, _refusal())
        return redirect("mfa_index")
    return remove_webauthn(request, pk=pk)


@staff_view(Permission.STAFF_EDIT, fresh=True)
def second_factor_reset(request: StaffRequest, membership_id: int) -> HttpResponse:
    """Ask once more, then let a member who lost their phone set up another second factor."""
    member = get_member(request, membership_id)
    refusal = ""
    if request.method == "POST":
        try:
            reset_second_factor(user=member.user, by=request.user)
        except ValidationError as error:
            refusal = " ".join(error.messages)
        else:
            done = _("%(name)s sets up a new second step at the next sign-in.")
            messages.success(request, done % {"name": member.user})
            return redirect("member_edit", request.clinic.slug, member.pk)
    context = {"member": member, "refusal": refusal}
    return TemplateResponse(request, "clinic/second_factor_reset.html", context)


def _refusal() -> str:
    refused = second_factor.SecondFactorAdapter().validation_error("cannot_delete_authenticator")
    return " ".join(refused.messages)
