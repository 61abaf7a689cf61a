"""A number for each request, that a person can read out and the log is searched by."""

import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-Id"
# Without letters and digits that are mistaken for each other when read out.
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"

current_request_id: ContextVar[str] = ContextVar("current_request_id", default="")


def new_request_id() -> str:
    """Ours alone: what a browser sends as its number is not believed."""
    return "".join(secrets.choice(LETTERS) for _ in range(12))


def number_requests(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Give each request its number, on the answer and in every line of the log about it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        number = request.request_id = new_request_id()  # type: ignore[attr-defined]
        token = current_request_id.set(number)
        try:
            response = get_response(request)
        finally:
            current_request_id.reset(token)
        response[HEADER] = number
        return response

    return middleware
