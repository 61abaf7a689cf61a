from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic import tokens
from clinic.models import TrailEntry
from patients.actions.invitations import (
    InvitationUsed,
    accept_invitation,
    hash_of_code,
    mail_invitation,
    make_invitation,
    revoke_invitation,
    spelled,
)
from patients.models import Invitation, Patient
from tests import factories


def test_the_keys_are_kept_hashed_only(elm):
    invitation, keys = make_invitation(patient=elm.patient, by=elm.front_desk)
    stored = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert keys.token not in str(stored)
    assert keys.code not in str(stored)
    assert stored["token_hash"] == tokens.hash_of(keys.token)
    assert stored["code_hash"] == hash_of_code(keys.code)
    assert len(keys.token) == 43  # 256 bits


def test_it_is_valid_for_fourteen_days_and_in_the_trail(elm):
    before = timezone.now()
    invitation, _keys = make_invitation(patient=elm.patient, by=elm.front_desk)
    assert timedelta(days=14) <= invitation.expires_at - before < timedelta(days=14, minutes=1)
    entry = TrailEntry.objects.about(invitation).get()
    assert (entry.action, entry.actor) == ("patients.invitation_made", elm.front_desk)
    assert entry.details == {}


def test_a_new_sheet_leaves_what_became_of_older_ones(elm):
    Invitation.objects.filter(pk=elm.invitation.pk).update(expires_at=timezone.now())
    make_invitation(patient=elm.patient, by=elm.front_desk)
    elm.invitation.refresh_from_db()
    assert elm.invitation.revoked_at is None


def test_a_new_sheet_makes_the_earlier_one_worthless(elm):
    _first, _token = make_invitation(patient=elm.patient, by=elm.front_desk)
    second, _token = make_invitation(patient=elm.patient, by=elm.front_desk)
    usable = Invitation.objects.usable().filter(patient=elm.patient)
    assert list(usable) == [second]


@pytest.mark.parametrize("typed", [str.lower, str, lambda t: f" {t[:5]} {t[5:]}.", spelled])
def test_a_token_is_known_however_it_is_typed(typed):
    token = "ABCDEFGHJKMNPQRSTUVW"
    assert hash_of_code(typed(token)) == hash_of_code(token)


def test_it_is_spelled_in_groups():
    assert spelled("ABCDEFGHJKMNPQRSTUVW") == "ABCDE-FGHJK-MNPQR-STUVW"


def test_an_archived_patient_is_not_invited(elm):
    elm.patient.archived_at, elm.patient.archived_by = timezone.now(), elm.owner
    elm.patient.save()
    with pytest.raises(ValidationError, match="archived"):
        make_invitation(patient=elm.patient, by=elm.front_desk)


def test_a_used_one_cannot_be_used_or_revoked(elm):
    invitation, _token = make_invitation(patient=elm.patient, by=elm.front_desk)
    accept_invitation(invitation=invitation, login="ana2", password="blue kettle warm Sunday")
    with pytest.raises(InvitationUsed):
        accept_invitation(invitation=invitation, login="eve", password="blue kettle warm Sunday")
    assert revoke_invitation(invitation=invitation, by=elm.owner).revoked_at is None


def test_revoking_twice_is_once_in_the_trail(elm):
    invitation, _token = make_invitation(patient=elm.patient, by=elm.front_desk)
    for _twice in range(2):
        revoke_invitation(invitation=invitation, by=elm.front_desk)
    actions = TrailEntry.objects.about(invitation).values_list("action", flat=True)
    assert sorted(actions) == ["patients.invitation_made", "patients.invitation_revoked"]


def test_by_e_mail_it_is_valid_for_72_hours_and_has_no_short_code(elm):
    elm.patient.email = "Ana@example.org"
    elm.patient.save()
    before = timezone.now()
    invitation, keys = mail_invitation(patient=elm.patient, by=elm.front_desk)
    assert timedelta(hours=72) <= invitation.expires_at - before < timedelta(hours=72, minutes=1)
    assert (invitation.email, invitation.code_hash, keys.code) == ("ana@example.org", None, "")
    assert TrailEntry.objects.about(invitation).get().action == "patients.invitation_mailed"
    assert list(Invitation.objects.usable().filter(patient=elm.patient)) == [invitation]


def test_without_an_address_nothing_is_mailed(elm):
    with pytest.raises(ValidationError, match="no e-mail"):
        mail_invitation(patient=elm.patient, by=elm.front_desk)


def test_nobody_is_two_patients_of_a_clinic(elm):
    factories.make_patient(elm.clinic)
    with pytest.raises(IntegrityError), transaction.atomic():
        Patient.objects.filter(clinic=elm.clinic).update(user=elm.patient_user)
