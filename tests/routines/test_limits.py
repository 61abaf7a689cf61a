"""How far a dose may go: each bound at, below and above, and whose bound is told."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.balls import Ball
from routines.dose import Dose, Side
from routines.limits import SHORTEST_REASON, Caps, Limits, problems_of
from tests.routines.test_dose import DOSES

REASON = "Needed for this one."
DOSE = Dose(
    hold=45,
    holds=2,
    rest=15,
    side=Side.BOTH,
    pressure_low=2,
    pressure_high=4,
    times_a_day=1,
    days_a_week=5,
)
MAYBE = st.none() | st.integers(0, 600)
CAPS = st.builds(
    Caps,
    hold=MAYBE,
    pressure=st.none() | st.integers(0, 10),
    balls=st.none() | st.frozensets(st.sampled_from(Ball)),
    prone=st.booleans(),
)
LIMITS = st.builds(
    Limits,
    hold=st.integers(5, 600),
    hold_reason_above=st.integers(5, 600),
    pressure=st.integers(0, 10),
    pressure_reason_from=st.integers(0, 10),
    holds=st.integers(1, 20),
    loaded_minutes_a_side=st.integers(1, 60),
    times_a_day=st.integers(1, 6),
)


def problems(dose=DOSE, *, ball=Ball.TENNIS, prone=False, reason="", **by) -> dict[str, str]:
    bounds = {"limits": Limits(), "routine": Caps(), "screening": Caps()} | by
    found = problems_of(dose, ball=ball, prone=prone, reason=reason, **bounds)
    return {problem.field: str(problem) for problem in found}


def test_an_ordinary_dose_has_no_problem():
    assert problems() == {}


@pytest.mark.parametrize(
    ("field", "most", "told"),
    [
        ("hold", 120, "121 s is over the clinic’s limit of 120 s."),
        ("pressure_high", 6, "7 is too much for this ball. Use 6 or less."),
        ("holds", 3, "4 is over the clinic’s limit of 3."),
        ("times_a_day", 2, "3 is over the clinic’s limit of 2."),
    ],
)
def test_the_clinical_limits_at_below_and_above(field, most, told):
    for value in (most - 1, most):
        assert field not in problems(replace(DOSE, **{field: value}), reason=REASON)
    message = problems(replace(DOSE, **{field: most + 1}), reason=REASON)[field]
    assert message.startswith(told)


@pytest.mark.parametrize(
    ("ball", "most"),
    [
        (Ball.HANDS, 3),
        (Ball.NONE, 5),
        (Ball.SOFT, 5),
        (Ball.TENNIS, 6),
        (Ball.LACROSSE, 6),
        (Ball.ROLLER, 6),
        (Ball.PEANUT, 6),
    ],
)
def test_each_balls_own_limit(ball, most):
    wide = Limits(pressure=10, pressure_reason_from=10)
    at = replace(DOSE, pressure_high=most)
    assert problems(at, ball=ball, limits=wide) == {}
    assert problems(replace(at, pressure_high=most + 1), ball=ball, limits=wide) == {
        "pressure_high": f"{most + 1} is too much for this ball. Use {most} or less."
    }


def test_loaded_time_on_one_side():
    assert problems(replace(DOSE, hold=100, holds=3), reason=REASON) == {}
    found = problems(replace(DOSE, hold=101, holds=3), reason=REASON)
    assert found == {
        "holds": "3 holds of 101 s press each side for 303 s in a session. The clinic’s limit is "
        "5 min: make the holds shorter or fewer."
    }


def test_the_low_end_may_meet_but_not_pass_the_high_one():
    assert problems(replace(DOSE, pressure_low=4)) == {}
    assert problems(replace(DOSE, pressure_low=5)) == {
        "pressure_low": "The low end (5) is above the high end (4). Swap them."
    }


@pytest.mark.parametrize(
    ("hold", "pressure", "asked"),
    [(90, 5, False), (91, 5, True), (90, 6, True), (120, 6, True)],
)
def test_far_needs_a_reason(hold, pressure, asked):
    dose = replace(DOSE, hold=hold, pressure_high=pressure)
    assert ("reason" in problems(dose)) is asked
    assert problems(dose, reason=REASON) == {}


@pytest.mark.parametrize(
    ("reason", "enough"),
    [
        ("", False),
        (" " * 40, False),
        ("x" * (SHORTEST_REASON - 1), False),
        (f"  {'x' * (SHORTEST_REASON - 1)}  ", False),
        ("x" * SHORTEST_REASON, True),
    ],
)
def test_a_reason_has_ten_letters(reason, enough):
    assert ("reason" not in problems(replace(DOSE, hold=100), reason=reason)) is enough


def test_the_narrowest_bound_is_the_one_that_is_told():
    dose = replace(DOSE, hold=100)
    by = {
        "limits": Limits(hold=80),
        "routine": Caps(hold=60),
        "screening": Caps(hold=30),
        "reason": REASON,
    }
    screening = "100 s is too much after this patient’s screening. Use 30 s or less."
    assert problems(dose, **by)["hold"] == screening
    by["screening"] = Caps()
    assert problems(dose, **by)["hold"] == "100 s is too much for this routine. Use 60 s or less."
    by["routine"] = Caps()
    assert problems(dose, **by)["hold"].startswith("100 s is over the clinic’s limit of 80 s.")


def test_of_equal_bounds_the_one_nobody_can_raise_is_told():
    dose = replace(DOSE, pressure_high=4)
    narrow = {"limits": Limits(pressure=3), "routine": Caps(pressure=3)}
    assert "for this routine" in problems(dose, **narrow)["pressure_high"]
    narrow["screening"] = Caps(pressure=3)
    assert "screening" in problems(dose, **narrow)["pressure_high"]


def test_a_screening_can_rule_out_a_ball_and_a_position():
    soft = Caps(balls=frozenset({Ball.SOFT, Ball.HANDS}))
    assert problems(ball=Ball.SOFT, screening=soft) == {}
    assert "softer one" in problems(ball=Ball.TENNIS, screening=soft)["routine"]
    upright = Caps(prone=False)
    assert problems(screening=upright) == {}
    assert "lying face down" in problems(prone=True, screening=upright)["routine"]


@given(DOSES, LIMITS, CAPS, CAPS, st.sampled_from(Ball), st.booleans())
def test_a_narrower_cap_never_helps(dose, limits, one, other, ball, prone):
    def fields(screening):
        found = problems_of(
            dose,
            ball=ball,
            prone=prone,
            limits=limits,
            routine=Caps(),
            screening=screening,
            reason=REASON,
        )
        return {problem.field for problem in found}

    assert fields(one) | fields(other) <= fields(one.and_also(other))


@given(DOSES, LIMITS, CAPS, CAPS, st.sampled_from(Ball), st.booleans())
def test_what_passes_is_within_every_bound(dose, limits, routine, screening, ball, prone):
    found = problems_of(
        dose, ball=ball, prone=prone, limits=limits, routine=routine, screening=screening
    )
    if found:
        return
    for cap in (routine, screening):
        assert cap.hold is None or dose.hold <= cap.hold
        assert cap.pressure is None or dose.pressure_high <= cap.pressure
    assert dose.pressure_low <= dose.pressure_high <= ball.facts.most_pressure
    assert dose.hold <= min(limits.hold, limits.hold_reason_above)
    assert dose.loaded_seconds_a_side <= limits.loaded_minutes_a_side * 60
    assert dose.pressure_high <= limits.pressure
    assert screening.balls is None or ball in screening.balls
    assert screening.prone or not prone


@given(CAPS, CAPS, CAPS)
def test_caps_add_up_in_any_order(one, two, three):
    assert one.and_also(two) == two.and_also(one)
    assert one.and_also(two).and_also(three) == one.and_also(two.and_also(three))
    assert one.and_also(one) == one
    assert one.and_also(Caps()) == one


def test_every_message_can_be_read():
    wild = Dose(
        hold=600,
        holds=20,
        rest=0,
        side=Side.LEFT,
        pressure_low=10,
        pressure_high=9,
        times_a_day=6,
        days_a_week=7,
    )
    found = problems(
        wild, prone=True, screening=Caps(hold=5, pressure=1, balls=frozenset(), prone=False)
    )
    assert set(found) == {
        *("pressure_low", "hold", "pressure_high", "holds", "times_a_day", "routine", "reason")
    }
    assert not any("{" in message for message in found.values())


def test_limits_wider_than_clinical_are_named():
    assert Limits().beyond_clinical() == []
    assert Limits(hold=60, weeks=4).beyond_clinical() == []
    assert Limits(hold=121, pressure=7, weeks=12).beyond_clinical() == ["hold", "pressure"]
