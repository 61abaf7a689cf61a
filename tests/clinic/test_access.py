"""The staff door: it opens to members of the clinic in the address, and to that clinic."""

import pytest

from clinic.models import Membership, StaffInvitation
from clinic.permissions import Role


@pytest.mark.parametrize("slug", ["elm", "oak"])
def test_it_leads_into_the_clinic_in_the_address(client, elm, oak, slug):
    Membership.objects.create(clinic=oak.clinic, user=elm.owner, role=Role.FRONT_DESK)
    client.force_login(elm.owner)
    asked = client.get(f"/c/{slug}/").wsgi_request
    role = {"elm": Role.OWNER, "oak": Role.FRONT_DESK}[slug]
    assert (asked.clinic.slug, asked.membership.role) == (slug, role)


def test_to_strangers_a_clinic_is_not_there(client, elm, oak):
    client.force_login(elm.owner)
    assert client.get("/c/oak/").status_code == 404


def test_what_asks_again_asks_before_anything_is_done(client, elm):
    client.force_login(elm.owner, fresh=False)
    response = client.post(f"/c/elm/staff/invitations/{elm.staff_invitation.pk}/revoke/")
    assert response.url.startswith("/accounts/reauthenticate/")
    assert StaffInvitation.objects.usable().filter(pk=elm.staff_invitation.pk).exists()
