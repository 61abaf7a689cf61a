import pytest

from patients.actions.programs import change_program, complete_program, pause_program
from tests import factories


@pytest.fixture
def url(elm):
    return f"/c/elm/programs/{elm.program.pk}/"


@pytest.fixture
def signed_in(client, elm):
    client.force_login(elm.practitioner)
    return client


def test_it_shows_what_is_followed_and_the_week(signed_in, elm, url):
    page = signed_in.get(url).context["page"]
    assert (page.followed, page.week) == (elm.program.current, 2)
    assert [shown.is_now for shown in page.phases] == [True]


def test_it_shows_doses_and_steps(signed_in, url):
    html = signed_in.get(url).content.decode()
    assert "45 s" in html
    assert "Lie on your back." in html


def test_a_draft_says_what_stands_against_it(signed_in, elm):
    patient = factories.make_patient(elm.clinic, given_names="Nadia")
    program = factories.make_program(patient, elm.routine, by=elm.practitioner, status="draft")
    html = signed_in.get(f"/c/elm/programs/{program.pk}/").content.decode()
    assert "has not been screened" in html
    assert f"/c/elm/programs/{program.pk}/activate/" in html


def test_a_next_version_says_what_it_changes(signed_in, elm, url):
    draft = change_program(program=elm.program, by=elm.practitioner)
    draft.phases.get().prescriptions.update(hold=60)
    page = signed_in.get(url).context["page"]
    assert page.draft_changes == ["Phase 1: Soft ball: hold 45 s → 1 min"]


def test_a_pause_by_a_stop_sign_stands_out(signed_in, elm, url):
    pause_program(program=elm.program, reason="stop_sign", by=elm.patient_user)
    html = signed_in.get(url).content.decode()
    assert "by a stop sign" in html
    assert "resume/" in html


def test_an_ended_program_says_how(signed_in, elm, url):
    complete_program(program=elm.program, ending="better", note="Climbs again", by=elm.owner)
    html = signed_in.get(url).content.decode()
    assert "Climbs again" in html
    assert "Change" not in html


def test_the_front_desk_reads_but_changes_nothing(client, elm, url):
    client.force_login(elm.front_desk)
    response = client.get(url)
    html = response.content.decode()
    assert response.status_code == 200
    assert "handout" in html
    for word in ("change/", "pause/", "complete/"):
        assert word not in html


def test_a_stranger_finds_nothing(client, elm, oak, url):
    client.force_login(oak.owner)
    assert client.get(url).status_code == 404
    assert client.get(url.replace("/elm/", "/oak/")).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_its_queries_do_not_grow(signed_in, elm, number, django_assert_num_queries):
    patient = factories.make_patient(elm.clinic, given_names="Nadia")
    factories.make_screening(patient, by=elm.practitioner)
    routines = [factories.make_routine(elm.clinic, f"r-{n}") for n in range(number)]
    program = factories.make_program(patient, *routines, by=elm.practitioner)
    change_program(program=program, by=elm.practitioner)
    with django_assert_num_queries(15):
        signed_in.get(f"/c/elm/programs/{program.pk}/")
