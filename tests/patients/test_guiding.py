import pytest

from patients.guiding import Kind, guide_through, seconds_of
from patients.models import Prescription
from tests import factories

pytestmark = pytest.mark.usefixtures("library")


def prescribed(elm, *slugs, **dose):
    from routines.models import Routine  # noqa: PLC0415 -- once the library is loaded

    routines = [Routine.objects.get(slug=slug) for slug in slugs]
    patient = factories.make_patient(elm.clinic, family_name="Guided")
    program = factories.make_program(patient, *routines, by=elm.practitioner)
    rows = Prescription.objects.filter(phase__version__program=program)
    rows.update(**dose)
    return list(rows.with_steps())


def kinds(guide):
    return [(screen.kind.value, screen.side.value, screen.hold) for screen in guide.screens]


def test_both_sides_right_first_and_all_holds_of_a_side_together(elm):
    guide = guide_through(prescribed(elm, "back-soft-ball"))
    assert kinds(guide)[5:] == [
        ("hold", "right", 1),
        ("rest", "right", 2),
        ("hold", "right", 2),
        ("switch", "left", 0),
        ("hold", "left", 1),
        ("rest", "left", 2),
        ("hold", "left", 2),
        ("felt", "left", 0),
    ]


@pytest.mark.parametrize("side", ["left", "right"])
def test_one_side_is_never_told_to_change(elm, side):
    guide = guide_through(prescribed(elm, "back-soft-ball", side=side))
    assert {screen.side.value for screen in guide.screens} == {side}
    assert Kind.SWITCH not in {screen.kind for screen in guide.screens}
    assert not any(step.both_sides_only for screen in guide.screens for step in screen.steps)


def test_its_time_is_that_of_the_dose(elm):
    (one,) = prescribed(elm, "back-soft-ball", hold=60, holds=3, rest=20)
    assert guide_through([one]).seconds == one.dose.session_seconds


def test_without_a_rest_holds_follow_each_other(elm):
    guide = guide_through(prescribed(elm, "back-soft-ball", rest=0, side="left"))
    assert [kind for kind, _side, _hold in kinds(guide)][5:] == ["hold", "hold", "felt"]
    assert not any(screen.by_itself for screen in guide.screens)


def test_a_hold_after_a_rest_begins_by_itself_and_the_first_does_not(elm):
    guide = guide_through(prescribed(elm, "back-soft-ball"))
    holds = [screen for screen in guide.screens if screen.kind is Kind.HOLD]
    assert [screen.by_itself for screen in holds] == [False, True, False, True]
    assert len({screen.key for screen in holds}) == 4


def test_routines_come_in_the_order_of_the_program(elm):
    guide = guide_through(prescribed(elm, "wall-lean", "half-kneel-stretch"))
    intros = [screen for screen in guide.screens if screen.kind is Kind.INTRO]
    assert [screen.prescription.position for screen in intros] == [1, 2]
    assert [screen.routine for screen in intros] == [1, 2]


def test_who_knows_how_goes_to_the_first_hold(elm):
    guide = guide_through(prescribed(elm, "back-soft-ball"))
    assert guide.first_hold_after(1) == 6
    assert guide.first_hold_after(guide.last) == guide.last


def test_seconds_of_all_holds_of_a_prescription_and_of_no_other(elm):
    one, other = prescribed(elm, "back-soft-ball", "wall-lean")
    held = {f"{one.pk}-1": 60, f"{one.pk}-4": 20, f"{one.pk}-5": 99, f"{other.pk}-1": 7}
    assert (seconds_of(held, one), seconds_of(held, other)) == (80, 7)


def test_nothing_prescribed_is_no_screen():
    assert guide_through([]).at(1) is None
