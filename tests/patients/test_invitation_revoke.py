from patients.models import Invitation


def test_a_revoked_sheet_no_longer_works(client, elm):
    client.force_login(elm.front_desk)
    response = client.post(f"/c/elm/invitations/{elm.invitation.pk}/revoke/")
    assert response.url == f"/c/elm/patients/{elm.patient.pk}/invite/"
    assert not Invitation.objects.get(pk=elm.invitation.pk).is_usable


def test_it_takes_a_post(client, elm):
    client.force_login(elm.front_desk)
    assert client.get(f"/c/elm/invitations/{elm.invitation.pk}/revoke/").status_code == 405
    assert Invitation.objects.get(pk=elm.invitation.pk).is_usable


def test_another_clinics_is_not_found(client, elm, oak):
    client.force_login(elm.owner)
    assert client.post(f"/c/elm/invitations/{oak.invitation.pk}/revoke/").status_code == 404
