"""
One line in the log for each request: route, method, status, milliseconds; never the address.

What was refused or failed is told even where requests are not: somebody may be looking for a way in.
"""

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from clinic.counters import count_request
from clinic.csp_reports import Allowance

logger = logging.getLogger("hipwise.requests")


def log_requests(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        took = time.perf_counter() - began
        match = request.resolver_match
        route = match.view_name if match else "none"
        count_request(view=route, status=response.status_code, seconds=took)
        level = logging.WARNING if is_worth_telling(response.status_code) else logging.INFO
        said = {
            "route": route,
            "method": request.method if request.method in METHODS else "other",
            "status": response.status_code,
            "ms": round(took * 1000, 1),
        }
        logger.log(level, "answered", extra=said)
        return response

    return middleware


def is_worth_telling(status: int) -> bool:
    """Failures always; refusals up to a number a minute, so that nobody fills the log with them."""
    return status >= 500 or (status in REFUSALS and refused.take())


METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
REFUSALS = {400, 403, 413, 429}
REFUSALS_A_MINUTE = 60  # of each web process
refused = Allowance(REFUSALS_A_MINUTE)
