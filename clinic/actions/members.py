"""Who works at a clinic: inviting, joining, another role, leaving."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic import mails, trail
from clinic.actions.sessions import Why, end_sessions
from clinic.addresses import confirm_address
from clinic.models import Clinic, Membership, StaffInvitation, User
from clinic.permissions import Role
from clinic.tokens import hash_of, new_token

VALID_HOURS = 72


class InvitationUsed(Exception):
    """The invitation was used, taken back or replaced, or its hours are over."""


@transaction.atomic
def invite_member(
    *, clinic: Clinic, email: str, role: str, by: User
) -> tuple[StaffInvitation, str]:
    """
    Invite somebody by e-mail to work at the clinic; return also the token, which is kept nowhere.

    Earlier invitations of the same address stop working.
    """
    _lock(clinic)
    email = email.lower()
    if Membership.objects.for_clinic(clinic).filter(user__email=email).exists():
        raise ValidationError({"email": _("Somebody with this e-mail address works here already.")})
    now = timezone.now()
    earlier = StaffInvitation.objects.for_clinic(clinic).filter(email=email)
    earlier.filter(used_at=None, revoked_at=None).update(revoked_at=now)
    token = new_token()
    invitation = StaffInvitation(
        clinic=clinic,
        email=email,
        role=role,
        token_hash=hash_of(token),
        made_at=now,
        made_by=by,
        expires_at=now + timedelta(hours=VALID_HOURS),
    )
    invitation.full_clean()
    invitation.save()
    _mail(invitation, token)
    trail.record("clinic.member_invited", subject=invitation, clinic=clinic, by=by, role=role)
    return invitation, token


@transaction.atomic
def renew_member_invitation(*, invitation: StaffInvitation, by: User) -> str:
    """Mail an invitation again, with another token and 72 hours: the mail before did not come."""
    invitation = _locked(invitation)
    if invitation.used_at or invitation.revoked_at:
        raise InvitationUsed
    token = new_token()
    invitation.token_hash = hash_of(token)
    invitation.expires_at = timezone.now() + timedelta(hours=VALID_HOURS)
    invitation.full_clean()
    invitation.save(update_fields=["token_hash", "expires_at"])
    _mail(invitation, token)
    trail.record("clinic.member_invited_again", subject=invitation, clinic=invitation.clinic, by=by)
    return token


@transaction.atomic
def revoke_member_invitation(*, invitation: StaffInvitation, by: User) -> StaffInvitation:
    """Take an invitation back: its address no longer works."""
    invitation = _locked(invitation)
    if invitation.used_at or invitation.revoked_at:
        return invitation
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    trail.record(
        "clinic.member_invitation_revoked",
        subject=invitation,
        clinic=invitation.clinic,
        by=by,
    )
    return invitation


@transaction.atomic
def accept_member_invitation(
    *,
    invitation: StaffInvitation,
    by: User | None = None,
    given_names: str = "",
    family_name: str = "",
    password: str = "",
) -> User:
    """Let somebody work at the clinic: `by`, who is signed in with that address, or a new user."""
    invitation = _locked(invitation)
    if not invitation.is_usable:
        raise InvitationUsed
    user = by or make_staff_user(
        email=invitation.email,
        given_names=given_names,
        family_name=family_name,
        password=password,
    )
    if user.email.lower() != invitation.email:
        raise ValidationError(_("This invitation is for another e-mail address."))
    if Membership.objects.for_clinic(invitation.clinic_id).of_user(user).exists():
        raise ValidationError(_("You work here already."))
    confirm_address(user, invitation.email)
    membership = Membership(clinic=invitation.clinic, user=user, role=invitation.role)
    membership.full_clean()
    membership.save()
    invitation.used_at, invitation.used_by = timezone.now(), user
    invitation.save(update_fields=["used_at", "used_by"])
    trail.record(
        "clinic.member_joined",
        subject=user,
        clinic=invitation.clinic,
        by=user,
        role=invitation.role,
    )
    return user


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: User) -> Membership:
    """Give a member another role; it counts from their next request."""
    _lock(membership.clinic)
    membership = Membership.objects.for_clinic(membership.clinic_id).get(pk=membership.pk)
    before = membership.role
    if before == role:
        return membership
    _keep_an_owner(membership)
    membership.role = role
    membership.full_clean()
    membership.save(update_fields=["role"])
    if before == Role.OWNER:
        _take_back_invitations(membership)
    trail.record(
        "clinic.role_changed",
        subject=membership.user,
        clinic=membership.clinic,
        by=by,
        before=before,
        role=role,
    )
    return membership


@transaction.atomic
def remove_member(*, membership: Membership, by: User) -> None:
    """Let a member work here no longer; what they did stays, and the trail knows their name."""
    _lock(membership.clinic)
    membership = (
        Membership.objects.for_clinic(membership.clinic_id)
        .select_related("user", "clinic")
        .get(pk=membership.pk)
    )
    _keep_an_owner(membership)
    _take_back_invitations(membership)
    user, clinic, role = membership.user, membership.clinic, membership.role
    end_sessions(user=user, by=by, why=Why.MEMBERSHIP)
    membership.delete()
    trail.record("clinic.member_removed", subject=user, clinic=clinic, by=by, role=role)


def make_staff_user(*, email: str, given_names: str, family_name: str, password: str) -> User:
    """An account for somebody who has shown that this e-mail address is theirs."""
    user = User(username=email, email=email, first_name=given_names, last_name=family_name)
    user.set_password(password)
    user.full_clean()
    user.save()
    return user


def _lock(clinic: Clinic) -> None:
    """Let changes of who works at a clinic wait for each other."""
    Clinic.objects.select_for_update().get(pk=clinic.pk)


def _locked(invitation: StaffInvitation) -> StaffInvitation:
    return (
        StaffInvitation.objects.for_clinic(invitation.clinic_id)
        .select_for_update(of=("self",))
        .select_related("clinic")
        .get(pk=invitation.pk)
    )


def _mail(invitation: StaffInvitation, token: str) -> None:
    context = {
        "clinic": invitation.clinic,
        "role": Role(invitation.role).label,  # said in the language of the mail
        "address": mails.public_address("staff_invitation_open", token),
        "hours": VALID_HOURS,
    }
    mails.send(
        "clinic/email/staff_invitation",
        invitation.email,
        context,
        valid=timedelta(hours=VALID_HOURS),
        row=invitation,
        language=invitation.clinic.language,
    )


def _keep_an_owner(membership: Membership) -> None:
    """Called with the clinic locked, so that two owners cannot leave at the same time."""
    if membership.role != Role.OWNER:
        return
    owners = Membership.objects.for_clinic(membership.clinic_id).filter(role=Role.OWNER)
    if not owners.exclude(pk=membership.pk).exists():
        raise ValidationError(
            _("This is the clinic’s only owner. Make somebody else an owner first.")
        )


def _take_back_invitations(membership: Membership) -> None:
    """Whoever may no longer invite has no invitation of theirs left open."""
    made = StaffInvitation.objects.for_clinic(membership.clinic_id).filter(made_by=membership.user)
    made.filter(used_at=None, revoked_at=None).update(revoked_at=timezone.now())
