"""Nobody guesses, nobody locks another person out, and a whole clinic signs in at eight."""

from contextlib import contextmanager

import pytest
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.signals import user_login_failed

from clinic.models import TrailEntry, User
from tests import second_factors
from tests.clients import SignedInClient
from tests.second_factors import set_up_passkey

LOGIN, PASSWORD = "/accounts/login/", "correct horse battery"
CLINIC, ATTACKER = "192.0.2.10", "198.51.100.66"


@contextmanager
def compared():
    """Every wrong password that was really compared."""
    seen = []

    def note(credentials, **kwargs):
        seen.append(credentials)

    user_login_failed.connect(note)
    yield seen
    user_login_failed.disconnect(note)


def attempt(login, password=PASSWORD, *, address=CLINIC, client=None, **headers) -> bool:
    """Whether a sign-in from an address succeeds."""
    client = client or SignedInClient()
    typed = {"login": login, "password": password}
    response = client.post(LOGIN, typed, REMOTE_ADDR=address, **headers)
    assert response.status_code in {200, 302, 429}
    return response.status_code == 302


def test_of_200_wrong_passwords_for_one_account_five_are_compared(elm):
    with compared() as seen:
        for number in range(200):
            attempt("ana-elm", f"wrong password {number}", address=ATTACKER)
    assert len(seen) == 5


def test_of_200_wrong_passwords_from_one_address_ten_are_compared(elm):
    with compared() as seen:
        for number in range(200):
            attempt(f"somebody{number}", address=ATTACKER)
    assert len(seen) == 10


def test_nobody_locks_another_person_out(elm):
    for number in range(50):
        attempt("ana-elm", f"wrong password {number}", address=ATTACKER)
    assert not attempt("ana-elm", address=ATTACKER)
    assert attempt("ana-elm", address=CLINIC)


def test_who_signed_in_here_before_is_not_shut_out_by_others_at_the_same_address(elm):
    own = SignedInClient()
    assert attempt("ana-elm", client=own)
    own.post("/accounts/logout/")
    for number in range(50):
        attempt("ana-elm", f"wrong password {number}", address=CLINIC)
        attempt(f"somebody{number}", address=CLINIC)
    assert not attempt("ana-elm", address=CLINIC)
    assert attempt("ana-elm", client=own)


def test_noise_at_their_address_does_not_shut_staff_out_of_the_second_step(elm):
    second_factors.set_up_app(elm.owner)
    own = SignedInClient()
    assert attempt(elm.owner.email, client=own)
    for number in range(50):
        attempt(f"somebody{number}", address=CLINIC)
    code = {"code": second_factors.code_now()}
    response = own.post("/accounts/2fa/authenticate/", code, REMOTE_ADDR=CLINIC)
    assert response.status_code == 302


def test_a_right_code_of_ones_own_buys_no_more_guesses(elm):
    """Somebody with an account does not wash away what their address has tried."""
    codes = second_factors.set_up_recovery_codes(elm.patient_user)
    own = SignedInClient()
    own.force_login(elm.patient_user)
    with compared() as seen:
        for number in range(27):
            attempt(f"somebody{number}", address=ATTACKER)
            if number % 9 == 8:
                code = {"code": codes.pop()}
                again = own.post("/accounts/2fa/reauthenticate/", code, REMOTE_ADDR=ATTACKER)
                assert again.status_code == 302
    assert len(seen) == 10


def test_a_known_browser_may_not_guess_either(elm):
    own = SignedInClient()
    assert attempt("ana-elm", client=own)
    own.post("/accounts/logout/")
    with compared() as seen:
        for number in range(50):
            attempt("ana-elm", f"wrong password {number}", client=own)
    assert len(seen) == 5


def test_a_known_browser_is_known_for_its_own_people_only(elm):
    own = SignedInClient()
    assert attempt("ana-elm", client=own)
    own.post("/accounts/logout/")
    with compared() as seen:
        for number in range(50):
            attempt(f"owner{number}@elm.example", client=own)
    assert len(seen) == 10


