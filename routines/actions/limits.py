"""How far a clinic lets its practitioners go."""

from dataclasses import asdict

from django.db import transaction

from clinic import trail
from clinic.models import Clinic, User
from routines.limits import Limits
from routines.models import DoseLimits


@transaction.atomic
def change_limits(*, clinic: Clinic, limits: Limits, by: User) -> Limits:
    """Set a clinic's own limits. Programs that run stay as they were prescribed."""
    row = DoseLimits.objects.for_clinic(clinic).select_for_update().first()
    row = row or DoseLimits(clinic=clinic)
    before, wanted = asdict(row.limits), asdict(limits)
    changed = sorted(name for name, value in wanted.items() if before[name] != value)
    if not changed:
        return limits
    for name, value in wanted.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    trail.record("routines.limits_changed", subject=row, clinic=clinic, by=by, fields=changed)
    return limits
