"""Sensitive pages ask again who it is, unless that was shown in the last five minutes."""

import time

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from clinic.kept_forms import keep_form

FRESH = "fresh"


def is_fresh(request: HttpRequest) -> bool:
    """
    Whether this session saw a password, a second factor or a passkey a moment ago.

    Signing in counts like being asked again. A moment in the future does not: somebody
    set the clock back.
    """
    proofs = get_authentication_records(request, request.user)
    since = time.time() - max((proof["at"] for proof in proofs), default=0)
    return 0 <= since < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def ask_again(request: HttpRequest) -> HttpResponse:
    """To the page that asks, and from there back here; a form that was sent waits meanwhile."""
    if request.method != "POST":
        raise ReauthenticationRequired
    methods = get_adapter().get_reauthentication_methods(request.user)
    if not methods:
        raise PermissionDenied
    keep_form(request, owner=request.user.pk)
    return redirect(f"{methods[0]['url']}?{urlencode({'next': reverse('kept_form')})}")
