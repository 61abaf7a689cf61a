import pytest

from clinic import paper
from clinic.models import TrailEntry
from patients.actions.handouts import make_handout, print_handout
from patients.models import Program
from patients.printing import for_paper
from routines.handouts import Options
from tests import factories


def asked(program):
    return for_paper(Program.objects.filter(pk=program.pk))


def printed(elm, **options):
    program = asked(elm.program)
    return print_handout(program=program, options=Options(**options), by=elm.front_desk)


def test_the_trail_says_who_printed_which_version(elm):
    assert printed(elm, size="large").startswith(b"%PDF")
    entry = TrailEntry.objects.get(action="patients.handout_printed")
    assert entry.actor == elm.front_desk
    assert entry.patient_id == elm.patient.pk
    assert entry.subject_id == str(elm.program.pk)
    assert entry.details == {
        "version": 1,
        "paper": "a4",
        "size": "large",
        "span": "due",
        "grid": True,
        "language": "en",
    }


def test_the_second_print_is_the_first_ones_bytes(elm, monkeypatch):
    first = printed(elm)
    monkeypatch.setattr(paper.press, "print", lambda html: pytest.fail("rendered twice"))
    assert printed(elm) == first
    assert TrailEntry.objects.filter(action="patients.handout_printed").count() == 2


def test_a_new_phone_number_is_on_the_next_print(elm):
    first = printed(elm)
    type(elm.clinic).objects.filter(pk=elm.clinic.pk).update(phone="555 0199")
    assert printed(elm) != first


def test_no_paper_no_trail(elm, monkeypatch):
    def stop(html):
        raise paper.TooMuch

    monkeypatch.setattr(paper.press, "print", stop)
    with pytest.raises(paper.TooMuch):
        printed(elm)
    assert not TrailEntry.objects.filter(action="patients.handout_printed").exists()


def test_a_draft_is_looked_at_and_not_printed(elm):
    patient = factories.make_patient(elm.clinic, given_names="Bo")
    draft = asked(factories.make_program(patient, elm.routine, by=elm.owner, status="draft"))
    handout = make_handout(
        program=draft, version=draft.draft, options=Options(), today=elm.clinic.today()
    )
    assert handout.edition.is_draft
    with pytest.raises(ValueError, match="activate"):
        print_handout(program=draft, options=Options(), by=elm.owner)
