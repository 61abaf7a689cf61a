import pytest
from django.conf import settings

from clinic.models import TrailEntry

URL = "/seeing/"
LARGE = 'class="hw-large"'
ALWAYS = 'id="contrast" media="all"'


def test_a_choice_is_kept_in_this_browser_and_leads_back(client, db):
    before = client.get("/accounts/login/").content.decode()
    assert LARGE not in before
    assert 'id="contrast" media="(prefers-contrast: more)"' in before
    response = client.post(URL, {"large_text": "on", "next": "/accounts/login/"})
    assert response.url == "/accounts/login/"
    cookie = response.cookies[settings.SEEING_COOKIE_NAME]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("large_text", True, "Lax")
    text = client.get(response.url).content.decode()
    assert LARGE in text
    assert ALWAYS not in text


def test_each_switch_leaves_the_other_and_may_be_turned_off(client, db):
    client.post(URL, {"large_text": "on"})
    client.post(URL, {"high_contrast": "on"})
    text = client.get("/accounts/login/").content.decode()
    assert LARGE in text
    assert ALWAYS in text
    assert text.count('value="off" aria-pressed="true"') == 2
    client.post(URL, {"large_text": "off"})
    text = client.get("/accounts/login/").content.decode()
    assert LARGE not in text
    assert ALWAYS in text


@pytest.mark.parametrize("page", ["/my/", "/my/account/", "/my/session/1/"])
def test_it_sticks_to_a_patients_account_on_every_phone(client, elm, page):
    client.force_login(elm.patient_user)
    client.post(URL, {"large_text": "on", "next": page})
    client.post(URL, {"high_contrast": "on", "next": page})
    client.cookies.clear()  # another phone
    client.force_login(elm.patient_user)
    text = client.get(page).content.decode()
    assert LARGE in text
    assert ALWAYS in text


def test_it_sticks_to_an_account_of_staff(client, elm):
    client.force_login(elm.practitioner)
    client.post(URL, {"high_contrast": "on", "next": "/account/"})
    elm.practitioner.refresh_from_db()
    assert (elm.practitioner.large_text, elm.practitioner.high_contrast) == (None, True)
    line = TrailEntry.objects.get(action="clinic.account_edited")
    assert (line.actor, line.details) == (elm.practitioner, {"fields": ["high_contrast"]})
    assert ALWAYS in client.get("/c/elm/").content.decode()


def test_what_was_chosen_before_signing_in_holds_until_the_account_says_otherwise(client, elm):
    client.post(URL, {"large_text": "on"})
    client.force_login(elm.patient_user)
    assert LARGE in client.get("/my/").content.decode()
    client.post(URL, {"large_text": "off"})
    client.cookies[settings.SEEING_COOKIE_NAME] = "large_text"
    assert LARGE not in client.get("/my/").content.decode()


@pytest.mark.parametrize("typed", ["", "yes", "ON", "on\0", "x" * 5000])
def test_what_is_neither_on_nor_off_changes_nothing(client, elm, typed):
    client.force_login(elm.patient_user)
    response = client.post(URL, {"large_text": typed, "next": "/my/"})
    assert (response.status_code, response.url) == (302, "/my/")
    assert settings.SEEING_COOKIE_NAME not in response.cookies
    elm.patient_user.refresh_from_db()
    assert elm.patient_user.large_text is None


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:1", ""])
def test_another_sites_address_leads_to_the_start(client, db, back):
    assert client.post(URL, {"large_text": "on", "next": back}).url == "/"


def test_a_cookie_that_is_none_of_ours_is_ignored(client, db):
    client.cookies[settings.SEEING_COOKIE_NAME] = "../large_text;is_superuser.."
    assert LARGE not in client.get("/accounts/login/").content.decode()


def test_it_takes_a_pressed_button_only(client, db):
    assert client.get(URL).status_code == 405
