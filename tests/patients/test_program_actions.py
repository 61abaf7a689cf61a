from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from clinic.models import TrailEntry
from patients.actions.programs import (
    StaleDraft,
    activate_program,
    change_program,
    complete_program,
    create_program,
    discard_draft,
    pause_program,
    resume_program,
    save_draft,
)
from patients.models import Program, ProgramReview
from patients.plan_checks import PlanRefused
from patients.plans import PhasePlan, PrescriptionPlan, plan_of
from routines.dose import Dose, Side
from routines.models import DoseLimits
from tests import factories


def dose(**changes) -> Dose:
    return Dose(**factories.DOSE | {"side": Side.BOTH} | changes)


def plan(*routines, weeks=4, note="", reason="", **changes) -> list[PhasePlan]:
    rows = [
        PrescriptionPlan(one.current, dose(**changes), note=note, reason=reason) for one in routines
    ]
    return [PhasePlan(weeks, tuple(rows))]


@pytest.fixture
def today(elm) -> date:
    return elm.clinic.today()


@pytest.fixture
def patient(elm):
    """Somebody new, screened today, without a program."""
    patient = factories.make_patient(elm.clinic, given_names="Nadia")
    factories.make_screening(patient, by=elm.practitioner)
    return patient


@pytest.fixture
def draft(elm, patient, today):
    def make(phases=None, **changes) -> Program:
        values = {
            "patient": patient,
            "name": "Psoas release",
            "starts_on": today,
            "review_on": today + timedelta(weeks=2),
            "phases": phases if phases is not None else plan(elm.routine),
            "by": elm.practitioner,
        }
        return create_program(**values | changes)

    return make


def actions_on(program) -> list[str]:
    entries = TrailEntry.objects.about(program).order_by("pk")
    return [entry.action.removeprefix("patients.") for entry in entries]


def messages_of(error) -> str:
    return " ".join(error.value.messages)


def test_a_draft_is_followed_once_it_is_activated(elm, draft):
    program = draft()
    assert (program.status, program.current) == ("draft", None)
    version = activate_program(program=program, by=elm.practitioner, found_the_spot=True)
    program.refresh_from_db()
    assert (program.status, program.current) == ("active", version)
    assert version.activated_by == elm.practitioner
    assert (version.found_the_spot, version.showed_the_pressure) == (True, False)
    assert actions_on(program) == ["program_created", "program_activated"]


def test_what_was_planned_is_what_the_rows_hold(elm, draft):
    other = factories.make_routine(elm.clinic, "wall-lean")
    phases = (
        PhasePlan(
            2,
            (
                PrescriptionPlan(elm.routine.current, dose(side=Side.LEFT, hold=30), note="Slowly"),
                PrescriptionPlan(elm.routine.current, dose(side=Side.RIGHT, hold=60)),
                PrescriptionPlan(other.current, dose(pressure_high=3)),
            ),
        ),
        PhasePlan(3, (PrescriptionPlan(other.current, dose(holds=3)),)),
    )
    program = draft(phases)
    assert plan_of(program.versions.with_everything().get()) == phases


def test_the_trail_names_the_fields_and_keeps_their_content_to_itself(elm, draft, today):
    version = draft().draft
    save_draft(
        version=version,
        edit=1,
        name="Other",
        starts_on=today + timedelta(days=1),
        review_on=today + timedelta(weeks=3),
        note="Ask for Mia at the desk",
        phases=plan(elm.routine, hold=60),
        by=elm.practitioner,
    )
    entry = TrailEntry.objects.filter(action="patients.draft_saved").get()
    assert entry.details == {
        "version": 1,
        "fields": ["name", "starts_on", "review_on", "note", "phases"],
    }


def test_nothing_is_kept_if_the_trail_fails(monkeypatch, draft):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("clinic.trail.record", broken)
    before = Program.objects.count()
    with pytest.raises(RuntimeError):
        draft()
    assert Program.objects.count() == before


def test_an_archived_patient_gets_no_program(elm, draft, patient):
    patient.archived_at, patient.archived_by = patient.added_at, elm.owner
    patient.save()
    with pytest.raises(ValidationError, match="archived"):
        draft()


def test_a_patient_has_one_draft_at_a_time(draft):
    draft()
    with pytest.raises(ValidationError, match="draft for this patient already") as refused:
        draft()
    assert refused.value.code == "drafted"  # looked for before anything else is


def test_what_others_are_on_is_in_nobodys_way(elm, draft):
    """Neither somebody else's draft nor the program that Ana follows."""
    other = factories.make_patient(elm.clinic, given_names="Ben")
    factories.make_program(other, elm.routine, by=elm.practitioner, status="draft")
    program = draft()
    activate_program(program=program, by=elm.practitioner)
    assert Program.objects.get(pk=program.pk).status == "active"


