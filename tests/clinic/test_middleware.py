"""What every request goes through."""

import logging

import pytest

from clinic.logs import PlainRecords

OURS = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def form_url(elm):
    return f"/c/{elm.clinic.slug}/patients/new/"


def test_a_form_sent_after_signing_out_comes_back_whole(client, form_url):
    typed = {"given_names": "Ana <b>", "note": "\nline one\nline two"}
    response = client.post(form_url, typed, **OURS)
    assert response.status_code == 403
    assert dict(response.context["typed"]) == typed
    assert response.context["address"] == form_url
    assert "Ana &lt;b&gt;" in response.content.decode()


def test_what_another_site_sends_is_not_shown(client, form_url):
    response = client.post(form_url, {"note": "click me"}, HTTP_ORIGIN="https://evil.example")
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


def test_a_stale_key_hands_the_form_back(elm, form_url):
    from django.test import Client  # noqa: PLC0415 -- only here with CSRF on

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(elm.practitioner)
    response = strict.post(form_url, {"note": "typed"}, **OURS)
    assert response.status_code == 403
    assert response.context["typed"] == [("note", "typed")]
    foreign = strict.post(form_url, {"note": "typed"}, HTTP_ORIGIN="https://evil.example")
    assert foreign.status_code == 403
    assert foreign.context["typed"] == []


@pytest.mark.parametrize("query", ["?page=%00", "?%00=1", "?q=a%00b"])
def test_unreadable_addresses_are_told_so(client, elm, query):
    client.force_login(elm.practitioner)
    response = client.get(f"/c/{elm.clinic.slug}/patients/{query}")
    assert response.status_code == 400
    assert "cannot be read" in response.content.decode()


def test_what_a_member_sees_stays_out_of_caches(client, elm):
    client.force_login(elm.practitioner)
    response = client.get(f"/c/{elm.clinic.slug}/patients/")
    assert "no-store" in response["Cache-Control"]


def test_every_page_carries_the_policy(client, elm):
    client.force_login(elm.practitioner)
    for url in (f"/c/{elm.clinic.slug}/", "/accounts/login/", "/nowhere/"):
        response = client.get(url)
        policy = response["Content-Security-Policy"]
        assert "unsafe-inline" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"
        assert response["X-Frame-Options"] == "DENY"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_the_log_names_an_error_by_its_type_and_place_only():
    try:
        raise ValueError("Ana Muñoz 1951-03-14")
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord(
        "django.request", logging.ERROR, "x", 1, "Internal Server Error: %s", ("/?q=Ana",), info
    )
    assert PlainRecords().filter(record)
    line = logging.Formatter("%(message)s").format(record)
    assert line.startswith("ValueError at ")
    assert "Ana" not in line
