import pytest
from django.utils import timezone

from patients.models import Patient, Program, ProgramVersion
from patients.paper_codes import paper_address
from tests import factories


def state(client, url):
    return client.get(url).context["state"]


def test_the_version_that_is_followed_is_current(client, elm):
    assert state(client, paper_address(elm.program.current)) == "current"


def test_the_version_before_is_replaced(client, elm):
    old = elm.program.current
    Program.objects.filter(pk=elm.program.pk).update(
        current=ProgramVersion.objects.create(
            clinic=elm.clinic,
            program=elm.program,
            number=2,
            review_on=old.review_on,
            made_by=elm.practitioner,
            activated_at=old.activated_at,
            activated_by=elm.practitioner,
        )
    )
    assert state(client, paper_address(old)) == "replaced"


def test_version_one_of_an_earlier_program_is_replaced_too(client, elm):
    old = paper_address(elm.program.current)
    Program.objects.update(status="completed", ended_on=elm.clinic.today())
    new = factories.make_program(elm.patient, elm.routine, by=elm.practitioner)
    assert state(client, old) == "replaced"
    assert state(client, paper_address(new.current)) == "current"


@pytest.mark.parametrize("status", ["paused", "completed"])
def test_a_program_that_does_not_run_is_not_in_use(client, elm, status):
    day = {"paused_on": elm.clinic.today()} if status == "paused" else {}
    ended = {"ended_on": elm.clinic.today()} if status == "completed" else {}
    Program.objects.update(status=status, **day, **ended)
    assert state(client, paper_address(elm.program.current)) == "not_in_use"


@pytest.mark.parametrize("v", ["", "1", "2", "x" * 5000, "0.0"])
def test_any_other_version_says_nothing_more(client, elm, v):
    response = client.get(f"/p/{elm.patient.code}/", {"v": v})
    assert response.context["state"] == ("replaced" if v else "no_version_said")


@pytest.mark.parametrize("code", ["ABCDEFGHJK", "x", "a" * 5000, "'"])
def test_an_unknown_code_is_not_found_with_a_hint(client, db, code):
    response = client.get(f"/p/{code}/")
    assert response.status_code == 404
    assert "We do not know this code" in response.content.decode()


def test_a_code_may_be_typed_in_small_letters(client, elm):
    assert client.get(f"/p/{elm.patient.code.lower()}/").status_code == 200


def test_it_says_neither_who_nor_what_nor_where(client, elm):
    text = client.get(paper_address(elm.program.current)).content.decode()
    assert elm.patient.family_name not in text
    assert elm.patient.given_names not in text
    assert elm.clinic.phone not in text
    assert elm.program.name not in text
    assert elm.routine.current.name not in text


def test_two_taps_lead_to_the_program(client, elm):
    assert 'href="/my/"' in client.get(f"/p/{elm.patient.code}/").content.decode()


def test_what_others_follow_says_nothing_of_it(client, elm):
    ben = factories.make_patient(elm.clinic, given_names="Ben")
    program = factories.make_program(ben, elm.routine, by=elm.practitioner)
    assert state(client, paper_address(elm.program.current)) == "current"
    assert state(client, paper_address(program.current)) == "current"


def test_the_code_of_an_archived_patient_is_unknown(client, elm):
    changes = {"archived_at": timezone.now(), "archived_by": elm.owner}
    Patient.objects.filter(pk=elm.patient.pk).update(**changes)
    assert state(client, paper_address(elm.program.current)) == "unknown"
