"""
Writing the trail: who did what, who looked at whom, who was refused.

An action writes its line in its own transaction. A view says what it shows with `viewed`,
and its door writes the line once the page is made: what was not shown is not told.
"""

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template import engines

from clinic import chain
from clinic.models import Clinic, TrailEntry, User
from clinic.sealing import sealer

VIEWING, PATIENT = "_viewing", "_patient_shown"


def record(
    action: str,
    *,
    subject: Model,
    clinic: Clinic,
    by: User | None,
    patient_id: int | None = None,
    **details: Any,
) -> TrailEntry:
    """
    Write one line of the trail. Call it inside the action's transaction.

    `details` take identifiers, counts and names of fields: never a name, a
    date of birth or anything a person typed. `by` is None for Hipwise itself.
    """
    line = _line(action, subject, clinic, by, patient_id, details)
    line.save()
    transaction.on_commit(lambda: sealer.soon(clinic.pk))
    return line


def notice(
    action: str,
    *,
    subject: Model,
    clinic: Clinic,
    by: User | None,
    patient_id: int | None = None,
    **details: Any,
) -> None:
    """Write one line about something that changed nothing: a page opened, somebody refused."""
    folder = settings.TRAIL_SPOOL
    if folder is None:
        record(action, subject=subject, clinic=clinic, by=by, patient_id=patient_id, **details)
    else:
        sealer.spool(_line(action, subject, clinic, by, patient_id, details), folder)


def viewed(
    request: HttpRequest,
    action: str,
    *,
    subject: Model,
    patient_id: int | None = None,
    **details: Any,
) -> None:
    """
    Say what the page of this request shows of people; its door writes that in the trail.

    A view says it once. Should it redirect after all, or raise, nothing was shown
    and nothing is written.
    """
    said = {"subject": subject, "patient_id": patient_id, **details}
    setattr(request, VIEWING, (action, said))


def told_by_an_action(request: HttpRequest, *, patient_id: int | None = None) -> None:
    """Say that an action tells of this page, so that its door writes no line of its own."""
    forget_viewing(request)
    setattr(request, PATIENT, patient_id)


def forget_viewing(request: HttpRequest) -> None:
    setattr(request, VIEWING, None)


def patient_shown(request: HttpRequest, response: HttpResponseBase) -> int | None:
    """Whose data an answer shows, if it is one patient's."""
    if not shows(response.status_code):
        return None
    said = getattr(request, VIEWING, None)
    return said[1]["patient_id"] if said else getattr(request, PATIENT, None)


def write_viewing(request: Any, response: HttpResponseBase) -> None:
    """For the doors: write what the view said it shows, unless nothing is shown."""
    said = getattr(request, VIEWING, None)
    if said is None or not shows(response.status_code):
        return
    action, details = said
    notice(action, clinic=request.clinic, by=request.user, **details)


def shows(status: int) -> bool:
    """Whether an answer of this status shows what was asked for; a form refused does."""
    return 200 <= status < 300 or (400 <= status < 500 and status not in {404, 405})


def _line(
    action: str,
    subject: Model,
    clinic: Clinic,
    by: User | None,
    patient_id: int | None,
    details: dict[str, Any],
) -> TrailEntry:
    if not chain.is_plain(details):
        raise TypeError("details of the trail are words, whole numbers and lists of them")
    return TrailEntry(
        clinic=clinic,
        actor=by,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        patient_id=patient_id,
        details=details,
    )


@cache
def known_actions() -> tuple[str, ...]:
    """Every action the trail can tell, by the templates that tell them."""
    folders = [Path(folder) for folder in engines["django"].template_dirs]
    found = (path for folder in folders for path in folder.glob("*/trail/[a-z]*.html"))
    return tuple(sorted(f"{path.parent.parent.name}.{path.stem}" for path in found))
