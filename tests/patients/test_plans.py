"""A plan goes into rows and into a form, and comes back as it was."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patients.actions.programs import create_program, discard_draft
from patients.arranging import Arrangement
from patients.changes import changes
from patients.plan_checks import Bounds
from patients.plans import PhasePlan, PrescriptionPlan, on_side, plan_of
from patients.presets import Preset, fitted, preset_dose
from patients.screening_state import ScreeningState
from patients.typed_plans import typed, typed_in
from routines.balls import Ball
from routines.dose import Dose, Side
from routines.limits import Limits, problems_of
from tests import factories

IN_FIXTURE = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)


@st.composite
def doses(draw, side: Side) -> Dose:
    hold = draw(st.integers(5, 90))
    low = draw(st.integers(0, 5))
    return Dose(
        hold=hold,
        holds=draw(st.integers(1, 3)),
        rest=draw(st.integers(0, 600)),
        side=side,
        pressure_low=low,
        pressure_high=draw(st.integers(low, 5)),
        times_a_day=draw(st.integers(1, 2)),
        days_a_week=draw(st.integers(1, 7)),
    )


@st.composite
def prescriptions(draw, version) -> list[PrescriptionPlan]:
    sides = draw(st.sampled_from([[Side.BOTH], [Side.LEFT], [Side.RIGHT], [Side.LEFT, Side.RIGHT]]))
    return [
        PrescriptionPlan(version, draw(doses(side)), note=draw(WORDS).strip()) for side in sides
    ]


@st.composite
def plans(draw, versions) -> tuple[PhasePlan, ...]:
    phases = []
    for _phase in range(draw(st.integers(1, 4))):
        chosen = draw(st.lists(st.sampled_from(versions), min_size=1, max_size=3, unique=True))
        rows = [one for version in chosen for one in draw(prescriptions(version))]
        phases.append(PhasePlan(draw(st.integers(1, 3)), tuple(rows)))
    return tuple(phases)


@pytest.fixture
def versions(elm):
    routines = [elm.routine, *(factories.make_routine(elm.clinic, f"r-{n}") for n in range(2))]
    return [routine.current for routine in routines]


@pytest.fixture
def patient(elm):
    patient = factories.make_patient(elm.clinic, given_names="Nadia")
    factories.make_screening(patient, by=elm.practitioner)
    return patient


@IN_FIXTURE
@given(data=st.data())
def test_rows_hold_what_was_planned(elm, versions, patient, data):
    plan = data.draw(plans(versions))
    today = elm.clinic.today()
    program = create_program(
        patient=patient,
        name="Plan",
        starts_on=today,
        review_on=today + timedelta(weeks=2),
        phases=plan,
        by=elm.practitioner,
    )
    assert plan_of(program.versions.with_everything().get()) == plan
    discard_draft(program=program, by=elm.practitioner)


@IN_FIXTURE
@given(data=st.data())
def test_a_form_sends_back_what_it_was_given(versions, data):
    plan = data.draw(plans(versions))
    assert typed_in(typed(plan).data()) == typed(plan)
    assert changes(plan, plan) == []


@IN_FIXTURE
@given(data=st.data(), asked=st.text(max_size=12) | st.from_regex(r"[a-z]+(:[0-9]{1,2}){0,3}"))
def test_no_button_breaks_a_plan(elm, versions, patient, data, asked):
    plan = typed(data.draw(plans(versions)))
    bounds = Bounds(Limits(), ScreeningState.of(patient, elm.clinic.today()))
    known = {str(version.pk): version for version in versions}
    arranged = Arrangement(plan.copy(), {"p0-add": str(versions[0].pk)}, known, bounds).make(asked)
    assert typed_in(arranged.plan.data()) == arranged.plan


@IN_FIXTURE
@given(data=st.data())
def test_what_was_fitted_stands_and_was_never_raised(elm, versions, patient, data):
    version = versions[0]
    bounds = Bounds(Limits(), ScreeningState.of(patient, elm.clinic.today()))
    hold, holds = data.draw(st.integers(5, 600)), data.draw(st.integers(1, 20))
    low, high = sorted(data.draw(st.tuples(st.integers(0, 10), st.integers(0, 10))))
    dose = Dose(hold, holds, 10, Side.BOTH, low, high, data.draw(st.integers(1, 6)), 5)
    fit = fitted(dose, version, bounds)
    assert not problems_of(
        fit,
        ball=Ball(version.ball),
        prone=version.prone,
        limits=bounds.limits,
        routine=version.caps,
        screening=bounds.caps(version, dose.side),
    )
    for name in ("hold", "holds", "pressure_low", "pressure_high", "times_a_day"):
        assert getattr(fit, name) <= getattr(dose, name)


def test_presets_never_need_a_reason(elm, versions, patient):
    bounds = Bounds(Limits(), ScreeningState.of(patient, elm.clinic.today()))
    for preset in Preset:
        dose = preset_dose(preset, versions[0], 1, bounds)
        assert fitted(dose, versions[0], bounds) == dose


def test_one_side_takes_the_first_of_two_doses(versions):
    rows = [
        PrescriptionPlan(versions[0], Dose(hold, 2, 10, side, 2, 4, 1, 5))
        for hold, side in ((30, Side.LEFT), (60, Side.RIGHT))
    ]
    (phase,) = on_side([PhasePlan(2, tuple(rows))], Side.RIGHT)
    assert [(one.dose.side, one.dose.hold) for one in phase.prescriptions] == [(Side.RIGHT, 30)]
