import pytest

from patients.actions.invitations import make_invitation
from patients.models import Invitation


@pytest.fixture
def token(elm):
    return make_invitation(patient=elm.patient, by=elm.front_desk)[1].token


def test_the_key_leaves_the_address_at_once(client, token):
    response = client.get(f"/invitation/{token}/")
    assert response.url == "/invitation/"
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "strict-origin"
    assert token not in client.get("/invitation/").content.decode()
    assert token not in str(dict(client.session))


def test_opening_it_changes_nothing(client, token):
    before = list(Invitation.objects.values())
    for _thrice in range(3):
        assert client.get(f"/invitation/{token}/", follow=True).status_code == 200
        client.head(f"/invitation/{token}/")
    assert list(Invitation.objects.values()) == before


@pytest.mark.parametrize("token", ["x", "x" * 43, "é", "%00", "a" * 5000, "..", "%ff%fe"])
def test_whatever_it_is_it_leads_to_the_same_page(client, elm, token):
    response = client.get(f"/invitation/{token}/", follow=True)
    assert response.status_code in {400, 404}


def test_it_takes_no_form(client, token):
    assert client.post(f"/invitation/{token}/").status_code == 405
