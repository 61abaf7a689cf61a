"""A code by e-mail, instead of a password."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from clinic.models import TrailEntry, User
from tests.mailbox import deliver_due, delivered

ASK, TYPE = "/accounts/login/code/", "/accounts/login/code/confirm/"
EMAIL = "ana@example.org"


@pytest.fixture
def ana(elm):
    User.objects.filter(pk=elm.patient_user.pk).update(email=EMAIL)
    EmailAddress.objects.create(user=elm.patient_user, email=EMAIL, verified=True, primary=True)
    return elm.patient_user


def code_in(message) -> str:
    return re.search(r"^([A-Z0-9]{4}-?[A-Z0-9]{4})$", message.body, re.MULTILINE)[1]


def ask(client, email=EMAIL):
    return client.post(ASK, {"email": email})


def test_from_the_sign_in_page_to_todays_program(client, ana):
    page = client.get("/accounts/login/?next=/my/").content.decode()
    assert "/accounts/login/code/?next=%2Fmy%2F" in page
    assert client.post(f"{ASK}?next=/my/", {"email": EMAIL, "next": "/my/"}).status_code == 302
    (message,) = delivered()
    assert client.post(TYPE, {"code": code_in(message), "next": "/my/"}).url == "/my/"
    assert client.get("/my/").status_code == 200
    assert TrailEntry.objects.filter(action="clinic.signed_in", actor=ana).count() == 1


def test_the_mail_says_nothing_private_and_holds_no_link(client, ana, elm):
    ask(client)
    (message,) = delivered()
    said = f"{message.subject} {message.body}"
    assert not re.search(r"http|Ana|Muñoz|Elm|hip|psoas", said)
    assert code_in(message) not in message.subject


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", ""), str])
def test_it_may_be_typed_as_people_type(client, ana, typed):
    ask(client)
    assert client.post(TYPE, {"code": typed(code_in(delivered()[0]))}).url == "/"


def test_a_wrong_code_is_told_and_the_third_ends_it(client, ana):
    ask(client)
    code = code_in(delivered()[0])
    for _twice in range(2):
        response = client.post(TYPE, {"code": "AAAAAAAA"})
        assert "This is not the code" in response.content.decode()
    assert client.post(TYPE, {"code": "AAAAAAAA"}).status_code == 302
    assert client.post(TYPE, {"code": code}).url == ASK
    assert client.get("/my/").status_code == 302


def test_it_counts_in_the_browser_that_asked(client, ana):
    ask(client)
    other = type(client)()
    assert other.post(TYPE, {"code": code_in(delivered()[0])}).url == ASK
    assert other.get("/my/").status_code == 302


@pytest.mark.parametrize(("seconds", "where"), [(590, "/"), (601, ASK)])
def test_it_counts_for_ten_minutes(client, ana, monkeypatch, seconds, where):
    ask(client)
    later = time.time() + seconds
    monkeypatch.setattr("allauth.account.internal.flows.code_verification.time.time", lambda: later)
    assert client.post(TYPE, {"code": code_in(delivered()[0])}).url == where


def test_it_works_once(client, ana):
    ask(client)
    code = code_in(delivered()[0])
    client.post(TYPE, {"code": code})
    client.post("/accounts/logout/")
    assert client.post(TYPE, {"code": code}).url == ASK


def test_a_new_one_replaces_it(client, ana):
    ask(client)
    client.post(TYPE, {"action": "resend"})
    first, second = (code_in(message) for message in delivered())
    assert client.post(TYPE, {"code": first}).status_code == 200
    assert client.post(TYPE, {"code": second}).url == "/"


def test_known_and_unknown_addresses_get_the_same_answer(client, ana):
    pages = []
    for email in (EMAIL, "xyz@example.org"):
        client.cookies.clear()
        response = ask(client, email)
        page = client.get(TYPE).content.decode().replace(email, "")
        pages.append((response.status_code, response.url, re.sub(r'value="[^"]+"', "", page)))
    assert pages[0] == pages[1]
    _known, unknown = delivered()
    assert "no account has it" in unknown.body
    assert not re.search(r"\b[A-Z0-9]{4}-?[A-Z0-9]{4}\b", unknown.body)


def test_an_address_nobody_confirmed_and_the_clinic_does_not_know_gets_no_code(client, elm):
    """What a patient typed as their name is no proof that the address is theirs."""
    User.objects.filter(pk=elm.patient_user.pk).update(username="slip@example.org")
    ask(client, "slip@example.org")
    assert "no account has it" in delivered()[0].body


@pytest.mark.parametrize("email", ["", "ana", "a\0b@example.org", "x" * 5000 + "@example.org"])
def test_bad_input_is_told(client, db, email):
    assert "email" in ask(client, email).context["form"].errors
    assert delivered() == []


def test_a_mail_that_cannot_be_sent_gives_the_same_answer(client, ana, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    assert ask(client).url == TYPE
    deliver_due()
    assert client.get(TYPE).status_code == 200


def test_nobody_fills_a_mailbox(client, ana):
    for _try in range(6):
        client.cookies.clear()
        response = ask(client)
    assert len(delivered()) == 3
    assert "Too many" in response.content.decode()


def test_another_address_can_be_taken(client, ana):
    ask(client, "wrong@example.org")
    assert client.post("/accounts/logout/", {"next": ASK}).url == ASK
    assert client.get(ASK).status_code == 200


@pytest.mark.parametrize("has_app", [True, False])
def test_staff_need_their_second_factor_all_the_same(client, elm, has_app):
    """A mailbox alone opens no health record of anybody."""
    if has_app:
        Authenticator.objects.create(user=elm.owner, type="totp", data={"secret": "x"})
    ask(client, elm.owner.email)
    response = client.post(TYPE, {"code": code_in(delivered()[0])})
    assert response.status_code == 302
    for page in ("/c/elm/", "/c/elm/patients/", "/c/elm/staff/"):
        assert client.get(page).status_code == 302
