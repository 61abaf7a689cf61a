from dataclasses import replace

import pytest

from patients.changes import changes
from patients.plans import PhasePlan, PrescriptionPlan
from routines.dose import Dose, Side
from tests import factories

DOSE = Dose(45, 2, 15, Side.BOTH, 2, 4, 1, 5)


@pytest.fixture
def ball(elm):
    return PrescriptionPlan(elm.routine.current, DOSE)


@pytest.fixture
def wall(elm):
    return PrescriptionPlan(factories.make_routine(elm.clinic, "wall").current, DOSE)


def phase(*rows, weeks=2):
    return PhasePlan(weeks, rows)


def with_dose(one, **dose):
    return replace(one, dose=replace(one.dose, **dose))


@pytest.mark.parametrize(
    ("dose", "words"),
    [
        ({"hold": 90}, "hold 45 s → 1 min 30 s"),
        ({"holds": 3}, "2 → 3 holds a side"),
        ({"rest": 30}, "rest 15 s → 30 s"),
        ({"pressure_high": 5}, "pressure 2–4 → 2–5"),
        ({"times_a_day": 2}, "1 → 2 times a day"),
        ({"days_a_week": 7}, "5 → 7 days a week"),
    ],
)
def test_a_dose_is_told_by_what_changed(ball, dose, words):
    assert changes([phase(ball)], [phase(with_dose(ball, **dose))]) == [
        f"Phase 1: Soft ball: {words}"
    ]


def test_a_side_is_told(ball):
    left = with_dose(ball, side=Side.LEFT)
    assert changes([phase(ball)], [phase(left)]) == ["Phase 1: Soft ball: both sides → left"]


def test_the_same_change_in_several_phases_is_told_once(ball):
    longer = with_dose(ball, hold=60)
    old, new = [phase(ball)] * 3, [phase(longer), phase(longer), phase(ball)]
    assert changes(old, new) == ["Phases 1, 2: Soft ball: hold 45 s → 1 min"]
    assert changes(old, [phase(longer)] * 3) == ["All phases: Soft ball: hold 45 s → 1 min"]


def test_one_side_of_two_is_named(ball):
    left, right = (with_dose(ball, side=side) for side in (Side.LEFT, Side.RIGHT))
    (told,) = changes([phase(left, right)], [phase(with_dose(left, hold=60), right)])
    assert told == "Phase 1: Soft ball (left): hold 45 s → 1 min"


def test_routines_come_and_go(ball, wall):
    came = changes([phase(ball)], [phase(ball, wall)])
    assert len(came) == 1
    assert came[0].startswith("Phase 1: Wall added, 2 holds of 45 s")
    assert changes([phase(ball, wall)], [phase(ball)]) == ["Phase 1: Wall removed"]


def test_sides_part(ball):
    rows = [with_dose(ball, side=Side.LEFT, hold=30), with_dose(ball, side=Side.RIGHT)]
    (told,) = changes([phase(ball)], [phase(*rows)])
    assert "2 holds of 30 s on the left" in told
    assert "2 holds of 45 s on the right" in told


def test_phases_come_go_and_last(ball):
    assert changes([phase(ball), phase(ball)], [phase(ball)]) == ["Phase 2: removed"]
    assert changes([phase(ball)], [phase(ball), phase(ball, weeks=1)])[0] == "Phase 2: new, 1 week"
    assert changes([phase(ball)], [phase(ball, weeks=4)]) == ["Phase 1: 2 → 4 weeks"]


def test_the_order_and_the_note_are_told(ball, wall):
    assert changes([phase(ball, wall)], [phase(wall, ball)]) == ["Phase 1: another order"]
    noted = replace(ball, note="After the shower")
    assert changes([phase(ball)], [phase(noted)]) == ["Phase 1: Soft ball: another note"]
