"""What a routine says as a value: equal when it reads the same, and checked before it stands."""

from dataclasses import replace

import pytest

from routines.attributes import Attribute, Position
from routines.balls import Ball
from routines.content import EMPTY, PhaseContent, StepContent
from routines.content_checks import problems_of_content
from routines.library import read_routines
from routines.limits import Limits
from routines.models import RoutineStep

STEP = StepContent("Breathe.", "breathe-sitting")
CONTENT = replace(EMPTY, name="Evening", steps=(STEP,))
CHANGES = {
    "name": "Morning",
    "summary": "Short.",
    "role": "Now and then.",
    "position": Position.STANDING,
    "ball": Ball.HANDS,
    "ball_note": "Soft.",
    "attributes": frozenset({Attribute.BELLY}),
    "needs_unlock": True,
    "dose": replace(EMPTY.dose, rest=16),
    "phases": (PhaseContent(1, 2, 30, 1, 3),),
    "cap_hold": 80,
    "cap_pressure": 4,
    "sources": ("E2",),
    "steps": (STEP, STEP),
}


def told(content, **limits) -> list[tuple[str, int | None]]:
    found = problems_of_content(content, limits=Limits(**limits))
    return [(problem.field, problem.row) for problem in found]


def test_every_field_counts():
    assert set(CHANGES) == set(type(CONTENT).__slots__)


@pytest.mark.parametrize("field", CHANGES)
def test_any_change_changes_the_digest_and_is_named(field):
    changed = replace(CONTENT, **{field: CHANGES[field]})
    assert changed.digest != CONTENT.digest
    assert CONTENT.differences(changed) == [field]


def test_the_digest_does_not_depend_on_the_order_of_attributes():
    one, two = Attribute.BELLY, Attribute.PRONE
    first = replace(CONTENT, attributes=frozenset([one, two]))
    second = replace(CONTENT, attributes=frozenset([two, one]))
    assert first.digest == second.digest
    assert CONTENT.digest == replace(CONTENT, name="Evening").digest


def test_the_order_of_steps_counts():
    other = StepContent("Rest.", "rest-on-back")
    there, back = replace(CONTENT, steps=(STEP, other)), replace(CONTENT, steps=(other, STEP))
    assert there.digest != back.digest


def test_a_week_without_a_phase_has_the_default_dose():
    content = replace(CONTENT, phases=(PhaseContent(2, 3, 30, 1, 3),))
    assert content.dose_in_week(1) == content.dose_in_week(4) == content.dose
    wanted = replace(content.dose, hold=30, pressure_low=1, pressure_high=3)
    assert content.dose_in_week(2) == content.dose_in_week(3) == wanted


def test_an_ordinary_content_stands():
    assert told(CONTENT) == []


@pytest.mark.parametrize("data", read_routines(), ids=lambda data: data.slug)
def test_every_built_in_routine_stands(data):
    assert told(data.content) == []


@pytest.mark.parametrize(
    ("ball", "most"), [("hands", 3), ("soft", 5), ("tennis", 6), ("lacrosse", 6), ("none", 5)]
)
def test_a_cap_is_within_what_the_ball_allows(ball, most):
    attributes = frozenset({Attribute.BELLY, Attribute.FIRM})
    dose = replace(CONTENT.dose, pressure_low=1, pressure_high=3)
    content = replace(CONTENT, ball=Ball(ball), attributes=attributes, needs_unlock=True, dose=dose)
    assert told(replace(content, cap_pressure=most)) == []
    assert told(replace(content, cap_pressure=most + 1)) == [("cap_pressure", None)]
    assert told(replace(content, cap_pressure=most), pressure=most - 1)[0] == ("cap_pressure", None)


@pytest.mark.parametrize("ball", [ball for ball in Ball if ball is not Ball.NONE])
def test_whatever_presses_is_told_to_the_screening(ball):
    content = replace(CONTENT, ball=ball, attributes=frozenset(Attribute) - {Attribute.BELLY})
    assert ("belly", None) in told(content)


@pytest.mark.parametrize("ball", ["tennis", "lacrosse", "peanut", "roller"])
def test_a_firm_ball_is_told_to_the_screening(ball):
    attributes = frozenset({Attribute.BELLY})
    assert ("firm", None) in told(replace(CONTENT, ball=Ball(ball), attributes=attributes))


@pytest.mark.parametrize("ball", ["hands", "soft", "none"])
def test_a_soft_ball_is_not_firm(ball):
    attributes = frozenset({Attribute.BELLY})
    assert ("firm", None) not in told(replace(CONTENT, ball=Ball(ball), attributes=attributes))


def test_a_problem_of_the_default_dose_is_told_once_not_in_every_phase():
    dose = replace(CONTENT.dose, times_a_day=3)
    phases = (PhaseContent(1, 2, 30, 2, 3), PhaseContent(3, 4, 45, 2, 4))
    assert told(replace(CONTENT, dose=dose, phases=phases)) == [("times_a_day", None)]


def test_a_phase_that_presses_too_long_is_told_in_its_row():
    dose = replace(CONTENT.dose, holds=3)
    phases = (PhaseContent(1, 2, 30, 2, 3), PhaseContent(3, 4, 110, 2, 4))
    content = replace(CONTENT, dose=dose, phases=phases, cap_hold=120)
    assert told(content) == [("hold", 2)]


def test_there_may_be_six_phases():
    phases = tuple(PhaseContent(week, week, 30, 2, 3) for week in range(1, 8))
    assert told(replace(CONTENT, phases=phases[:6])) == []
    assert told(replace(CONTENT, phases=phases)) == [("phases", None)]


@pytest.mark.parametrize(("side", "told"), [("left", 0), ("right", 0), ("both", 1)])
def test_one_side_is_not_told_to_switch(elm, side, told):
    version = elm.routine.current
    RoutineStep.objects.create(
        clinic=elm.clinic,
        version=version,
        position=3,
        text="Switch to the other side.",
        drawing="back-soft-ball-7",
        both_sides_only=True,
    )
    texts = [step.text for step in version.steps_for(side)]
    assert texts[2:] == ["Switch to the other side."] * told
