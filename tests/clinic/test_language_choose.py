import pytest
from django.conf import settings

from clinic.models import TrailEntry

URL = "/language/"


def test_before_signing_in_a_page_speaks_what_the_browser_asks_for(client, db):
    english = client.get("/accounts/login/").content.decode()
    spanish = client.get("/accounts/login/", headers={"accept-language": "es-MX,es;q=0.9,en;q=0.5"})
    unknown = client.get("/accounts/login/", headers={"accept-language": "xx,fi;q=0.8"})
    assert '<html lang="en">' in english
    assert "Sign in" in english
    assert '<html lang="es">' in spanish.content.decode()
    assert "Olvidé mi contraseña" in spanish.content.decode()
    assert '<html lang="en">' in unknown.content.decode()


def test_a_choice_is_kept_in_this_browser(client, db):
    response = client.post(URL, {"language": "es", "next": "/accounts/login/"})
    assert response.url == "/accounts/login/"
    cookie = response.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("es", True, "Lax")
    text = client.get(response.url, headers={"accept-language": "en"}).content.decode()
    assert '<html lang="es">' in text


def test_each_language_is_named_in_itself(client, db):
    text = client.get("/accounts/login/").content.decode()
    assert 'value="es" lang="es">Español<' in text
    assert 'value="en" lang="en" aria-current="true">English<' in text


def test_it_becomes_the_language_of_ones_account(client, elm):
    client.force_login(elm.practitioner)
    client.post(URL, {"language": "es", "next": "/account/"})
    elm.practitioner.refresh_from_db()
    assert elm.practitioner.language == "es"
    line = TrailEntry.objects.get(action="clinic.account_edited")
    assert (line.actor, line.details) == (elm.practitioner, {"fields": ["language"]})
    assert '<html lang="es">' in client.get("/account/").content.decode()


@pytest.mark.parametrize("typed", ["de", "", "es\0", "x" * 5000])
def test_what_is_not_spoken_changes_nothing(client, db, typed):
    response = client.post(URL, {"language": typed, "next": "/accounts/login/"})
    assert (response.status_code, response.url) == (302, "/accounts/login/")
    assert settings.LANGUAGE_COOKIE_NAME not in response.cookies


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "javascript:1", "a", ""]
)
def test_another_sites_address_leads_to_the_start(client, db, back):
    assert client.post(URL, {"language": "es", "next": back}).url == "/"


def test_it_takes_a_pressed_button_only(client, db):
    assert client.get(URL).status_code == 405


def test_a_cookie_that_names_no_language_is_ignored(client, db):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "../../etc"
    assert '<html lang="en">' in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/signup/",
        "/accounts/inactive/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/done/",
        "/invitation/",
        "/join/",
        "/first-owner/",
    ],
)
def test_where_somebody_gets_stuck_the_language_can_be_changed_too(client, db, path):
    text = client.get(path).content.decode()
    assert f'name="next" value="{path}"' in text
    assert 'lang="es">Español<' in text
