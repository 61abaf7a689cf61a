import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic import paper
from clinic.models import TrailEntry
from tests import factories

TRANSACTION = re.compile(r"^(SAVEPOINT|RELEASE|BEGIN|COMMIT)")


@pytest.fixture
def get(client, elm):
    def get(query="", program=elm.program, by=elm.front_desk):
        client.force_login(by)
        return client.get(f"/c/elm/programs/{program.pk}/handout.pdf{query}")

    return get


def test_the_front_desk_prints(get, elm):
    response = get()
    assert response.status_code == 200
    assert response.content.startswith(b"%PDF")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert TrailEntry.objects.get(action="patients.handout_printed").actor == elm.front_desk


def test_the_name_of_the_file_says_nobodys_name(get, elm):
    assert get()["Content-Disposition"] == f'inline; filename="hipwise-p{elm.program.pk}-v1.pdf"'


def queries_of(client, url):
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return [q["sql"] for q in captured.captured_queries if not TRANSACTION.match(q["sql"])]


def test_queries_are_few_cold_and_fewer_from_the_cache(client, elm):
    routines = [factories.make_routine(elm.clinic, f"routine-{n}") for n in range(3)]
    patient = factories.make_patient(elm.clinic, given_names="Bo")
    three = factories.make_program(patient, *routines, by=elm.practitioner)
    client.force_login(elm.front_desk)
    for program in (elm.program, three):
        url = f"/c/elm/programs/{program.pk}/handout.pdf"
        assert len(queries_of(client, url)) <= 10
        assert len(queries_of(client, url)) <= 6


def test_a_draft_is_not_printed(get, elm):
    patient = factories.make_patient(elm.clinic, given_names="Bo")
    draft = factories.make_program(patient, elm.routine, by=elm.owner, status="draft")
    response = get(program=draft)
    assert response.status_code == 302
    assert response.url == f"/c/elm/programs/{draft.pk}/handout/"
    assert not TrailEntry.objects.filter(action="patients.handout_printed").exists()


def test_a_choice_that_is_not_offered_is_shown_beside_its_field(get):
    response = get("?paper=a3")
    assert response["Content-Type"].startswith("text/html")
    assert response.context["form"].errors


def raising(error):
    def stop(html):
        raise error

    return stop


def test_who_comes_when_all_print_is_asked_to_wait(get, monkeypatch):
    monkeypatch.setattr(paper.press, "print", raising(paper.Busy()))
    response = get()
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert "Your paper is being prepared" in response.content.decode()


@pytest.mark.parametrize(
    ("error", "words"),
    [(paper.TooMuch(), "A shorter note"), (paper.PaperError("x"), "Nothing was lost")],
)
def test_a_page_that_cannot_be_made_says_so(get, monkeypatch, error, words):
    monkeypatch.setattr(paper.press, "print", raising(error))
    response = get()
    assert response.status_code == 503
    assert words in response.content.decode()
    assert not TrailEntry.objects.filter(action="patients.handout_printed").exists()


def test_strangers_and_patients_find_nothing(get, elm, oak):
    assert get(by=oak.owner).status_code == 404
    assert get(by=elm.patient_user).status_code == 404
