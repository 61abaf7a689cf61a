from datetime import date, timedelta

import pytest

from clinic.models import ClinicLogo
from patients.models import Prescription, Program, ProgramPhase
from patients.printing import Window, for_paper, handout_of, label_of
from routines.handouts import Options, Span
from routines.screening import all_no
from tests import factories

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


@pytest.fixture
def program(elm):
    """Three phases of two weeks: soft ball, soft ball the same, then the stretch."""
    version = elm.program.current
    version.phases.update(weeks=2)
    stretch = factories.make_routine(elm.clinic, "stretch", belly=False)
    for position, routine in ((2, elm.routine), (3, stretch)):
        phase = ProgramPhase.objects.create(
            clinic=elm.clinic, version=version, position=position, weeks=2
        )
        Prescription.objects.create(
            clinic=elm.clinic,
            phase=phase,
            position=1,
            routine_version=routine.current,
            **factories.DOSE,
        )
    return elm.program


def asked(program):
    return for_paper(Program.objects.filter(pk=program.pk))


def made(program, *, today=None, **options):
    program = asked(program)
    options = Options(**options)
    return handout_of(program, program.current, options, today or program.starts_on)


def label(program, *, today=None, **options):
    program = asked(program)
    today = today or program.starts_on
    return label_of(program, program.current, Options(**options), today)


def change(row, **values):
    type(row).objects.filter(pk=row.pk).update(**values)


def test_what_is_due_ends_the_day_before_the_review(program):
    start = program.starts_on
    change(program.current, review_on=start + 2 * WEEK)
    handout = made(program)
    assert [(p.first_week, p.last_week) for p in handout.phases] == [(1, 2)]
    assert handout.more_weeks_follow
    assert [p.sessions for p in handout.routines[0].doses] == [10]


def test_what_is_over_is_not_printed_again(program):
    start = program.starts_on
    change(program.current, review_on=start + 5 * WEEK)
    handout = made(program, today=start + WEEK)
    assert [(p.first_week, p.last_week) for p in handout.phases] == [(2, 2), (3, 4), (5, 5)]


def test_the_same_dose_in_the_next_phase_goes_on(program):
    handout = made(program, span=Span.ALL)
    soft, stretch = handout.routines
    assert [(d.first_week, d.last_week, d.sessions) for d in soft.doses] == [(1, 4, 20)]
    assert [(d.first_week, d.last_week) for d in stretch.doses] == [(5, 6)]
    assert not handout.more_weeks_follow


def test_a_review_that_was_missed_leaves_this_week(program):
    start = program.starts_on
    change(program.current, review_on=start + WEEK)
    handout = made(program, today=start + 3 * WEEK)
    assert [(p.first_week, p.last_week) for p in handout.phases] == [(4, 4)]


def test_after_its_end_the_last_week_goes_on(program):
    handout = made(program, today=program.starts_on + 20 * WEEK)
    assert [(p.first_week, p.last_week) for p in handout.phases] == [(6, 6)]


def test_a_program_that_starts_later_is_printed_from_its_start(program):
    start = program.starts_on
    change(program.current, review_on=start + 2 * WEEK)
    assert Window.of(program, asked(program).current, Span.DUE, start - 3 * WEEK) == Window(1, 2)


def test_each_side_with_its_own_dose_is_one_routine(elm):
    phase = elm.program.current.phases.get()
    phase.prescriptions.update(side="left")
    right = {**factories.DOSE, "side": "right", "hold": 30}
    Prescription.objects.create(
        clinic=elm.clinic,
        phase=phase,
        position=2,
        routine_version=elm.routine.current,
        **right,
    )
    (routine,) = made(elm.program).routines
    assert [(d.dose.side, d.dose.hold) for d in routine.doses] == [("left", 45), ("right", 30)]
    assert routine.side == "both"


def test_the_screening_says_what_to_mind(program, elm):
    answers = all_no() | {"meal": {"yes": True}}
    change(elm.screening, answers=answers)
    (line,) = made(program).advice
    assert "meal" in line


def test_advice_for_another_position_is_left_out(program, elm):
    change(elm.screening, answers=all_no() | {"kneel": {"yes": True}})
    assert made(program).advice == ()


def test_without_a_screening_there_is_no_advice(program, elm):
    elm.screening.delete()
    assert made(program).advice == ()


def test_it_says_what_it_replaces(elm):
    version = elm.program.current
    first = elm.program.versions.create(
        clinic=elm.clinic,
        number=0,
        review_on=version.review_on,
        made_by=elm.practitioner,
        activated_at=version.activated_at - WEEK,
        activated_by=elm.practitioner,
    )
    assert made(elm.program).edition.replaces == first.number
    change(first, number=7)
    change(version, number=8)
    assert made(elm.program).edition.replaces == 7


@pytest.mark.parametrize(
    ("status", "values", "words"),
    [
        ("paused", {"paused_on": date(2026, 1, 1)}, "On hold."),
        ("stopped", {"ended_on": date(2026, 1, 1)}, "has ended"),
        ("active", {}, ""),
    ],
)
def test_it_says_when_it_is_not_to_be_done(program, status, values, words):
    change(program, status=status, **values)
    assert words in made(program).not_now
    assert bool(made(program).not_now) is bool(words)


def test_the_label_stays_while_nothing_changes(program):
    assert label(program) == label(program) == label(program, today=program.starts_on + DAY)


CHANGES = {
    "name": lambda p: change(p.patient, family_name="Else"),
    "code": lambda p: change(p.patient, code="AAAAAAAAAA"),
    "birth date": lambda p: change(p.patient, birth_date=date(1960, 1, 1)),
    "clinic": lambda p: change(p.clinic, phone="555 0199"),
    "emergency number": lambda p: change(p.clinic, emergency_number="112"),
    "status": lambda p: change(p, status="paused", paused_on=date(2026, 1, 1)),
    "draft": lambda p: change(p.current, edit=2),
    "practitioner": lambda p: change(p.current.activated_by, first_name="Lena"),
    "screening": lambda p: p.patient.screenings.update(answers={}),
}


@pytest.mark.parametrize("what", CHANGES)
def test_the_label_changes_with_the(program, what):
    before = label(program)
    CHANGES[what](program)
    assert label(program) != before


def test_the_label_changes_with_the_options_and_the_week(program):
    labels = {
        label(program),
        label(program, paper="letter"),
        label(program, size="large"),
        label(program, span="all"),
        label(program, grid=False),
        label(program, today=program.starts_on + WEEK),
    }
    assert len(labels) == 6


def test_a_logo_changes_the_label(program):
    before = label(program)
    ClinicLogo.objects.create(clinic=program.clinic, png=b"1", width=1, height=1)
    assert label(program) != before


def test_what_to_mind_is_of_the_own_screening(elm):
    other = factories.make_patient(elm.clinic, given_names="Ben")
    factories.make_screening(other, by=elm.practitioner, answers={})
    assert asked(elm.program).screening_answers == elm.screening.answers
