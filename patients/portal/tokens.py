from django.db.models import F, Q

from clinic import tokens, walls
from patients.actions.invitations import hash_of_code
from patients.models import Invitation

CAME_BY = "invitation"


def hashes_of(typed: str) -> list[str]:
    """What a key may be kept as: the token of an address, or the code that was typed instead."""
    return [tokens.hash_of(typed), hash_of_code(typed)]


def usable_invitation(hashes: list[str]) -> Invitation | None:
    """
    The invitation behind a key; used, expired, revoked and unknown ones all look like none.

    One that was e-mailed is worth nothing once the record has another address.
    """
    is_key = Q(token_hash__in=hashes) | Q(code_hash__in=hashes)
    is_still_theirs = Q(email="") | Q(patient__email__iexact=F("email"))
    usable = Invitation.objects.usable().filter(is_key, is_still_theirs, patient__archived_at=None)
    with walls.within_every_clinic(walls.Reason.INVITATION):
        return usable.select_related("clinic", "patient").first()
