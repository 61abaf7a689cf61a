import pytest

from clinic.models import TrailEntry
from tests import factories

URL = "/c/elm/programs/{}/handout/"


@pytest.fixture
def page(client, elm):
    def page(query="", program=elm.program, by=elm.front_desk):
        client.force_login(by)
        return client.get(URL.format(program.pk) + query)

    return page


def test_the_front_desk_sees_what_will_be_printed(page, elm):
    response = page()
    handout = response.context["handout"]
    assert handout.recipient == elm.patient.name
    assert handout.options.paper == "a4"
    text = response.content.decode()
    assert "Press gently. Hold still. Breathe." in text
    assert "Call 911 now if:" in text
    assert f"/c/elm/programs/{elm.program.pk}/handout.pdf" in text
    assert "/static/drawings/" in text
    assert "asset:" not in text


def test_the_clinics_paper_is_offered_first(page, elm):
    elm.clinic.paper = "letter"
    elm.clinic.save()
    assert page().context["handout"].options.paper == "letter"


def test_choices_are_shown(page):
    options = page("?paper=letter&size=large&span=all&grid=no").context["handout"].options
    assert (options.paper, options.size, options.span, options.grid) == (
        "letter",
        "large",
        "all",
        False,
    )


@pytest.mark.parametrize(
    "query", ["?paper=a3", "?size=", "?grid=maybe", "?span=" + "9" * 5000, "?size=large&size=x"]
)
def test_a_choice_that_is_not_offered_says_so(page, query):
    response = page(query)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert "invalid-feedback" in response.content.decode()


def test_a_draft_is_shown_as_a_draft_without_a_print_button(page, elm):
    patient = factories.make_patient(elm.clinic, given_names="Bo")
    draft = factories.make_program(patient, elm.routine, by=elm.owner, status="draft")
    text = page(program=draft).content.decode()
    assert "This is a draft" in text
    assert "handout.pdf" not in text


def test_a_program_on_hold_says_so(page, elm):
    elm.program.status, elm.program.paused_on = "paused", elm.clinic.today()
    elm.program.save()
    assert "The paper says so at the top." in page().content.decode()


def test_looking_is_not_printing(page):
    page()
    assert not TrailEntry.objects.filter(action="patients.handout_printed").exists()


def test_strangers_and_patients_find_nothing(page, elm, oak):
    assert page(by=oak.owner).status_code == 404
    assert page(by=elm.patient_user).status_code == 404


def test_its_queries_do_not_grow(client, elm, django_assert_max_num_queries):
    patient = factories.make_patient(elm.clinic, given_names="Bo")
    routines = [factories.make_routine(elm.clinic, f"routine-{n}") for n in range(3)]
    three = factories.make_program(patient, *routines, by=elm.practitioner)
    client.force_login(elm.front_desk)
    with django_assert_max_num_queries(9) as one:
        client.get(URL.format(elm.program.pk))
    with django_assert_max_num_queries(9) as many:
        client.get(URL.format(three.pk))
    assert len(one) == len(many)
