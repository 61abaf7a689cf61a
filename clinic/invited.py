"""Whom the address of an invitation lets work at a clinic; asked before anybody has come in."""

from clinic import walls
from clinic.models import StaffInvitation, User


def invited_to_work(hashes: list[str]) -> StaffInvitation | None:
    """The invitation behind an address; used, late, revoked and unknown ones all look like none."""
    with walls.within_every_clinic(walls.Reason.INVITATION):
        usable = StaffInvitation.objects.usable().filter(token_hash__in=hashes)
        return usable.select_related("clinic").first()


def has_account(email: str) -> bool:
    """Whether somebody signs in with this address; told only to whom it was mailed to."""
    return User.objects.filter(email=email).exists()
