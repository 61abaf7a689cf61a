"""A sign-in with a browser that is new to us is told by mail."""

import re

import pytest
from allauth.account.models import EmailAddress

from clinic.models import User
from tests.clients import SignedInClient
from tests.mailbox import delivered
from tests.second_factors import code_now, set_up_app

LOGIN, PASSWORD = "/accounts/login/", "correct horse battery"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"


@pytest.fixture
def ana(elm):
    User.objects.filter(pk=elm.patient_user.pk).update(email="ana@example.org")
    EmailAddress.objects.create(
        user=elm.patient_user, email="ana@example.org", verified=True, primary=True
    )
    return elm.patient_user


def sign_in(client, login="ana-elm"):
    typed = {"login": login, "password": PASSWORD}
    return client.post(LOGIN, typed, headers={"user-agent": PHONE})


def test_the_mail_says_what_and_how_to_end_it_and_nothing_private(client, ana):
    assert sign_in(client).status_code == 302
    (mail,) = delivered()
    assert mail.to == ["ana@example.org"]
    assert "Chrome on Android" in mail.body
    assert "Sign out everywhere else" in mail.body
    assert not re.search(r"http|Ana|Muñoz|Elm|hip|psoas|\d+\.\d+\.\d+", mail.subject + mail.body)


def test_the_same_browser_is_no_news(client, ana):
    for _time in range(3):
        sign_in(client)
        client.post("/accounts/logout/")
    assert len(delivered()) == 1


def test_a_browser_that_somebody_else_uses_is_new_for_this_person(client, ana, elm):
    sign_in(client, "ana-elm")
    client.post("/accounts/logout/")
    EmailAddress.objects.create(user=elm.owner, email=elm.owner.email, verified=True, primary=True)
    sign_in(client, elm.owner.email)
    assert [mail.to for mail in delivered()] == [["ana@example.org"], [elm.owner.email]]


def test_staff_hear_once_they_are_in_and_not_before(client, elm):
    EmailAddress.objects.create(user=elm.owner, email=elm.owner.email, verified=True, primary=True)
    set_up_app(elm.owner)
    sign_in(client, elm.owner.email)
    assert delivered() == []
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert len(delivered()) == 1


def test_who_types_a_mailed_code_has_had_a_mail(client, ana):
    client.post("/accounts/login/code/", {"email": "ana@example.org"})
    (mail,) = delivered()
    code = re.search(r"^([A-Z0-9]{4}-?[A-Z0-9]{4})$", mail.body, re.MULTILINE)[1]
    client.post("/accounts/login/code/confirm/", {"code": code})
    assert client.get("/my/").status_code == 200
    assert len(delivered()) == 1


def test_who_has_no_address_signs_in_all_the_same(elm):
    assert sign_in(SignedInClient()).status_code == 302
    assert delivered() == []
