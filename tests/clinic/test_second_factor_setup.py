"""The first page of whoever has to set up a second factor."""

from tests.second_factors import set_up_app

URL = "/accounts/second-step/"


def test_it_offers_an_app_and_a_passkey(client, elm):
    client.force_login(elm.practitioner, second_factor=False)
    page = client.get(URL, HTTP_HOST="localhost:8000")
    assert "/accounts/2fa/totp/activate/" in page.content.decode()
    assert "/accounts/2fa/webauthn/add/" in page.content.decode()


def test_where_the_address_is_a_number_it_says_why_there_is_no_passkey(client, elm):
    client.force_login(elm.practitioner, second_factor=False)
    for host in ("127.0.0.1:8000", "127.0.0.1"):
        page = client.get(URL, HTTP_HOST=host).content.decode()
        assert "/accounts/2fa/totp/activate/" in page
        assert "/accounts/2fa/webauthn/add/" not in page
        assert "open Hipwise as localhost:" in page


def test_whoever_has_one_is_led_to_what_they_have(client, elm):
    set_up_app(elm.practitioner)
    client.force_login(elm.practitioner)
    assert client.get(URL).url == "/accounts/2fa/"


def test_it_wants_somebody_signed_in(client, db):
    assert client.get(URL).url.startswith("/accounts/login/")
