"""Answers to what went wrong, in the product's words."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]


def is_from_our_page(request: HttpRequest) -> bool:
    """Whether a page of ours sent this form, by the Origin that browsers add to every POST."""
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc == request.get_host()


def signed_out(request: HttpRequest) -> HttpResponse:
    """The form arrived after its writer was signed out: hand it back, nothing lost."""
    context = {"typed": _typed(request), "address": request.get_full_path()}
    return render(request, "errors/signed_out.html", context, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's key is old (signed in again since) or not ours."""
    typed = _typed(request) if is_from_our_page(request) else []
    context = {"typed": typed, "address": request.get_full_path()}
    return render(request, "errors/stale_form.html", context, status=403)


def unreadable_input(request: HttpRequest) -> HttpResponse:
    message = _("The address holds characters that cannot be read.")
    return render(request, "400.html", {"message": message}, status=400)
