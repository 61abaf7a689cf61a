"""Letting somebody in who has just made their account, as a sign-in by password would."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth.hashers import is_password_usable
from django.http import HttpRequest, HttpResponse

from clinic import sign_in_limits
from clinic.models import User


def let_in(request: HttpRequest, user: User, response: HttpResponse) -> HttpResponse:
    """
    Sign a new user in, with the response that they get: from then on their browser is known.
    Who must have a second factor comes to its set-up page next.

    The address that was mailed or printed is what they have shown, and the
    password is theirs since a moment ago.
    """
    method = "password" if is_password_usable(user.password) else "invitation"
    record_authentication(request, user, method=method)
    user.backend = settings.AUTHENTICATION_BACKENDS[0]
    get_adapter(request).let_in(request, user)
    sign_in_limits.remember(request, response, user, *filter(None, [user.username, user.email]))
    return response
