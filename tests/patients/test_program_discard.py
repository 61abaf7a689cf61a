import pytest

from patients.actions.programs import change_program
from patients.models import Program
from tests import factories


@pytest.fixture
def url(elm):
    return f"/c/elm/programs/{elm.program.pk}/discard/"


def test_a_next_draft_goes_and_the_program_stays(client, elm, url):
    change_program(program=elm.program, by=elm.practitioner)
    client.force_login(elm.practitioner)
    assert client.post(url).url == f"/c/elm/programs/{elm.program.pk}/"
    assert elm.program.draft is None


def test_a_first_draft_takes_its_program_along(client, elm):
    patient = factories.make_patient(elm.clinic, given_names="Nadia")
    program = factories.make_program(patient, elm.routine, by=elm.practitioner, status="draft")
    client.force_login(elm.practitioner)
    response = client.post(f"/c/elm/programs/{program.pk}/discard/")
    assert response.url == f"/c/elm/patients/{patient.pk}/"
    assert not Program.objects.filter(pk=program.pk).exists()


def test_nothing_to_discard_is_said(client, elm, url):
    client.force_login(elm.practitioner)
    assert "no draft to discard" in client.post(url, follow=True).content.decode()


def test_it_requires_permission(client, elm, url):
    change_program(program=elm.program, by=elm.practitioner)
    client.force_login(elm.front_desk)
    assert client.post(url).status_code == 403
    assert elm.program.draft is not None


def test_a_stranger_finds_nothing(client, elm, oak, url):
    client.force_login(oak.owner)
    assert client.post(url.replace("/elm/", "/oak/")).status_code == 404
