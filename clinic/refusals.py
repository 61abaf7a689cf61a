"""Refused attempts, as the trail tells them: what page was asked for, never what is there."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from clinic import trail, walls
from clinic.models import Clinic, Membership, User
from clinic.sign_ins import clinics_of

BIGGEST_ID = 2**63 - 1


class TellRefusals:
    """The middleware that sees refusals; the door's own transaction is over by then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, PermissionDenied | Http404):
            tell_refusal(request, exception)


def tell_refusal(request: HttpRequest, error: Exception) -> None:
    """
    Write in the trail that somebody signed in was refused a page.

    Of a page that is not for their role, and of a record that is not in their
    clinic, that clinic hears; of somebody else's door, the clinics that the
    person belongs to: a stranger cannot fill another clinic's trail.
    """
    user, match = request.user, request.resolver_match
    if not isinstance(user, User) or match is None:
        return
    page, asked = match.view_name, _ids(match.kwargs)
    clinic: Clinic | None = getattr(request, "clinic", None)
    membership: Membership | None = getattr(request, "membership", None)
    # The door's own place, and its transaction, are left by now.
    if clinic is None:
        if isinstance(error, Http404) and "clinic_slug" in match.kwargs:
            for own, patient_id in clinics_of(user):
                said: dict[str, Any] = {"patient_id": patient_id, "page": page}
                with walls.within(own):
                    trail.notice("clinic.door_refused", subject=user, clinic=own, by=user, **said)
    elif isinstance(error, PermissionDenied) and membership is not None:
        said = {"page": page, "role": membership.role, "asked": asked}
        with walls.within(clinic):
            trail.notice("clinic.page_refused", subject=user, clinic=clinic, by=user, **said)
    elif isinstance(error, Http404) and asked:
        patient = getattr(request, "patient", None)
        said = {"patient_id": getattr(patient, "pk", None), "page": page, "asked": asked}
        with walls.within(clinic):
            trail.notice("clinic.record_not_found", subject=user, clinic=clinic, by=user, **said)


def _ids(kwargs: dict[str, Any]) -> dict[str, int]:
    """The numbers in an address; codes and tokens are nobody's business."""
    return {
        name: value
        for name, value in kwargs.items()
        if isinstance(value, int) and value <= BIGGEST_ID
    }
