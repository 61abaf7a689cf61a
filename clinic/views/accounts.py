import time
from copy import copy
from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.usersessions.views import list_usersessions
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clinic import idle, kept_forms, languages
from clinic.access import MemberRequest, member_view
from clinic.actions.accounts import edit_account
from clinic.forms.accounts import OwnAccountForm
from clinic.fresh import ask_again, is_fresh


@member_view
def account_edit(request: MemberRequest) -> HttpResponse:
    """One's own account: name, ways to sign in, and where one is signed in."""
    typed = copy(request.user)  # the form writes into it; the page's head keeps what is saved
    form = OwnAccountForm(request.POST or None, instance=typed)
    if form.is_valid():
        edited = edit_account(user=request.user, **form.cleaned_data)
        request.session[languages.LANGUAGE] = edited.language
        messages.success(request, _("Saved."))
        return redirect("account_edit")
    return TemplateResponse(request, "clinic/account_edit.html", {"form": form})


@member_view
@require_POST
def stay_signed_in(request: MemberRequest) -> HttpResponse:
    """Somebody is there who types, or says so; the answer is how long that holds."""
    idle.note(request.session, time.time())
    return JsonResponse({"seconds": idle.seconds_left(request.session)})


@member_view
def kept_form(request: MemberRequest) -> HttpResponse:
    """What its writer typed before they had to sign in, or say who they are, once more."""
    form = kept_forms.kept_form(request)
    if form is None:
        return redirect("front")
    return TemplateResponse(request, "clinic/kept_form.html", {"kept": form})


@wraps(list_usersessions)
def usersessions_list(request: HttpRequest) -> HttpResponseBase:
    """
    The sign-in library's own page of where one is signed in; ending the others asks again.

    Who has neither password nor second factor can be asked nothing, and may end them all the same.
    """
    is_stale = request.method == "POST" and not is_fresh(request)
    if is_stale and get_adapter(request).get_reauthentication_methods(request.user):
        return ask_again(request)
    return list_usersessions(request)
