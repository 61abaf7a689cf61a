"""
Figures for Prometheus, for who has the token: counts and ages, and nothing of any person or clinic.

To everybody else the address is one that does not exist.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Max, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from clinic import readiness, walls
from clinic.counters import counters
from clinic.health import has_token
from clinic.jobs import oldest_waiting
from clinic.models import Clinic, Mail, TrailSeal
from clinic.models.mail import MailState
from clinic.nights import last_backup

logger = logging.getLogger("hipwise.health")

ADDRESS = "/metrics"


def tell_metrics(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        known = request.path == ADDRESS and has_token(request, settings.METRICS_TOKEN)
        return tell() if known else get_response(request)

    return middleware


def tell() -> HttpResponse:
    from prometheus_client import CollectorRegistry, exposition  # noqa: PLC0415 -- few need it

    registry = CollectorRegistry()
    registry.register(Figures())
    text = exposition.generate_latest(registry)
    return HttpResponse(text, content_type=exposition.CONTENT_TYPE_PLAIN_0_0_4)


class Figures:
    """What was counted so far, and what is looked up now."""

    def collect(self) -> Iterable[Any]:
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415

        yield from counters().sums()
        ready = GaugeMetricFamily(
            "hipwise_ready", "1 where a check of /readyz is well.", labels=["check"]
        )
        for check, problem in readiness.problems().items():
            ready.add_metric([check], not problem)
        yield ready
        for name, (words, look_up) in LOOKED_UP.items():
            figure = _figure(look_up)
            if figure is not None:
                yield GaugeMetricFamily(f"hipwise_{name}", words, value=figure)


def _figure(look_up: Callable[[], float | None]) -> float | None:
    """Nothing where it cannot be known: the other figures are told all the same."""
    try:
        return look_up()
    except Exception:
        logger.exception("a figure could not be looked up")
        return None


def _age(since: datetime | None) -> float | None:
    return None if since is None else (timezone.now() - since).total_seconds()


def _backup_age() -> float | None:
    return _age(last_backup())


def _seal_age() -> float | None:
    """Of the newest seal of any clinic; each clinic's last is found by its index."""
    last = TrailSeal.objects.filter(clinic=OuterRef("pk")).order_by("-number").values("made_at")[:1]
    with walls.within_every_clinic(walls.Reason.HEALTH):
        newest = Clinic.objects.aggregate(newest=Max(Subquery(last)))["newest"]
    return _age(newest)


LOOKED_UP: dict[str, tuple[str, Callable[[], float | None]]] = {
    "jobs_waiting": ("Jobs that could be done now.", lambda: DBTaskResult.objects.ready().count()),
    "jobs_failed": (
        "Jobs that failed within the last month.",
        lambda: DBTaskResult.objects.failed().count(),
    ),
    "job_oldest_seconds": ("How long the oldest waits.", lambda: _age(oldest_waiting()) or 0),
    "mails_waiting": ("Mails that have not left yet.", lambda: Mail.objects.undelivered().count()),
    "mails_failed": (
        "Mails of the last month that could not be delivered.",
        lambda: Mail.objects.filter(state=MailState.FAILED).count(),
    ),
    "backup_age_seconds": ("Since the last backup.", _backup_age),
    "trail_head_age_seconds": ("Since a line of any trail was last sealed.", _seal_age),
}