def test_a_program_needs_a_routine(draft):
    with pytest.raises(PlanRefused, match="at least one routine"):
        draft([])
    with pytest.raises(PlanRefused, match="at least one routine"):
        draft([PhasePlan(2)])


def test_a_phase_needs_a_routine(elm, draft):
    with pytest.raises(PlanRefused) as error:
        draft([*plan(elm.routine), PhasePlan(2)])
    assert "Phase 2 has no routine" in messages_of(error)


@pytest.mark.parametrize(
    ("first", "second"), [("both", "both"), ("both", "left"), ("right", "both"), ("left", "left")]
)
def test_a_routine_is_there_once_for_each_side(elm, draft, first, second):
    rows = [PrescriptionPlan(elm.routine.current, dose(side=Side(s))) for s in (first, second)]
    with pytest.raises(PlanRefused) as error:
        draft([PhasePlan(2, tuple(rows))])
    assert [(p.phase, p.prescription, p.field) for p in error.value.problems] == [(0, 1, "routine")]


def test_the_sides_may_have_different_doses(elm, draft):
    rows = [
        PrescriptionPlan(elm.routine.current, dose(side=Side.LEFT, hold=30)),
        PrescriptionPlan(elm.routine.current, dose(side=Side.RIGHT, hold=60)),
    ]
    program = draft([PhasePlan(2, tuple(rows))])
    assert program.draft.phases.get().prescriptions.count() == 2


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"hold": 95}, "hold", "too much for this routine"),
        ({"hold": 130}, "hold", "Use 90 s or less"),
        ({"hold": 3}, "hold", "from 5 to 600"),
        ({"pressure_low": 5, "pressure_high": 4}, "pressure_low", "Swap them"),
        ({"pressure_high": 6}, "pressure_high", "Use 5 or less"),
        ({"pressure_high": 11}, "pressure_high", "from 0 to 10"),
        ({"holds": 4}, "holds", "clinic’s limit of 3"),
        ({"times_a_day": 3}, "times_a_day", "clinic’s limit of 2"),
        ({"days_a_week": 8}, "days_a_week", "from 1 to 7"),
        ({"rest": 10**30}, "rest", "from 0 to 600"),
    ],
)
def test_a_dose_stays_within_the_limits(elm, draft, changes, field, words):
    with pytest.raises(PlanRefused) as error:
        draft(plan(elm.routine, **changes))
    problem = error.value.problems[0]
    assert (problem.phase, problem.prescription, problem.field) == (0, 0, field)
    assert words in str(problem)


def test_the_clinics_own_limits_count(elm, draft):
    DoseLimits.objects.create(clinic=elm.clinic, hold=40)
    with pytest.raises(PlanRefused) as error:
        draft(plan(elm.routine, hold=45))
    assert "owner can raise it" in messages_of(error)


def test_going_far_needs_a_reason(elm, draft):
    far = factories.make_routine(elm.clinic, "tennis", ball="tennis", cap_hold=120, cap_pressure=6)
    with pytest.raises(PlanRefused) as error:
        draft(plan(far, hold=100))
    assert error.value.problems[0].field == "reason"
    assert draft(plan(far, hold=100, reason="Used to long holds from yoga"))


def test_a_locked_routine_needs_a_reason(elm, draft):
    locked = factories.make_routine(elm.clinic, "knee-bends", needs_unlock=True)
    with pytest.raises(PlanRefused) as error:
        draft(plan(locked))
    assert "off until you turn it on" in messages_of(error)
    assert draft(plan(locked, reason="Eight clean sessions of the step before"))


def test_a_plan_is_not_longer_than_the_clinic_allows(elm, draft):
    with pytest.raises(PlanRefused) as error:
        draft(plan(elm.routine, weeks=13))
    assert "limit is 12 weeks" in messages_of(error)


@pytest.mark.parametrize(
    ("start", "review", "field"),
    [(0, 0, "review_on"), (0, -3, "review_on"), (0, 85, "review_on"), (-400, 14, "starts_on")],
)
def test_the_dates_make_sense(draft, today, start, review, field):
    with pytest.raises(ValidationError) as error:
        draft(starts_on=today + timedelta(days=start), review_on=today + timedelta(days=review))
    assert list(error.value.message_dict) == [field]


def test_dates_at_the_end_of_time_are_refused_too(draft):
    with pytest.raises(ValidationError):
        draft(starts_on=date.max, review_on=date.max)


def test_a_routine_of_another_clinic_cannot_be_prescribed(oak, draft):
    with pytest.raises(ValidationError, match="another clinic"):
        draft(plan(oak.routine))


