import pytest

from clinic.actions.members import invite_member
from clinic.models import StaffInvitation


@pytest.fixture
def token(elm):
    return invite_member(
        clinic=elm.clinic, email="rosa@elm.example", role="practitioner", by=elm.owner
    )[1]


def test_the_token_leaves_the_address_at_once(client, token):
    response = client.get(f"/join/{token}/")
    assert response.url == "/join/"
    assert "no-store" in response["Cache-Control"]
    assert token not in client.get("/join/").content.decode()
    assert token not in str(dict(client.session))


def test_opening_it_changes_nothing(client, token):
    before = list(StaffInvitation.objects.values())
    for _thrice in range(3):
        client.get(f"/join/{token}/", follow=True)
        client.head(f"/join/{token}/")
    assert list(StaffInvitation.objects.values()) == before


@pytest.mark.parametrize("token", ["x", "x" * 43, "é", "%00", "a" * 5000, "..", "%ff%fe"])
def test_whatever_it_is_it_leads_to_the_same_page(client, elm, token):
    response = client.get(f"/join/{token}/", follow=True)
    assert response.status_code in {400, 404}


def test_it_takes_no_form(client, token):
    assert client.post(f"/join/{token}/").status_code == 405
