"""Where browsers tell what the content policy stopped. Anybody can write here, so little is read."""

import json
import logging
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

ADDRESS = "/csp-report"
MOST_BYTES = 16 * 1024
LINES_A_MINUTE = 10  # of each web process
DIRECTIVES = {
    f"{kind}-src{part}"
    for kind in ("default", "script", "style", "img", "font", "connect", "media", "object")
    for part in ("", "-elem", "-attr")
} | {
    "base-uri",
    "child-src",
    "form-action",
    "frame-ancestors",
    "frame-src",
    "manifest-src",
    "worker-src",
}

logger = logging.getLogger("hipwise.csp")


class Allowance:
    """So many in a minute and no more, within one process: whoever floods us fills no log."""

    def __init__(self, a_minute: int) -> None:
        self.a_minute = a_minute
        self._lock = threading.Lock()
        self._minute = self._used = 0

    def take(self) -> bool:
        minute = int(time.monotonic() // 60)
        with self._lock:
            if minute != self._minute:
                self._minute, self._used = minute, 0
            self._used += 1
            return self._used <= self.a_minute


allowance = Allowance(LINES_A_MINUTE)


def take_csp_reports(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer reports before anything is looked up: no session, no account, no database."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return take(request) if request.path == ADDRESS else get_response(request)

    return middleware


def take(request: HttpRequest) -> HttpResponse:
    """Write down which directive stopped something on which route; nothing else of a report."""
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    if not allowance.take():
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return HttpResponse(status=413)
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return HttpResponse(status=400)
    report = told.get("csp-report") if isinstance(told, dict) else None
    if not isinstance(report, dict):
        return HttpResponse(status=400)
    logger.warning("the policy stopped something", extra=_kept(report))
    return HttpResponse(status=204)


def _kept(report: dict[str, Any]) -> dict[str, str]:
    said = str(report.get("effective-directive") or report.get("violated-directive") or "")[:200]
    directive = said.split(" ")[0]
    return {
        "directive": directive if directive in DIRECTIVES else "unknown",
        "route": _route(str(report.get("document-uri") or "")),
    }


def _route(address: str) -> str:
    try:
        return resolve(urlsplit(address).path or "/").view_name
    except (Resolver404, ValueError):
        return "unknown"
