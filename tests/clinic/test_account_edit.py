import pytest

from clinic.models import TrailEntry

URL = "/account/"


def test_everybody_changes_their_own_name(client, elm):
    client.force_login(elm.practitioner)
    response = client.post(URL, {"first_name": "Rosa", "last_name": "Lind", "is_superuser": "on"})
    assert response.url == URL
    elm.practitioner.refresh_from_db()
    assert (str(elm.practitioner), elm.practitioner.is_superuser) == ("Rosa Lind", False)
    line = TrailEntry.objects.get(action="clinic.account_edited")
    assert (line.clinic, line.actor, line.details) == (
        elm.clinic,
        elm.practitioner,
        {"fields": ["first_name", "last_name"]},
    )


def test_what_stays_the_same_is_not_told(client, elm):
    client.force_login(elm.practitioner)
    client.post(URL, {"first_name": "", "last_name": ""})
    assert not TrailEntry.objects.filter(action="clinic.account_edited").exists()


@pytest.mark.parametrize(
    ("typed", "why"), [("x" * 151, "at most 150 characters"), ("a\0b", "Null characters")]
)
def test_a_bad_name_is_told_and_kept(client, elm, typed, why):
    client.force_login(elm.practitioner)
    text = client.post(URL, {"first_name": typed, "last_name": "Lind"}).content.decode()
    assert why in text
    assert 'value="Lind"' in text
    elm.practitioner.refresh_from_db()
    assert elm.practitioner.first_name == ""


def test_it_leads_to_all_that_belongs_to_signing_in(client, elm):
    client.force_login(elm.front_desk)
    text = client.get(URL).content.decode()
    for address in ("/accounts/password/change/", "/accounts/email/", "/accounts/sessions/"):
        assert f'href="{address}"' in text


def test_the_staff_pages_lead_to_it(client, elm):
    client.force_login(elm.front_desk)
    assert 'href="/account/"' in client.get("/c/elm/").content.decode()


def test_pages_speak_the_language_of_ones_account(client, elm):
    elm.practitioner.language = "es"
    elm.practitioner.save()
    client.force_login(elm.practitioner)
    assert '<html lang="es">' in client.get(URL).content.decode()
    client.force_login(elm.owner)
    assert '<html lang="en">' in client.get(URL).content.decode()
