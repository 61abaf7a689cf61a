from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.models import StaffInvitation, TrailEntry
from tests.clinic.test_staff_invitation_create import token_in
from tests.mailbox import delivered


@pytest.fixture
def again(client, elm):
    client.force_login(elm.owner)
    return f"/c/elm/staff/invitations/{elm.staff_invitation.pk}/again/"


def test_the_new_address_works_and_the_old_one_no_longer(client, elm, again):
    elm.staff_invitation.expires_at = timezone.now() - timedelta(days=1)
    elm.staff_invitation.save()
    for _twice in range(2):
        client.post(again)
    client.logout()
    first, second = (token_in(message) for message in delivered())
    assert client.get(f"/join/{first}/", follow=True).status_code == 404
    assert client.get(f"/join/{second}/", follow=True).status_code == 200
    lines = TrailEntry.objects.about(elm.staff_invitation)
    assert {line.action for line in lines} == {"clinic.member_invited_again"}


@pytest.mark.parametrize("how", ["used", "revoked"])
def test_one_that_is_over_stays_over(client, elm, again, how):
    now = timezone.now()
    over = {"used": {"used_at": now, "used_by": elm.owner}, "revoked": {"revoked_at": now}}[how]
    StaffInvitation.objects.filter(pk=elm.staff_invitation.pk).update(**over)
    text = client.post(again, follow=True).content.decode()
    assert "Make a new one" in text
    assert delivered() == []


def test_it_takes_a_button(client, again):
    assert client.get(again).status_code == 405


def test_another_clinics_is_not_found(client, elm, oak):
    client.force_login(elm.owner)
    url = f"/c/elm/staff/invitations/{oak.staff_invitation.pk}/again/"
    assert client.post(url).status_code == 404
    assert delivered() == []
