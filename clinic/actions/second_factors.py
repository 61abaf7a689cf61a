"""Second factors given and taken by others: the demo's, and the way back after losing a phone."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clinic import trail, walls
from clinic.actions.sessions import Why, end_sessions
from clinic.models import User
from clinic.sign_ins import clinics_of


def set_up_app(*, user: User) -> str:
    """Set up an authenticator app for somebody of the demo; return the letters to type into it."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


@transaction.atomic
def reset_second_factor(*, user: User, by: User | None) -> None:
    """
    Take somebody's second factor away who has lost it: they set up another when they sign in.

    Their sessions end. `by` is an owner of their clinic, never they themselves; nobody where it
    is done on the console. A line goes to each clinic that the person belongs to.
    """
    if user == by:
        raise ValidationError(_("Another owner has to do this for you."))
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user=user, by=by, why=Why.SECOND_FACTOR)
    for clinic, patient_id in clinics_of(user):
        with walls.within(clinic):
            trail.record(
                "clinic.second_factor_reset",
                subject=user,
                clinic=clinic,
                by=by,
                patient_id=patient_id,
            )
