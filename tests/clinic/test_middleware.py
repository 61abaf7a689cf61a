"""What every request goes through."""

import pytest

from tests.clients import SignedInClient

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
    strict = SignedInClient(enforce_csrf_checks=True)
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


@pytest.mark.parametrize("number", [2**63, 10**20 - 1])
def test_an_id_that_no_database_holds_is_not_found(client, elm, number):
    screening = f"/c/{elm.clinic.slug}/patients/{number}/screenings/{elm.screening.pk}/"
    assert client.get(screening).status_code == 302
    client.force_login(elm.practitioner)
    assert client.get(screening).status_code == 404


def test_what_a_member_sees_stays_out_of_caches(client, elm):
    client.force_login(elm.practitioner)
    response = client.get(f"/c/{elm.clinic.slug}/patients/")
    assert "no-store" in response["Cache-Control"]


def test_signed_out_one_may_look_and_sign_in(client, form_url):
    assert client.get(form_url, **OURS).url.startswith("/accounts/login/")
    typed = {"login": "nobody", "password": "correct horse battery"}
    assert client.post("/accounts/login/", typed, **OURS).status_code == 200


def test_a_method_that_a_page_does_not_take_is_refused_in_words(client, elm):
    client.force_login(elm.owner)
    response = client.get(f"/c/elm/patients/{elm.patient.pk}/archive/")
    assert response.status_code == 405
    assert "</html>" in response.content.decode()
