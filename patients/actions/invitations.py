"""Invitations: a key, printed or e-mailed, that lets a patient make their account, once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic import mails, tokens, trail
from clinic.addresses import confirm_address
from clinic.languages import is_spoken
from clinic.models import User
from patients.models import Invitation, Patient
from patients.models.patient import CODE_LETTERS

MAIL = "patients/email/invitation"
VALID_DAYS = 14  # on paper
VALID_HOURS = 72  # by e-mail
LETTERS_OF_A_CODE = 20  # of 31: 99 bits, still short enough to be typed from paper
LETTERS_TOGETHER = 5


class InvitationUsed(Exception):
    """The invitation was used, revoked or replaced, or its days are over."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What opens an invitation; kept nowhere. A sheet also has a code for who has no camera."""

    token: str
    code: str = ""


def new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _letter in range(LETTERS_OF_A_CODE))


def spelled(code: str) -> str:
    """A code as it is printed: ABCDE-FGHJK-..."""
    groups = [code[at : at + LETTERS_TOGETHER] for at in range(0, len(code), LETTERS_TOGETHER)]
    return "-".join(groups)


def hash_of_code(code: str) -> str:
    """What is kept of a code, however it was typed: small letters, blanks or dashes."""
    letters = "".join(letter for letter in code.upper() if letter in CODE_LETTERS)
    return hashlib.sha256(letters.encode()).hexdigest()


@transaction.atomic
def make_invitation(*, patient: Patient, by: User) -> tuple[Invitation, Keys]:
    """Make a sheet to sign in with, and its keys, which are shown this once only."""
    keys = Keys(tokens.new_token(), new_code())
    valid = timedelta(days=VALID_DAYS)
    invitation = Invitation(expires_at=timezone.now() + valid, code_hash=hash_of_code(keys.code))
    _keep(invitation, patient, keys, by)
    trail.record(
        "patients.invitation_made",
        subject=invitation,
        clinic=invitation.clinic,
        by=by,
        patient_id=invitation.patient_id,
    )
    return invitation, keys


@transaction.atomic
def mail_invitation(*, patient: Patient, by: User) -> tuple[Invitation, Keys]:
    """
    Make an invitation, and mail it to the address of the record.

    The mail says the clinic's name, and nothing about the patient or why they go there.
    """
    if not patient.email:
        raise ValidationError(_("There is no e-mail address in the record. Write it there first."))
    keys = Keys(tokens.new_token())
    valid = timedelta(hours=VALID_HOURS)
    invitation = Invitation(expires_at=timezone.now() + valid, email=patient.email.lower())
    _keep(invitation, patient, keys, by)
    address = mails.public_address("invitation_open", keys.token)
    mails.send(
        MAIL,
        invitation.email,
        {"clinic": invitation.clinic, "address": address, "hours": VALID_HOURS},
        valid=valid,
        row=patient,
        language=patient.spoken_language,
    )
    trail.record(
        "patients.invitation_mailed",
        subject=invitation,
        clinic=invitation.clinic,
        by=by,
        patient_id=invitation.patient_id,
    )
    return invitation, keys


def _keep(invitation: Invitation, patient: Patient, keys: Keys, by: User) -> None:
    """Save it. Earlier ones stop working: a patient has one at a time."""
    patient = Patient.objects.for_clinic(patient.clinic_id).select_for_update().get(pk=patient.pk)
    if patient.is_archived:
        raise ValidationError(_("This patient is archived. Restore the record to invite them."))
    patient.invitations.usable().update(revoked_at=timezone.now())
    invitation.clinic, invitation.patient, invitation.made_by = patient.clinic, patient, by
    invitation.token_hash = tokens.hash_of(keys.token)
    invitation.full_clean()
    invitation.save()


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
    *,
    invitation: Invitation,
    by: User | None = None,
    login: str = "",
    password: str = "",
    language: str = "",
) -> User:
    """
    Tie the record to an account: the one of `by`, who is signed in, or a new one.

    Who was invited by e-mail needs neither name nor password: codes go to that
    address. A patient who lost their way in starts again like this; the old
    account then no longer opens the record. A new account keeps the `language` it was made in.
    """
    invitation = _locked(invitation)
    if not invitation.is_usable or invitation.patient.is_archived:
        raise InvitationUsed
    patient = invitation.patient
    if by is not None:
        user = by
    elif invitation.email:
        user = _user_by_mail(invitation.email)
    else:
        user = _user_by_name(login, password, known=patient.email)
    _check_no_other_record(patient, user)
    if by is None and is_spoken(language):
        user.language = language
        user.save(update_fields=["language"])
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
    """One account may look after several patients of a clinic, but nobody is two patients."""
    others = Patient.objects.for_clinic(patient.clinic_id).of_user(user).exclude(pk=patient.pk)
    if not patient.guardian_name and others.filter(guardian_name="").exists():
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


def _user_by_mail(email: str) -> User:
    """An account that is opened by codes sent to this address: its mail was read just now."""
    is_taken = User.objects.filter(username__iexact=email).exists()
    user = User(username=f"{email}-{secrets.token_hex(4)}" if is_taken else email, email=email)
    user.set_unusable_password()
    user.full_clean(exclude={"password"})
    user.save()
    confirm_address(user, email)
    return user


def _user_by_name(login: str, password: str, *, known: str) -> User:
    """
    An account with a name and a password.

    An e-mail address makes a good name, but codes go there only once it was confirmed, or
    if the clinic has the same one: a slip of the finger must not let a stranger in.
    """
    user = User(username=login.lower() if "@" in login else login)
    if "@" in login and login.lower() == known.lower():
        user.email = login.lower()
    user.set_password(password)
    user.full_clean()
    user.save()
    return user
