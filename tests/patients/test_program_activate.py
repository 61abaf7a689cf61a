import pytest

from patients.actions.programs import change_program
from patients.models import Program
from tests import factories

TICKS = {"found_the_spot": "on", "knows_the_stop_signs": "on"}


@pytest.fixture
def program(elm):
    patient = factories.make_patient(elm.clinic, given_names="Nadia")
    factories.make_screening(patient, by=elm.practitioner)
    return factories.make_program(patient, elm.routine, by=elm.practitioner, status="draft")


@pytest.fixture
def url(program):
    return f"/c/elm/programs/{program.pk}/activate/"


def test_it_works_and_keeps_what_was_shown(client, elm, program, url):
    client.force_login(elm.practitioner)
    response = client.post(url, TICKS)
    assert response.url == f"/c/elm/programs/{program.pk}/"
    program.refresh_from_db()
    version = program.current
    assert program.status == "active"
    assert (version.found_the_spot, version.showed_the_pressure) == (True, False)
    assert (version.knows_the_stop_signs, version.has_the_program) == (True, False)


def test_the_handout_comes_next_when_asked_for(client, elm, program, url):
    client.force_login(elm.practitioner)
    response = client.post(url, {"then": "print"})
    assert response.url == f"/c/elm/programs/{program.pk}/handout/"


def test_without_a_screening_it_says_so_and_keeps_the_ticks(client, elm, program, url):
    program.patient.screenings.all().delete()
    client.force_login(elm.practitioner)
    response = client.post(url, TICKS)
    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == [
        "This patient has not been screened. Screen them first."
    ]
    assert response.context["form"]["found_the_spot"].value() is True
    assert Program.objects.get(pk=program.pk).status == "draft"


def test_a_second_click_does_no_harm(client, elm, program, url):
    client.force_login(elm.practitioner)
    client.post(url)
    response = client.post(url, follow=True)
    assert "There is no draft to activate" in response.content.decode()
    program.refresh_from_db()
    assert program.versions.count() == 1


def test_the_next_version_replaces_the_one_before(client, elm):
    change_program(program=elm.program, by=elm.practitioner)
    client.force_login(elm.practitioner)
    client.post(f"/c/elm/programs/{elm.program.pk}/activate/")
    elm.program.refresh_from_db()
    assert elm.program.current.number == 2


def test_it_requires_permission(client, elm, program, url):
    client.force_login(elm.front_desk)
    assert client.post(url).status_code == 403
    assert Program.objects.get(pk=program.pk).status == "draft"


def test_a_stranger_finds_nothing(client, elm, oak, program, url):
    client.force_login(oak.owner)
    assert client.post(url.replace("/elm/", "/oak/")).status_code == 404


def test_it_is_only_for_posting(client, elm, url):
    client.force_login(elm.practitioner)
    assert client.get(url).status_code == 405
