import pytest

from patients.actions.programs import complete_program


@pytest.fixture
def url(elm):
    return f"/c/elm/programs/{elm.program.pk}/change/"


def test_it_opens_the_next_draft(client, elm, url):
    client.force_login(elm.practitioner)
    for _click in range(2):
        response = client.post(url)
        assert response.url == f"/c/elm/programs/{elm.program.pk}/edit/"
    assert elm.program.draft.number == 2
    assert elm.program.versions.count() == 2


def test_an_ended_program_is_not_changed(client, elm, url):
    complete_program(program=elm.program, ending="better", note="", by=elm.owner)
    client.force_login(elm.practitioner)
    html = client.post(url, follow=True).content.decode()
    assert "Only a program that is followed can be changed." in html
    assert elm.program.draft is None


def test_it_requires_permission(client, elm, url):
    client.force_login(elm.front_desk)
    assert client.post(url).status_code == 403
    assert elm.program.draft is None


def test_a_stranger_finds_nothing(client, elm, oak, url):
    client.force_login(oak.owner)
    assert client.post(url.replace("/elm/", "/oak/")).status_code == 404


def test_it_is_only_for_posting(client, elm, url):
    client.force_login(elm.practitioner)
    assert client.get(url).status_code == 405