def test_a_draft_saved_meanwhile_is_not_overwritten(elm, draft, today):
    version = draft().draft
    values = {
        "version": version,
        "edit": 1,
        "review_on": today + timedelta(weeks=3),
        "note": "",
        "phases": plan(elm.routine, hold=60),
        "by": elm.practitioner,
    }
    saved = save_draft(**values)
    assert saved.edit == 2
    with pytest.raises(StaleDraft) as error:
        save_draft(**values | {"phases": plan(elm.routine, hold=30)})
    assert error.value.version == saved
    assert saved.phases.get().prescriptions.get().hold == 60


def test_an_activated_version_is_never_written_again(elm, draft, today):
    program = draft()
    version = program.draft
    activate_program(program=program, by=elm.practitioner)
    with pytest.raises(StaleDraft) as error:
        save_draft(
            version=version,
            edit=1,
            review_on=today + timedelta(weeks=3),
            note="",
            phases=plan(elm.routine, hold=60),
            by=elm.practitioner,
        )
    assert error.value.version is None


def test_nobody_follows_a_program_without_a_screening(elm, draft, patient):
    patient.screenings.all().delete()
    program = draft()
    with pytest.raises(PlanRefused, match="not been screened"):
        activate_program(program=program, by=elm.practitioner)
    program.refresh_from_db()
    assert program.status == "draft"


def test_an_old_screening_is_asked_again(elm, draft, patient):
    program = draft()
    screening = patient.screenings.get()
    screening.made_at -= timedelta(days=32)
    screening.save()
    with pytest.raises(PlanRefused, match="30 days old"):
        activate_program(program=program, by=elm.practitioner)


def answer_yes(patient, rule, **details):
    screening = patient.screenings.newest_first()[0]
    screening.answers[rule] = {"yes": True} | details
    screening.save()


def test_a_blocked_routine_is_refused_by_name(elm, draft, patient):
    answer_yes(patient, "aaa_known")
    with pytest.raises(PlanRefused) as error:
        draft()
    assert "The screening rules out Soft ball" in messages_of(error)


def test_a_block_found_after_drafting_stops_the_activation(elm, draft, patient):
    program = draft()
    answer_yes(patient, "aaa_known")
    with pytest.raises(PlanRefused, match="rules out Soft ball"):
        activate_program(program=program, by=elm.practitioner)


def test_what_needs_an_override_is_drafted_but_not_followed(elm, draft, patient):
    answer_yes(patient, "radicular")
    program = draft()
    with pytest.raises(PlanRefused, match="needs an override"):
        activate_program(program=program, by=elm.practitioner)


def test_the_screening_lowers_the_limits(elm, draft, patient):
    answer_yes(patient, "anticoag")
    with pytest.raises(PlanRefused) as error:
        draft(plan(elm.routine, hold=45))
    assert "after this patient’s screening" in messages_of(error)
    assert draft(plan(elm.routine, hold=30, pressure_high=3))


def test_a_patient_follows_one_program_at_a_time(elm, draft):
    program = draft(patient=elm.patient)
    with pytest.raises(PlanRefused, match="already follows a program"):
        activate_program(program=program, by=elm.practitioner)


def test_a_review_that_has_passed_stops_the_activation(elm, draft):
    program = draft()
    program.versions.update(review_on=program.clinic.today())
    with pytest.raises(PlanRefused, match="review date has come"):
        activate_program(program=program, by=elm.practitioner)


def test_a_change_is_followed_only_from_its_activation(elm, draft, today):
    program = draft()
    first = activate_program(program=program, by=elm.practitioner)
    second = change_program(program=program, by=elm.practitioner)
    assert (second.number, plan_of(second)) == (2, plan_of(first))
    save_draft(
        version=second,
        edit=1,
        review_on=today + timedelta(weeks=3),
        note="",
        phases=plan(elm.routine, hold=60),
        by=elm.practitioner,
    )
    program.refresh_from_db()
    assert program.current == first
    activate_program(program=program, by=elm.practitioner)
    assert (program.status, program.current) == ("active", second)
    assert first.phases.get().prescriptions.get().hold == 45
    assert program.current.phases.get().prescriptions.get().hold == 60


def test_there_is_one_next_draft(elm):
    change_program(program=elm.program, by=elm.practitioner)
    with pytest.raises(ValidationError, match="next version already"):
        change_program(program=elm.program, by=elm.practitioner)


def test_a_draft_is_not_changed_but_edited(elm, draft):
    with pytest.raises(ValidationError, match="Only a program that is followed"):
        change_program(program=draft(), by=elm.practitioner)


def test_a_discarded_draft_leaves_what_is_followed(elm):
    change_program(program=elm.program, by=elm.practitioner)
    discard_draft(program=elm.program, by=elm.practitioner)
    assert (elm.program.status, elm.program.draft) == ("active", None)
    with pytest.raises(ValidationError, match="no draft"):
        discard_draft(program=elm.program, by=elm.practitioner)


