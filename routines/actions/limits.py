"""How far a clinic lets its practitioners go."""

from dataclasses import asdict

from django.db import transaction

from clinic import trail
from clinic.models import Clinic, User
from clinic.stale import Stale
from routines.limits import Limits
from routines.models import DoseLimits


@transaction.atomic
def change_limits(*, clinic: Clinic, limits: Limits, version: int, by: User) -> Limits:
    """
    Set a clinic's own limits. Programs that run stay as they were prescribed.

    Refused when somebody else has changed them since `version` was shown; 0 is no own ones.
    """
    Clinic.objects.select_for_update().get(pk=clinic.pk)  # there may be no row yet to wait for
    row = DoseLimits.objects.for_clinic(clinic).first() or DoseLimits(clinic=clinic, version=0)
    if row.version != version:
        raise Stale(row)
    before, wanted = asdict(row.limits), asdict(limits)
    changed = sorted(name for name, value in wanted.items() if before[name] != value)
    if not changed:
        return limits
    for name, value in wanted.items():
        setattr(row, name, value)
    row.version += 1
    row.full_clean()
    row.save()
    trail.record("routines.limits_changed", subject=row, clinic=clinic, by=by, fields=changed)
    return limits
