"""PDF as an answer, and what is said when there is none."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from clinic.paper import Busy, PaperError, TooMuch

RETRY_SECONDS = 5


def pdf_response(request: HttpRequest, make: Callable[[], bytes], *, filename: str) -> HttpResponse:
    """
    What `make` prints, to be shown or saved as `filename`, and kept by no cache.

    The name is made of our own numbers: it shows in downloads and must say nobody's name.
    """
    try:
        pdf = make()
    except Busy:
        response = render(request, "clinic/paper_busy.html", status=503)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response
    except PaperError as error:
        context = {"is_too_much": isinstance(error, TooMuch)}
        return render(request, "clinic/paper_refused.html", context, status=503)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, no_store=True)
    return response
