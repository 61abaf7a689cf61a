"""
What a load balancer and a watchman ask: is the process alive, and can it take people in.

Answered before sessions, hosts and redirects: probes come to a bare address. Only who has the
token is told what is wrong; nothing here says anything of a person.
"""

from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils.crypto import constant_time_compare

from clinic import outbox, readiness

ALIVE, READY = "/healthz", "/readyz"


def tell_health(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path not in {ALIVE, READY}:
            return get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return alive() if request.path == ALIVE else ready(request)

    return middleware


def alive() -> HttpResponse:
    """This process answers; nothing else is asked, so that a slow database restarts nobody."""
    return JsonResponse({"status": "alive"})


def ready(request: HttpRequest) -> HttpResponse:
    found = readiness.problems()
    is_ready = not any(found.values())
    said: dict[str, object] = {"status": "ready" if is_ready else "not ready"}
    if has_token(request, settings.HEALTH_TOKEN):
        said["checks"] = {name: problem or "ok" for name, problem in found.items()}
        # No check: without its mail server an installation takes people in all the same.
        said["oldest_mail"] = _oldest_mail()
    return JsonResponse(said, status=200 if is_ready else 503)


def _oldest_mail() -> str | None:
    """Since when a mail waits that has not left; None when all have, or nobody can tell."""
    try:
        since = outbox.oldest_undelivered()
    except DatabaseError:
        return None
    return since.isoformat(timespec="seconds") if since else None


def has_token(request: HttpRequest, token: str) -> bool:
    """Whether it says `Authorization: Bearer` and the token; never where there is none."""
    said = request.headers.get("Authorization", "")
    return bool(token) and constant_time_compare(said, f"Bearer {token}")