def test_one_that_was_thrown_away_meanwhile_is_gone(elm, draft):
    program = draft()
    seen = Program.objects.get(pk=program.pk)
    discard_draft(program=program, by=elm.practitioner)
    with pytest.raises(Http404):
        discard_draft(program=seen, by=elm.practitioner)


def test_a_program_nobody_followed_goes_with_its_draft(elm, draft):
    program = draft()
    number = program.pk
    discard_draft(program=program, by=elm.practitioner)
    assert not Program.objects.filter(pk=number).exists()
    entry = TrailEntry.objects.filter(action="patients.draft_discarded").get()
    assert (entry.subject_id, entry.patient_id) == (str(number), program.patient_id)


def test_a_pause_stops_the_clock_of_the_plan(elm, today):
    program = elm.program
    pause_program(program=program, reason="practitioner", by=elm.practitioner)
    program.paused_on -= timedelta(days=5)
    program.save()
    resume_program(program=program, note="Back from a journey", by=elm.practitioner)
    assert (program.status, program.paused_days, program.pause_reason) == ("active", 5, "")
    assert ProgramReview.objects.get().note == "Back from a journey"
    assert actions_on(program) == ["program_paused", "program_resumed"]


def test_only_what_is_followed_can_be_paused(elm, draft):
    with pytest.raises(ValidationError):
        pause_program(program=draft(), reason="practitioner", by=elm.practitioner)
    pause_program(program=elm.program, reason="practitioner", by=elm.practitioner)
    with pytest.raises(ValidationError):
        pause_program(program=elm.program, reason="practitioner", by=elm.practitioner)


def test_a_stop_sign_makes_a_pause_graver(elm):
    pause_program(program=elm.program, reason="practitioner", by=elm.practitioner)
    pause_program(program=elm.program, reason="stop_sign", by=elm.patient_user)
    assert elm.program.pause_reason == "stop_sign"
    with pytest.raises(ValidationError):
        pause_program(program=elm.program, reason="stop_sign", by=elm.patient_user)


def test_a_review_has_words(elm):
    pause_program(program=elm.program, reason="practitioner", by=elm.practitioner)
    with pytest.raises(ValidationError):
        resume_program(program=elm.program, note="  ", by=elm.practitioner)
    elm.program.refresh_from_db()
    assert elm.program.status == "paused"


def test_after_a_stop_sign_the_screening_is_asked_again(elm):
    pause_program(program=elm.program, reason="stop_sign", by=elm.patient_user)
    elm.screening.needs_review = ["aaa_known"]
    elm.screening.save()
    with pytest.raises(PlanRefused, match="Screen the patient again"):
        resume_program(program=elm.program, note="Examined, all clear", by=elm.practitioner)
    factories.make_screening(elm.patient, by=elm.practitioner)
    resume_program(program=elm.program, note="Examined, all clear", by=elm.practitioner)
    assert elm.program.status == "active"


def test_what_is_blocked_since_does_not_go_on(elm):
    pause_program(program=elm.program, reason="stop_sign", by=elm.patient_user)
    answer_yes(elm.patient, "aaa_known")
    with pytest.raises(PlanRefused, match="rules out Soft ball"):
        resume_program(program=elm.program, note="Examined", by=elm.practitioner)


@pytest.mark.parametrize(
    ("ending", "status"),
    [
        ("better", "completed"),
        ("worse", "completed"),
        ("stopped", "stopped"),
        ("other", "completed"),
    ],
)
def test_a_program_ends_in_words(elm, today, ending, status):
    complete_program(program=elm.program, ending=ending, note="Climbs again", by=elm.practitioner)
    assert (elm.program.status, elm.program.ended_on) == (status, today)
    assert (elm.program.ending, elm.program.ending_note) == (ending, "Climbs again")


def test_a_next_draft_goes_with_the_end(elm):
    change_program(program=elm.program, by=elm.practitioner)
    complete_program(program=elm.program, ending="better", note="", by=elm.practitioner)
    assert elm.program.draft is None


@pytest.mark.parametrize("ending", ["", "cured"])
def test_an_ending_is_one_of_the_known(elm, ending):
    with pytest.raises(ValidationError):
        complete_program(program=elm.program, ending=ending, note="", by=elm.practitioner)
    elm.program.refresh_from_db()
    assert elm.program.status == "active"


def test_what_has_ended_does_not_go_on(elm):
    complete_program(program=elm.program, ending="better", note="", by=elm.practitioner)
    for act in (
        lambda: complete_program(program=elm.program, ending="other", note="", by=elm.owner),
        lambda: pause_program(program=elm.program, reason="practitioner", by=elm.owner),
        lambda: resume_program(program=elm.program, note="Again", by=elm.owner),
        lambda: change_program(program=elm.program, by=elm.owner),
        lambda: activate_program(program=elm.program, by=elm.owner),
    ):
        with pytest.raises(ValidationError):
            act()
