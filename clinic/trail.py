from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Model
from django.template import engines

from clinic.models import Clinic, TrailEntry, User


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
    return TrailEntry.objects.create(
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
