"""What every request goes through, one function each."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation

from clinic.idle import to_sign_in, who_left
from clinic.kept_forms import forget_sent_form, keep_form
from clinic.languages import language_of
from clinic.views.errors import (
    is_from_our_page,
    method_not_allowed,
    signed_out,
    unreadable_input,
)

GetResponse = Callable[[HttpRequest], HttpResponse]
BIGGEST_ID = 2**63 - 1


class KeepTypedForm:
    """
    A form sent after signing out comes back with everything typed in it.

    Where its writer is known because they were signed out by idling, it waits for them behind
    the sign-in page. Only for a form of our own pages: what another site sends is not shown.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        open_to_all = not getattr(view, "login_required", True)
        if request.method != "POST" or open_to_all:
            return None
        if request.user.is_authenticated:
            forget_sent_form(request)
            return None
        if not is_from_our_page(request):
            return None
        left = who_left(request)
        is_a_page = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        if left is None or not is_a_page:
            return signed_out(request)
        owner, ending = left
        keep_form(request, owner=owner)
        return to_sign_in(ending, reverse("kept_form"))


def own_language(get_response: GetResponse) -> GetResponse:
    """Speak the language that somebody chose, or that their browser asks for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.LANGUAGE_CODE = language_of(request)
        with translation.override(request.LANGUAGE_CODE):
            return get_response(request)

    return middleware


def own_time_zone(get_response: GetResponse) -> GetResponse:
    """Let a door set the clinic's time zone for its request, and for no other."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with timezone.override(None):
            return get_response(request)

    return middleware


def refuse_unreadable_input(get_response: GetResponse) -> GetResponse:
    """
    Answer 400 to addresses and fields no database can keep: NUL and half characters.

    Forms say so beside the field; this catches what no form reads.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        values = [
            request.path,
            *request.GET.keys(),
            *(v for q in request.GET.lists() for v in q[1]),
        ]
        return unreadable_input(request) if any(map(_unreadable, values)) else get_response(request)

    return middleware


class RefuseImpossibleIds:
    """A number in an address that no database can hold is nobody's id: not found."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> None:
        if any(isinstance(one, int) and one > BIGGEST_ID for one in kwargs.values()):
            raise Http404


def _unreadable(text: str) -> bool:
    return "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text)


def say_what_went_wrong(get_response: GetResponse) -> GetResponse:
    """Give words to a refusal that Django leaves empty."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 405 and not response.content:
            return method_not_allowed(request, response)
        return response

    return middleware
