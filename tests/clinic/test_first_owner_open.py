import pytest

from clinic.actions.first_owners import make_first_owner_key
from clinic.models import FirstOwnerKey

pytestmark = pytest.mark.django_db


def test_the_token_leaves_the_address_at_once_and_nothing_changes(client):
    token = make_first_owner_key()
    before = list(FirstOwnerKey.objects.values())
    for _thrice in range(3):
        assert client.get(f"/first-owner/{token}/").url == "/first-owner/"
    assert client.get("/first-owner/").status_code == 200
    assert list(FirstOwnerKey.objects.values()) == before
    assert token not in str(before)


@pytest.mark.parametrize("token", ["x", "x" * 43, "é", "%00", "a" * 5000, "..", "%ff%fe"])
def test_whatever_it_is_it_leads_to_the_same_page(client, token):
    assert client.get(f"/first-owner/{token}/", follow=True).status_code in {400, 404}


def test_it_takes_no_form(client):
    assert client.post("/first-owner/x/").status_code == 405
