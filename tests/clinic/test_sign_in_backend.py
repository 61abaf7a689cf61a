"""A password costs one comparison, whoever it is tried for: how long it takes tells nothing."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher

from clinic.addresses import confirm_address
from clinic.models import User

PASSWORD = "correct horse battery"


@pytest.fixture
def comparisons(monkeypatch):
    """How often a password was hashed."""
    made: list[str] = []
    really = MD5PasswordHasher.encode

    def encode(self, password, salt, *args):
        made.append(password)
        return really(self, password, salt, *args)

    monkeypatch.setattr(MD5PasswordHasher, "encode", encode)
    return made


def sign_in(client, login, password):
    return client.post("/accounts/login/", {"login": login, "password": password})


@pytest.fixture
def people(elm):
    """One of each kind: by address, by name, by an address that is no name, by codes only."""
    elm.patient_user.email = "ana@example.org"
    elm.patient_user.save()
    confirm_address(elm.patient_user, "ana@example.org")
    by_codes = User(username="codes@example.org", email="codes@example.org")
    by_codes.set_unusable_password()
    by_codes.save()
    return {
        "staff": elm.practitioner.email,
        "name": elm.patient_user.username,
        "address": "ana@example.org",
        "codes": by_codes.email,
        "nobody's address": "nobody@example.org",
        "nobody's name": "nobody",
    }


@pytest.mark.parametrize(
    "who", ["staff", "name", "address", "codes", "nobody's address", "nobody's name"]
)
def test_a_wrong_password_is_compared_once(client, people, comparisons, who):
    comparisons.clear()
    assert sign_in(client, people[who], "wrong, and long enough").status_code == 200
    assert len(comparisons) == 1


@pytest.mark.parametrize("who", ["staff", "name", "address"])
def test_the_right_one_opens(client, people, comparisons, who):
    comparisons.clear()
    assert sign_in(client, people[who], PASSWORD).status_code == 302
    assert comparisons == [PASSWORD]


def test_a_name_that_is_somebody_elses_address_opens_for_both(client, elm, people):
    namesake = User.objects.create_user("ana@example.org", password="blue kettle warm Sunday")
    for password, user in ((PASSWORD, elm.patient_user), ("blue kettle warm Sunday", namesake)):
        assert sign_in(client, "ana@example.org", password).status_code == 302
        assert client.session["_auth_user_id"] == str(user.pk)
        client.post("/accounts/logout/")


def test_a_closed_account_stays_closed(client, elm, people):
    elm.practitioner.is_active = False
    elm.practitioner.save()
    sign_in(client, people["staff"], PASSWORD)
    assert "_auth_user_id" not in client.session
