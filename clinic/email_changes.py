"""Another e-mail address of an account, as the trail tells it: that it changed, never what to."""

from clinic import trail, walls
from clinic.models import User


def tell_of_address(user: User) -> None:
    """Write the line in the trail of every clinic that somebody belongs to."""
    from clinic.sign_ins import clinics_of  # noqa: PLC0415 -- it reads the sign-in library

    for clinic, patient_id in clinics_of(user):
        with walls.within(clinic):
            trail.record(
                "clinic.email_changed", subject=user, clinic=clinic, by=user, patient_id=patient_id
            )
