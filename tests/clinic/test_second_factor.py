"""Signing in with a second factor, setting one up, and how often each proof counts."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.db import connection

from clinic.addresses import confirm_address
from clinic.models import TrailEntry
from clinic.second_factor import SecondFactorAdapter
from tests.clients import SignedInClient
from tests.mailbox import delivered
from tests.one_time_codes import code_at
from tests.second_factors import (
    SECRET,
    Passkey,
    code_now,
    library_code_at,
    set_up_app,
    set_up_passkey,
    set_up_recovery_codes,
)

PASSWORD = "correct horse battery"
LOCALHOST = {"HTTP_HOST": "localhost", "HTTP_ORIGIN": "http://localhost"}
CODE_PAGE = "/accounts/2fa/authenticate/"


def give_password(user) -> SignedInClient:
    client = SignedInClient()
    typed = {"login": user.username, "password": PASSWORD}
    assert client.post("/accounts/login/", typed).url == CODE_PAGE
    return client


def test_two_ways_to_compute_a_code_agree():
    for moment in (0, 59, 1_111_111_109, 2_000_000_000):
        assert library_code_at(SECRET, moment) == code_at(SECRET, moment)
    assert code_at("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 59) == "287082"  # RFC 6238, appendix B


def test_password_and_code_open_the_clinic(elm):
    set_up_app(elm.practitioner)
    client = give_password(elm.practitioner)
    assert client.get("/c/elm/").url.startswith("/accounts/login/")
    client.post(CODE_PAGE, {"code": code_now()})
    assert client.get("/c/elm/").status_code == 200


@pytest.mark.parametrize("code", ["", "000000", "1" * 41, "١٢٣٤٥٦", "12\x003456"])
def test_a_wrong_code_is_told_beside_its_field(elm, code):
    set_up_app(elm.practitioner)
    client = give_password(elm.practitioner)
    page = client.post(CODE_PAGE, {"code": code})
    assert 'aria-invalid="true"' in page.content.decode()
    assert client.get("/c/elm/").url.startswith("/accounts/login/")


@pytest.mark.usefixtures("committing")
@pytest.mark.parametrize("kind", ["app", "recovery code"])
def test_a_code_counts_once_however_many_come_at_the_same_time(elm, kind):
    set_up_app(elm.practitioner)
    code = set_up_recovery_codes(elm.practitioner)[3] if kind == "recovery code" else None
    clients = [give_password(elm.practitioner) for _ in range(4)]
    code = code or code_now()

    def type_it(client) -> bool:
        connection.ensure_connection()
        try:
            client.post(CODE_PAGE, {"code": code})
            return client.get("/c/elm/").status_code == 200
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as threads:
        accepted = sum(threads.map(type_it, clients))
    print(f"\n{kind}: sent {len(clients)} times at once, accepted {accepted}")
    assert accepted == 1


@pytest.mark.usefixtures("committing")
def test_setting_up_an_app_opens_the_clinic_at_once(elm):
    confirm_address(elm.practitioner, elm.practitioner.email)
    client = SignedInClient()
    client.force_login(elm.practitioner, second_factor=False)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    groups = re.findall(r"<span>([A-Z2-7]{4})</span>", page)
    wrong = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert 'aria-invalid="true"' in wrong.content.decode()
    client.post("/accounts/2fa/totp/activate/", {"code": code_now("".join(groups))})
    codes = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert len(re.findall(r"<li>\d{4} \d{4}</li>", codes)) == 10
    again = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert not re.search(r"<li>\d{4} \d{4}</li>", again)
    assert client.get("/c/elm/").status_code == 200
    lines = TrailEntry.objects.for_clinic(elm.clinic).filter(action="clinic.second_factor_added")
    assert [line.details for line in lines] == [{"how": "app"}]
    (mail,) = delivered()
    assert mail.to == [elm.practitioner.email]
    assert "An authenticator app was set up" in mail.subject
    assert "its codes are asked for" in mail.body


@pytest.mark.usefixtures("committing")
def test_a_passkey_is_set_up_and_signs_in_alone(elm):
    client, passkey = SignedInClient(), Passkey()
    client.force_login(elm.practitioner, second_factor=False)
    options = options_of(client.get("/accounts/2fa/webauthn/add/", **LOCALHOST))
    answer = passkey.registered(options["creation_options"], "http://localhost")
    sent = {"name": "My phone", "credential": answer}
    client.post("/accounts/2fa/webauthn/add/", sent, **LOCALHOST)
    assert client.get("/c/elm/", **LOCALHOST).status_code == 200

    client = SignedInClient()
    handle = user_pk_to_url_str(elm.practitioner)
    wanted = client.get(
        "/accounts/2fa/webauthn/login/", HTTP_ACCEPT="application/json", **LOCALHOST
    )
    answer = passkey.signed(wanted.json()["request_options"], "http://localhost", handle)
    client.post("/accounts/2fa/webauthn/login/", {"credential": answer}, **LOCALHOST)
    assert client.get("/c/elm/", **LOCALHOST).status_code == 200


def test_a_passkey_for_another_address_is_refused(elm):
    passkey = set_up_passkey(elm.practitioner)
    client = give_password(elm.practitioner)
    options = options_of(client.get(CODE_PAGE, **LOCALHOST))
    for origin in ("http://evil.example", "https://localhost.evil.example"):
        answer = passkey.signed(options["request_options"], origin)
        page = client.post(CODE_PAGE, {"credential": answer}, **LOCALHOST)
        assert "not known here" in page.content.decode()


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"response": 1}',
        "[" * 10_000,
        '{"id":' * 3_000,
        "x" * 30_000,
        '{"rawId": "AA", "id": "AA", "response": {"userHandle": null}}',
        '{"rawId": "AA", "id": "AA", "response": {"userHandle": "enp6enp6enp6enp6eg"}}',
        '{"rawId": "AA", "id": "AA", "response": {"userHandle": "MQ", "clientDataJSON": "e30"}}',
    ],
)
def test_what_is_no_passkey_is_refused_in_words(elm, answer):
    set_up_passkey(elm.practitioner)
    client = SignedInClient()
    client.get("/accounts/2fa/webauthn/login/", HTTP_ACCEPT="application/json")
    page = client.post("/accounts/2fa/webauthn/login/", {"credential": answer}, follow=True)
    assert page.status_code == 200
    assert "not known here" in page.content.decode()


def test_what_is_no_new_passkey_is_refused_in_words(client, elm):
    client.force_login(elm.practitioner, second_factor=False)
    client.get("/accounts/2fa/webauthn/add/", **LOCALHOST)
    for answer in (
        '{"response": {"attestationObject": "AA", "clientDataJSON": "e30"}}',
        "[" * 9000,
    ):
        sent = {"name": "x", "credential": answer}
        page = client.post("/accounts/2fa/webauthn/add/", sent, **LOCALHOST)
        assert page.status_code == 200
        assert "not known here" in page.content.decode()
    assert not Authenticator.objects.exists()


def options_of(page) -> dict:
    (data,) = re.findall(r'<script id="js_data"[^>]*>(.*?)</script>', page.content.decode())
    return json.loads(data)


def test_only_what_was_found_in_a_row_is_decrypted():
    with pytest.raises(TypeError, match="found in a row"):
        SecondFactorAdapter().decrypt(SECRET)
