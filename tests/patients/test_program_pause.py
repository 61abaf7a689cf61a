import pytest


@pytest.fixture
def url(elm):
    return f"/c/elm/programs/{elm.program.pk}/pause/"


def test_it_works(client, elm, url):
    client.force_login(elm.practitioner)
    assert client.post(url).url == f"/c/elm/programs/{elm.program.pk}/"
    elm.program.refresh_from_db()
    assert (elm.program.status, elm.program.pause_reason) == ("paused", "practitioner")
    assert elm.program.paused_on == elm.clinic.today()


def test_a_second_click_is_told(client, elm, url):
    client.force_login(elm.practitioner)
    client.post(url)
    assert "Only a program that is followed" in client.post(url, follow=True).content.decode()


def test_it_requires_permission(client, elm, url):
    client.force_login(elm.front_desk)
    assert client.post(url).status_code == 403
    elm.program.refresh_from_db()
    assert elm.program.status == "active"


def test_a_stranger_finds_nothing(client, elm, oak, url):
    client.force_login(oak.owner)
    assert client.post(url.replace("/elm/", "/oak/")).status_code == 404


def test_it_is_only_for_posting(client, elm, url):
    client.force_login(elm.practitioner)
    assert client.get(url).status_code == 405
