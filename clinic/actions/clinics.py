"""Keeping a clinic's own details."""

from typing import TypedDict, Unpack

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from clinic import trail
from clinic.logos import LogoImage
from clinic.models import Clinic, ClinicLogo, User
from clinic.stale import Stale


class ClinicFields(TypedDict, total=False):
    """What an owner may change about a clinic."""

    name: str
    phone: str
    address: str
    emergency_number: str
    time_zone: str
    paper: str
    language: str
    idle_minutes: int


@transaction.atomic
def edit_clinic(
    *, clinic: Clinic, version: int, by: User, **fields: Unpack[ClinicFields]
) -> Clinic:
    """
    Change a clinic's details: they stand on every page and every handout.

    Refused when somebody else has changed them since `version` was shown.
    """
    current = Clinic.objects.select_for_update().get(pk=clinic.pk)
    if current.version != version:
        raise Stale(current)
    changed = sorted(
        name
        for name in ClinicFields.__annotations__.keys() & fields.keys()
        if getattr(current, name) != fields[name]  # type: ignore[literal-required]
    )
    if not changed:
        return current
    for name in changed:
        setattr(current, name, fields[name])  # type: ignore[literal-required]
    current.version += 1
    current.full_clean()
    current.save(update_fields=[*changed, "version"])
    trail.record("clinic.clinic_edited", subject=current, clinic=current, by=by, fields=changed)
    return current


@transaction.atomic
def set_logo(*, clinic: Clinic, logo: LogoImage, by: User) -> ClinicLogo:
    """Put a logo on the clinic's paper, in place of the one before."""
    values = {
        "png": logo.png,
        "width": logo.width,
        "height": logo.height,
        "changed_at": timezone.now(),
    }
    kept, _created = ClinicLogo.objects.update_or_create(clinic=clinic, defaults=values)
    _count_up(clinic)
    trail.record("clinic.logo_changed", subject=clinic, clinic=clinic, by=by)
    return kept


@transaction.atomic
def remove_logo(*, clinic: Clinic, by: User) -> None:
    """Take the logo off the clinic's paper."""
    removed, _by_model = ClinicLogo.objects.filter(clinic=clinic).delete()
    if removed:
        _count_up(clinic)
        trail.record("clinic.logo_removed", subject=clinic, clinic=clinic, by=by)


def _count_up(clinic: Clinic) -> None:
    """A logo is one of the clinic's details: who saw the one before is shown this one first."""
    Clinic.objects.filter(pk=clinic.pk).update(version=F("version") + 1)
