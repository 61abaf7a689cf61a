from clinic.models import StaffInvitation, TrailEntry
from tests.clinic.test_staff_invitation_create import token_in
from tests.mailbox import delivered


def test_the_address_no_longer_works(client, elm):
    client.force_login(elm.owner)
    url = f"/c/elm/staff/invitations/{elm.staff_invitation.pk}"
    client.post(f"{url}/again/")
    for _twice in range(2):
        assert client.post(f"{url}/revoke/").url == "/c/elm/staff/"
    client.logout()
    assert client.get(f"/join/{token_in(delivered()[0])}/", follow=True).status_code == 404
    lines = TrailEntry.objects.about(elm.staff_invitation).values_list("action", flat=True)
    assert sorted(lines) == ["clinic.member_invitation_revoked", "clinic.member_invited_again"]


def test_it_takes_a_button(client, elm):
    client.force_login(elm.owner)
    url = f"/c/elm/staff/invitations/{elm.staff_invitation.pk}/revoke/"
    assert client.get(url).status_code == 405


def test_another_clinics_is_not_found(client, elm, oak):
    client.force_login(elm.owner)
    url = f"/c/elm/staff/invitations/{oak.staff_invitation.pk}/revoke/"
    assert client.post(url).status_code == 404
    assert StaffInvitation.objects.usable().filter(pk=oak.staff_invitation.pk).exists()
