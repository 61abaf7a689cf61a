"""Accepting routines for use in a clinic."""

from django.db import transaction

from clinic import trail
from clinic.models import Clinic, User
from routines.models import RoutineSignOff, RoutineVersion


@transaction.atomic
def sign_off_routine(*, version: RoutineVersion, clinic: Clinic, by: User) -> RoutineSignOff:
    """A practitioner accepts one version of a routine; the first one who did stands."""
    accepted = RoutineSignOff.objects.for_clinic(clinic).of_version(version).first()
    if accepted:
        return accepted
    sign_off = RoutineSignOff(clinic=clinic, version=version, by=by)
    sign_off.full_clean()
    sign_off.save()
    trail.record(
        "routines.routine_signed_off",
        subject=version.routine,
        clinic=clinic,
        by=by,
        version=version.number,
    )
    return sign_off