@pytest.mark.parametrize("cookie", ["", "x", "eyJpZCI6IngifQ:1tABCD:forged"])
def test_a_cookie_that_is_made_up_helps_nobody(elm, cookie):
    with compared() as seen:
        for number in range(20):
            client = SignedInClient()
            client.cookies["hipwise-known"] = cookie
            attempt("ana-elm", f"wrong password {number}", client=client, address=ATTACKER)
    assert len(seen) == 5


def test_the_cookie_says_nobodys_name(elm):
    own = SignedInClient()
    attempt("ana-elm", client=own)
    cookie = own.cookies["hipwise-known"]
    assert "ana" not in cookie.value
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


def test_a_clinic_of_twenty_behind_one_address_signs_in_within_a_minute(db):
    for number in range(20):
        User.objects.create_user(f"staff{number}", password=PASSWORD)
    assert not any(attempt(f"staff{number}", "mistyped it once") for number in range(0, 20, 3))
    assert all(attempt(f"staff{number}") for number in range(20))


def test_so_does_a_clinic_of_twenty_with_passkeys(db):
    page, here = "/accounts/2fa/webauthn/login/", {"HTTP_HOST": "localhost", "REMOTE_ADDR": CLINIC}
    for number in range(20):
        user = User.objects.create_user(f"staff{number}")
        passkey, client = set_up_passkey(user), SignedInClient()
        wanted = client.get(page, HTTP_ACCEPT="application/json", **here).json()
        answer = passkey.signed(
            wanted["request_options"], "http://localhost", user_pk_to_url_str(user)
        )
        client.post(page, {"credential": answer}, **here)
        assert client.session.get("_auth_user_id") == str(user.pk), number


@pytest.mark.parametrize("proxies", [0, 1])
def test_forged_forwarding_changes_nothing(elm, settings, proxies):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    with compared() as seen:
        for number in range(50):
            # A proxy adds whom it heard from at the end; what stands before is the client's word.
            chain = f"203.0.113.{number}" + (f", {ATTACKER}" if proxies else "")
            attempt("ana-elm", f"wrong {number}", address=CLINIC, HTTP_X_FORWARDED_FOR=chain)
    assert len(seen) == 5


def test_behind_a_proxy_people_are_told_apart(elm, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(50):
        attempt("ana-elm", f"wrong {number}", HTTP_X_FORWARDED_FOR=ATTACKER)
    assert not attempt("ana-elm", HTTP_X_FORWARDED_FOR=ATTACKER)
    assert attempt("ana-elm", HTTP_X_FORWARDED_FOR="203.0.113.7")


def test_what_is_refused_is_told_once_a_minute(elm):
    for number in range(30):
        attempt("ana-elm", f"wrong password {number}", address=ATTACKER)
    lines = TrailEntry.objects.filter(clinic=elm.clinic)
    assert lines.filter(action="clinic.sign_in_limited").count() == 1
    assert lines.filter(action="clinic.sign_in_failed").count() == 5


def test_a_flood_gets_a_page_in_our_words(client, elm, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "2/m/ip"}
    for _try in range(3):
        response = client.post(LOGIN, {"login": "x", "password": "y"})
    assert response.status_code == 429
    assert "Wait five minutes" in response.content.decode()


@pytest.mark.parametrize(
    ("page", "known", "unknown"),
    [
        (LOGIN, {"login": "owner@elm.example"}, {"login": "nobody@elm.example"}),
        (
            "/accounts/password/reset/",
            {"email": "owner@elm.example"},
            {"email": "nobodyy@elm.example"},
        ),
        (
            "/accounts/login/code/",
            {"email": "owner@elm.example"},
            {"email": "nobodyy@elm.example"},
        ),
    ],
)
def test_answers_do_not_tell_who_is_known(elm, page, known, unknown):
    answers = []
    for typed in (known, unknown):
        response = SignedInClient().post(page, typed | {"password": "wrong, and long enough"})
        text = response.content.decode().replace(next(iter(typed.values())), "")
        answers.append((response.status_code, response.get("Location"), len(text)))
    assert answers[0] == answers[1]
