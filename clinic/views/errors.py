"""Answers to what went wrong, in the product's words."""

import sys
from http import HTTPStatus
from urllib.parse import urlsplit

from django.core.exceptions import (
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from clinic.failures import status_of
from clinic.kept_forms import typed_in
from clinic.languages import language_when_all_fails

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
RETRY_SECONDS = 10


def is_from_our_page(request: HttpRequest) -> bool:
    """Whether a page of ours sent this form, by the Origin that browsers add to every POST."""
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc == request.get_host()


def signed_out(request: HttpRequest) -> HttpResponse:
    """The form arrived after its writer was signed out: hand it back, nothing lost."""
    context = {"typed": typed_in(request), "address": request.get_full_path()}
    return render(request, "errors/signed_out.html", context, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's key is old (signed in again since) or not ours."""
    typed = typed_in(request) if is_from_our_page(request) else []
    context = {"typed": typed, "address": request.get_full_path()}
    return render(request, "errors/stale_form.html", context, status=403)


def unreadable_input(request: HttpRequest) -> HttpResponse:
    message = _("The address holds characters that cannot be read.")
    return render(request, "400.html", {"message": message}, status=400)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent cannot be read, or is more than any of our forms would send."""
    if isinstance(exception, TOO_LARGE):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def method_not_allowed(request: HttpRequest, refusal: HttpResponse) -> HttpResponse:
    """An address that only takes a pressed button was opened by itself."""
    page = render(request, "405.html", status=405)
    page["Allow"] = refusal["Allow"]
    return page


def server_error(request: HttpRequest) -> HttpResponse:
    """Our fault; or it passes by itself; or somebody else was quicker (clinic/failures.py)."""
    status = status_of(sys.exc_info()[1])
    typed = [] if status == HTTPStatus.INTERNAL_SERVER_ERROR else _sent_by_our_page(request)
    context = {
        "number": getattr(request, "request_id", ""),
        "typed": typed,
        "address": request.get_full_path(),
        "has_files": bool(typed and request.FILES),
        "csrf_token": get_token(request) if typed else "",
    }
    # Of the simplest kind: whatever is broken, this page must not need it.
    with translation.override(language_when_all_fails(request)):
        text = render_to_string(f"{status.value}.html", context)
    page = HttpResponse(text, status=status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        page["Retry-After"] = str(RETRY_SECONDS)
    return page


def _sent_by_our_page(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form of ours brought, as far as it could be read."""
    try:
        return typed_in(request) if request.method == "POST" and is_from_our_page(request) else []
    except (OSError, SuspiciousOperation, MultiPartParserError):
        return []
