"""
How many patients' records one member may open in an hour (docs/adr/0042).

Far above what work needs, and far below what somebody takes who copies a clinic: whoever comes
to it sees no other record for a while, and the clinic's owners are told. The trail knows what was
opened, in all sessions and processes; who opens little is not looked up.
"""

import time
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.core.cache import cache
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from clinic import mails, trail
from clinic.models import Membership, TrailEntry
from clinic.permissions import Role

MOST = 200
SECONDS = 60 * 60
UNASKED = 20  # patients in an hour and process, for whom nobody looks into the trail
_shown: dict[tuple[int, int], set[int]] = {}


def within_limit(request: Any, response: HttpResponseBase) -> HttpResponseBase:
    """The page that was made, or instead of one record too many a page that says so."""
    patient_id = trail.patient_shown(request, response)
    if patient_id is None or _may_open(request, patient_id):
        return response
    trail.forget_viewing(request)
    if cache.add(f"records_told:{request.membership.pk}", True, SECONDS):
        _tell(request)
    return _refusal(request)


def _may_open(request: Any, patient_id: int) -> bool:
    if len(_shown_here(request.membership.pk, patient_id)) <= UNASKED:
        return True
    return len(_told_by_the_trail(request) - {patient_id}) < MOST


def _shown_here(member: int, patient_id: int) -> set[int]:
    """Whom this process has shown to a member since the hour began, as many as are of interest."""
    hour = int(time.time() // SECONDS)
    if (member, hour) not in _shown:
        _forget(before=hour)
    shown = _shown.setdefault((member, hour), set())
    if len(shown) <= UNASKED:
        shown.add(patient_id)
    return shown


def _forget(before: int) -> None:
    for key in [key for key in _shown if key[1] < before]:
        _shown.pop(key, None)


def _told_by_the_trail(request: Any) -> set[int | None]:
    """The patients of whom the last hour's lines by this member are, in whichever session."""
    lines = TrailEntry.objects.for_clinic(request.clinic).filter(
        actor=request.user, happened_at__gte=timezone.now() - timedelta(seconds=SECONDS)
    )
    found = lines.exclude(patient_id=None).order_by().values_list("patient_id", flat=True)
    return set(found.distinct())


def _tell(request: Any) -> None:
    """A line in the trail, and a mail to each owner, that says nobody's name."""
    clinic, member = request.clinic, request.user
    trail.record("clinic.records_limited", subject=member, clinic=clinic, by=member, count=MOST)
    owners = Membership.objects.for_clinic(clinic).filter(role=Role.OWNER).select_related("user")
    address = mails.public_address("trail_list", clinic.slug)
    for owner in owners:
        if owner.user.email:
            mails.send(
                "clinic/email/records_limited",
                owner.user.email,
                {"count": MOST, "address": address},
                language=owner.user.language,
            )


def _refusal(request: Any) -> HttpResponse:
    page = render(
        request,
        "errors/too_many_records.html",
        {"count": MOST},
        status=HTTPStatus.TOO_MANY_REQUESTS,
    )
    page["Retry-After"] = str(SECONDS)
    return page
