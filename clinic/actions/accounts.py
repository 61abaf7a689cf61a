"""What people change about their own account."""

from typing import TypedDict, Unpack

from django.db import transaction

from clinic import trail, walls
from clinic.models import User
from clinic.sign_ins import clinics_of


class AccountFields(TypedDict, total=False):
    """What somebody may change about themselves."""

    first_name: str
    last_name: str
    language: str
    large_text: bool | None
    high_contrast: bool | None


@transaction.atomic
def edit_account(*, user: User, **fields: Unpack[AccountFields]) -> User:
    """Change one's own name, language and how pages look; the clinics that one belongs to are told."""
    current = User.objects.select_for_update().get(pk=user.pk)
    changed = sorted(name for name in fields if getattr(current, name) != fields[name])  # type: ignore[literal-required]
    if not changed:
        return current
    for name in changed:
        setattr(current, name, fields[name])  # type: ignore[literal-required]
    current.full_clean()
    current.save(update_fields=changed)
    for clinic, patient_id in clinics_of(current):
        with walls.within(clinic):
            trail.record(
                "clinic.account_edited",
                subject=current,
                clinic=clinic,
                by=current,
                patient_id=patient_id,
                fields=changed,
            )
    return current
