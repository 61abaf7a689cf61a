"""Mails that anybody can ask for: nobody holds up another's, and no mailbox is flooded."""

import pytest
from allauth.account.models import EmailAddress

from clinic.models import User
from tests.clients import SignedInClient
from tests.mailbox import delivered

CODE, NEW_PASSWORD = "/accounts/login/code/", "/accounts/password/reset/"
HOME, ATTACKER = "192.0.2.10", "198.51.100.66"
EMAIL = "ana@example.org"


@pytest.fixture
def ana(elm):
    User.objects.filter(pk=elm.patient_user.pk).update(email=EMAIL)
    EmailAddress.objects.create(user=elm.patient_user, email=EMAIL, verified=True, primary=True)
    return elm.patient_user


def ask(page, *, address, client=None, email=EMAIL) -> bool:
    """Whether the mail is on its way."""
    client = client or SignedInClient()
    return client.post(page, {"email": email}, REMOTE_ADDR=address).status_code == 302


@pytest.mark.parametrize("page", [CODE, NEW_PASSWORD])
def test_nobody_holds_up_anothers_mail(ana, page):
    asked = [ask(page, address=ATTACKER) for _time in range(20)]
    assert asked == [True] * 3 + [False] * 17
    assert ask(page, address=HOME)
    assert len(delivered()) == 4


def test_a_mailbox_gets_thirty_an_hour_however_many_ask(ana):
    for number in range(60):
        ask([CODE, NEW_PASSWORD][number % 2], address=f"203.0.113.{number}")
    assert len(delivered()) == 30


def test_a_browser_of_ones_own_gets_its_code_in_any_flood(ana):
    own = SignedInClient()
    own.post("/accounts/login/", {"login": "ana-elm", "password": "correct horse battery"})
    own.post("/accounts/logout/")
    assert ask(CODE, address=HOME, client=own)
    own.post("/accounts/login/code/confirm/", {"code": code_in(delivered()[-1])})
    own.post("/accounts/logout/")
    for number in range(60):
        ask(CODE, address=f"203.0.113.{number}")
    assert not ask(CODE, address=HOME)
    before = len(delivered())
    assert ask(CODE, address=HOME, client=own)
    assert len(delivered()) == before + 1


def code_in(mail) -> str:
    return next(line for line in mail.body.splitlines() if len(line) in {8, 9} and line.isupper())


def test_an_address_nobody_has_is_counted_alike(db):
    assert [ask(CODE, address=ATTACKER, email="nobody@example.org") for _ in range(4)] == [
        True,
        True,
        True,
        False,
    ]


def test_who_asks_too_often_is_told_beside_the_field(client, ana):
    for _time in range(4):
        response = client.post(NEW_PASSWORD, {"email": EMAIL})
    assert "Too many" in response.context["form"].errors["email"][0]
