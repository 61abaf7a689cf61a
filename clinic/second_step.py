"""Nobody who needs a second factor gets past it, on any address, by any method."""

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from clinic import second_factor
from clinic.kept_forms import keep_form
from clinic.views.errors import is_from_our_page

SIGN_OUT = "account_logout"
# The page that somebody is led to, and what else is open to them until they are done there.
BY_CODE = ("mfa_reauthenticate", {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"})
BY_PASSKEY = ("mfa_reauthenticate_webauthn", {"mfa_reauthenticate_webauthn"})
BY_PASSWORD = ("account_reauthenticate", {"account_reauthenticate"})
SETTING_UP = (
    "second_factor_setup",
    {"second_factor_setup", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"},
)


class RequireSecondFactor:
    """
    Let staff see the pages to show a second factor, or to set one up, and nothing else before.

    A form that was sent meanwhile waits for its writer (clinic/kept_forms.py).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        user: Any = request.user
        if not user.is_authenticated or not user.needs_second_factor:
            return None
        if second_factor.is_proved(request):
            return None
        page, are_open = _way_of(request)
        match = request.resolver_match
        is_open = match is not None and match.view_name in are_open | {SIGN_OUT}
        return None if is_open else _lead_to(page, request)


def lead_to_it(request: HttpRequest) -> HttpResponse:
    """To the page where a second factor is shown or set up."""
    page, _are_open = _way_of(request)
    return _lead_to(page, request)


def _lead_to(page: str, request: HttpRequest) -> HttpResponse:
    back = request.get_full_path()
    if request.method == "POST":
        back = reverse("kept_form")
        if is_from_our_page(request):
            keep_form(request, owner=request.user.pk)
    return redirect(reverse(page, query={"next": back}))


def _way_of(request: HttpRequest) -> tuple[str, set[str]]:
    """
    Whoever has a second factor shows it. Setting one up takes the password of this session:
    a code by e-mail alone must not be enough to put a second factor of one's own in place.
    """
    rows = Authenticator.objects.filter(user_id=request.user.pk)
    kinds = set(rows.values_list("type", flat=True))
    if Authenticator.Type.TOTP in kinds:
        return BY_CODE
    if Authenticator.Type.WEBAUTHN in kinds:
        return BY_PASSKEY
    records = get_authentication_records(request, request.user)
    shown = {record["method"] for record in records}
    return SETTING_UP if "password" in shown else BY_PASSWORD
