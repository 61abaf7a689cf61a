"""Opening a clinic: there is no default account, so the console gives an address for the first."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language

from clinic import trail, walls
from clinic.actions.members import InvitationUsed, make_staff_user
from clinic.languages import spoken
from clinic.models import Clinic, FirstOwnerKey, Membership, User
from clinic.permissions import Role
from clinic.tokens import hash_of, new_token

VALID_HOURS = 24
SLUG_LETTERS = 40


class ClinicsExist(Exception):
    """This installation has clinics: their owners invite people."""


@dataclass(frozen=True, slots=True)
class NewClinic:
    """What a first owner says about their clinic."""

    name: str
    phone: str
    time_zone: str
    emergency_number: str


@transaction.atomic
def make_first_owner_key(*, another: bool = False) -> str:
    """Make the one key that is open, and return its token, which is kept nowhere."""
    if Clinic.objects.exists() and not another:
        raise ClinicsExist
    FirstOwnerKey.objects.filter(used_at=None).delete()
    token, now = new_token(), timezone.now()
    FirstOwnerKey.objects.create(
        token_hash=hash_of(token), made_at=now, expires_at=now + timedelta(hours=VALID_HOURS)
    )
    return token


@transaction.atomic
def open_clinic(
    *,
    key: FirstOwnerKey,
    clinic: NewClinic,
    email: str,
    given_names: str,
    family_name: str,
    password: str,
) -> tuple[Clinic, User]:
    """Make a clinic and the account of its first owner; the key is used up."""
    key = FirstOwnerKey.objects.select_for_update().get(pk=key.pk)
    if key.used_at or key.expires_at <= timezone.now():
        raise InvitationUsed
    made = Clinic(
        name=clinic.name,
        slug=_free_slug(clinic.name),
        phone=clinic.phone,
        time_zone=clinic.time_zone,
        emergency_number=clinic.emergency_number,
        language=spoken(get_language() or ""),
    )
    made.full_clean()
    made.save()
    owner = make_staff_user(
        email=email.lower(), given_names=given_names, family_name=family_name, password=password
    )
    with walls.within(made):
        Membership.objects.create(clinic=made, user=owner, role=Role.OWNER)
        trail.record("clinic.clinic_opened", subject=made, clinic=made, by=owner)
    key.used_at = timezone.now()
    key.save(update_fields=["used_at"])
    return made, owner


def usable_key(hashes: list[str]) -> FirstOwnerKey | None:
    """The key behind an address; used, late and unknown ones all look like none."""
    return FirstOwnerKey.objects.usable().filter(token_hash__in=hashes).first()


def _free_slug(name: str) -> str:
    """The clinic's short name in addresses, made of its name."""
    slug = slugify(name)[:SLUG_LETTERS].strip("-") or "clinic"
    taken = set(Clinic.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    tries = [slug, *(f"{slug}-{number}" for number in range(2, len(taken) + 3))]
    return next(one for one in tries if one not in taken)
