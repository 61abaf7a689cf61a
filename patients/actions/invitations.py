"""Invitations: a printed token that lets a patient make their account, once."""

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic import trail
from clinic.models import User
from patients.models import Invitation, Patient
from patients.models.patient import CODE_LETTERS

VALID_DAYS = 14
TOKEN_LETTERS = 20  # of 31: 99 bits, still short enough to be typed from paper
TOKEN_GROUP = 5


class InvitationUsed(Exception):
    """The invitation was used, revoked or replaced, or its days are over."""


def new_token() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _letter in range(TOKEN_LETTERS))


def spelled(token: str) -> str:
    """A token as it is printed: ABCDE-FGHJK-..."""
    groups = [token[at : at + TOKEN_GROUP] for at in range(0, len(token), TOKEN_GROUP)]
    return "-".join(groups)


def hash_of(token: str) -> str:
    """What is kept of a token, however it was typed: small letters, blanks or dashes."""
    letters = "".join(letter for letter in token.upper() if letter in CODE_LETTERS)
    return hashlib.sha256(letters.encode()).hexdigest()


@transaction.atomic
def make_invitation(*, patient: Patient, by: User) -> tuple[Invitation, str]:
    """
    Make a sheet to sign in with, and its token, which is shown this once only.

    Earlier sheets stop working: a patient has one at a time.
    """
    patient = Patient.objects.for_clinic(patient.clinic_id).select_for_update().get(pk=patient.pk)
    if patient.is_archived:
        raise ValidationError(_("This patient is archived. Restore the record to invite them."))
    now = timezone.now()
    patient.invitations.usable().update(revoked_at=now)
    token = new_token()
    invitation = Invitation(
        clinic=patient.clinic,
        patient=patient,
        token_hash=hash_of(token),
        made_at=now,
        made_by=by,
        expires_at=now + timedelta(days=VALID_DAYS),
    )
    invitation.full_clean()
    invitation.save()
    trail.record(
        "patients.invitation_made",
        subject=invitation,
        clinic=patient.clinic,
        by=by,
        patient_id=patient.pk,
    )
    return invitation, token


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """Make a sheet worthless: it was lost, or given to the wrong person."""
    invitation = _locked(invitation)
    if invitation.used_at or invitation.revoked_at:
        return invitation
    invitation.revoked_at = timezone.now()
    invitation.full_clean()
    invitation.save(update_fields=["revoked_at"])
    trail.record(
        "patients.invitation_revoked",
        subject=invitation,
        clinic=invitation.clinic,
        by=by,
        patient_id=invitation.patient_id,
    )
    return invitation


@transaction.atomic
def accept_invitation(
    *, invitation: Invitation, by: User | None = None, login: str = "", password: str = ""
) -> User:
    """
    Tie the record to an account: the one of `by`, who is signed in, or a new one.

    A patient who lost their way in starts again like this; the old account then
    no longer opens the record.
    """
    invitation = _locked(invitation)
    if not invitation.is_usable or invitation.patient.is_archived:
        raise InvitationUsed
    user = by or _new_user(login, password)
    patient = invitation.patient
    _check_no_other_record(patient, user)
    replaced = patient.user_id
    patient.user = user
    patient.full_clean(exclude={"clinic"})
    patient.save(update_fields=["user"])
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    trail.record(
        "patients.invitation_accepted",
        subject=invitation,
        clinic=invitation.clinic,
        by=user,
        patient_id=patient.pk,
        replaced_user=replaced,
    )
    return user


def _check_no_other_record(patient: Patient, user: User) -> None:
    others = Patient.objects.for_clinic(patient.clinic_id).of_user(user).exclude(pk=patient.pk)
    if others.exists():
        raise ValidationError(
            _("This account already opens another record at this clinic. Sign out first.")
        )


def _locked(invitation: Invitation) -> Invitation:
    return (
        Invitation.objects.for_clinic(invitation.clinic_id)
        .select_for_update(of=("self", "patient"))
        .select_related("patient", "clinic")
        .get(pk=invitation.pk)
    )


def _new_user(login: str, password: str) -> User:
    user = User(username=login.lower() if "@" in login else login)
    if "@" in login:
        user.email = login.lower()
    user.set_password(password)
    user.full_clean()
    user.save()
    return user
