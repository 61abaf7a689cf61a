"""Whether the latest screening counts, and what it says about a routine."""

from datetime import timedelta

import pytest
from django.utils import timezone

from patients.screening_state import ScreeningState
from routines.balls import Ball
from routines.screening import all_no
from tests import factories


def state_of(world, days=0, patient=None):
    today = world.clinic.today() + timedelta(days=days)
    return ScreeningState.of(patient or world.patient, today)


def screened(world, **changes):
    return factories.make_screening(world.patient, by=world.practitioner, **changes)


def yes(*rules):
    return {"answers": all_no() | {rule: {"yes": True} for rule in rules}}


def test_a_screening_counts_for_30_days(elm):
    assert state_of(elm).is_current
    assert state_of(elm, days=30).is_current
    late = state_of(elm, days=31)
    assert not late.is_current
    assert "30 days" in str(late.why_not_current)


def test_age_is_counted_in_the_clinics_own_days(elm):
    elm.clinic.time_zone = "Pacific/Kiritimati"
    elm.clinic.save()
    elm.screening.made_at = timezone.now() - timedelta(days=30)
    elm.screening.save()
    elm.patient.refresh_from_db()
    assert state_of(elm).is_current
    assert not state_of(elm, days=1).is_current


@pytest.mark.parametrize("changes", [{"rules_version": "0"}, {"needs_review": ["aaa_known"]}])
def test_what_takes_it_out_of_force(elm, changes):
    screened(elm, **changes)
    state = state_of(elm)
    verdict = state.verdict_for(elm.routine.current, "left")
    assert not state.is_current
    assert not verdict.may_go
    assert (verdict.blocks, verdict.stale) == ((), state.why_not_current)


def test_without_a_screening_everything_is_blocked(elm):
    new = factories.make_patient(elm.clinic, family_name="New")
    state = state_of(elm, patient=new)
    stretch = factories.make_routine(None, "stretch", belly=False, ball=Ball.NONE)
    assert not state.is_current
    assert state.verdict_for(stretch.current, "both").blocks
    assert len(state.unanswered) == 44


def test_only_the_newest_counts(elm):
    screened(elm, made_at=timezone.now() - timedelta(days=3), **yes("pregnant"))
    assert state_of(elm).blocks == ()
    screened(elm, **yes("pregnant"))
    assert [f.rule.id for f in state_of(elm).blocks] == ["pregnant"]


def test_another_clinics_screening_says_nothing(elm, oak):
    screened(oak, **yes("pregnant"))
    assert state_of(elm).findings == ()


def test_findings_are_told_apart(elm):
    screened(elm, **yes("cauda_equina", "anticoag", "aspirin"))
    state = state_of(elm)
    told = [state.blocks, state.to_override, state.warnings, state.emergencies]
    assert [[f.rule.id for f in some] for some in told] == [
        ["cauda_equina"],
        ["anticoag"],
        ["aspirin"],
        ["cauda_equina"],
    ]


def test_a_routine_done_face_down_is_prone_even_when_it_does_not_say_so(elm):
    screened(elm, **yes("spine_ext"))
    routine = factories.make_routine(elm.clinic, "down", position="prone", prone=False)
    assert not state_of(elm).verdict_for(routine.current, "left").may_go
    assert state_of(elm).verdict_for(elm.routine.current, "left").may_go


def test_it_takes_two_queries(elm, django_assert_num_queries):
    with django_assert_num_queries(2):
        state_of(elm).verdict_for(elm.routine.current, "left")
