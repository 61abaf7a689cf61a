from clinic import walls
from patients.actions.invitations import hash_of
from patients.models import Invitation


def usable_invitation(token: str) -> Invitation | None:
    """The invitation behind a token; used, expired, revoked and unknown ones all look like none."""
    usable = Invitation.objects.usable().filter(patient__archived_at=None)
    found = usable.filter(token_hash=hash_of(token)).select_related("clinic", "patient")
    with walls.within_every_clinic(walls.Reason.INVITATION):
        return found.first()
