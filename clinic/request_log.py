"""One line in the log for each request: route, method, status, milliseconds; never the address."""

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("hipwise.requests")


def log_requests(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        match = request.resolver_match
        level = logging.WARNING if response.status_code >= 500 else logging.INFO
        said = {
            "route": match.view_name if match else "none",
            "method": request.method if request.method in METHODS else "other",
            "status": response.status_code,
            "ms": round((time.perf_counter() - began) * 1000),
        }
        logger.log(level, "answered", extra=said)
        return response

    return middleware


METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
