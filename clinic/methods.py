"""Pages are opened and forms are sent: no address takes anything else."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

TAKEN = ("GET", "HEAD", "POST")


def refuse_other_methods(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """
    Answer 405 to PUT, PATCH, DELETE, OPTIONS and all the rest, before anybody is looked up.

    Whoever asks and whatever the address, the answer is the same: it tells nothing.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in TAKEN:
            return get_response(request)
        return HttpResponseNotAllowed(TAKEN)

    return middleware
