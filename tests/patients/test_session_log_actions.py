import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from clinic.models import TrailEntry
from clinic.stale import Stale
from patients.actions.programs import pause_program
from patients.actions.session_logs import ItemDone, correct_session, log_session
from patients.models import Alert, Program, SessionLog, SessionLogRevision
from patients.models.alert import AlertKind, Urgency
from patients.models.program import PauseReason
from tests import factories
from tests.conftest import World


def prescription_of(world):
    return world.program.current.phases.get(position=1).prescriptions.get()


def done(world, **changes):
    values = {"outcome": "done", "seconds": 180, "pressure": 3} | changes
    return ItemDone(prescription_of(world), **values)


def said(world, **changes):
    """What a patient says of an ordinary session."""
    items = changes.pop("items", None)
    return {
        "done_on": world.clinic.today(),
        "items": [done(world)] if items is None else items,
        "pain_before": 4,
        "pain_worst": 4,
        "pain_after": 3,
        "stop_signs": [],
        "note": "",
    } | changes


def log(world, *, key=None, source="self_reported", by=None, **changes):
    return log_session(
        program=world.program,
        key=key or uuid4(),
        source=source,
        by=by or world.patient_user,
        **said(world, **changes),
    )


def correct(world, *, based_on=0, by=None, **changes):
    return correct_session(
        log=world.log, based_on=based_on, by=by or world.patient_user, **said(world, **changes)
    )


def running(world):
    return Program.objects.get(pk=world.program.pk).status == "active"


def test_it_stores_the_session_with_its_items_and_one_line_in_the_trail(elm):
    stored, is_new = log(elm, note="Fine.", items=[done(elm, seconds=170, pressure=4)])
    assert is_new
    item = stored.items.get()
    assert (item.prescription, item.outcome, item.seconds, item.pressure) == (
        prescription_of(elm),
        "done",
        170,
        4,
    )
    assert (stored.clinic, stored.patient, stored.program_version, stored.note) == (
        elm.clinic,
        elm.patient,
        elm.program.current,
        "Fine.",
    )
    entry = TrailEntry.objects.about(stored).get()
    assert (entry.action, entry.actor, entry.patient_id, entry.details) == (
        "patients.session_logged",
        elm.patient_user,
        elm.patient.pk,
        {"source": "self_reported"},
    )


def test_the_same_key_stores_once_and_gives_the_first_result_back(elm):
    key = uuid4()
    first, _is_new = log(elm, key=key, pain_after=2)
    second, is_new = log(elm, key=key, pain_after=9)
    assert (second, is_new, second.pain_after) == (first, False, 2)
    assert TrailEntry.objects.about(first).count() == 1


def test_the_same_key_of_another_patient_is_another_session(elm, oak):
    key = uuid4()
    assert log(elm, key=key)[1]
    assert log(oak, key=key)[1]


def test_a_resend_after_a_stop_sign_gets_the_first_answer_not_a_refusal(elm):
    key = uuid4()
    first, _is_new = log(elm, key=key, stop_signs=["sharp"])
    assert not running(elm)
    assert log(elm, key=key, stop_signs=["sharp"]) == (first, False)
    assert Alert.objects.filter(session_log=first).count() == 1


def test_two_at_the_same_moment_store_once(committing):
    elm = World("elm")
    key, results, wait = uuid4(), [], threading.Barrier(2)

    def send():
        wait.wait()
        try:
            results.append(log(elm, key=key))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _twice in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(is_new for _log, is_new in results) == [False, True]
    assert len({stored.pk for stored, _is_new in results}) == 1
    assert SessionLog.objects.filter(key=key).count() == 1


def test_nothing_is_kept_if_the_trail_fails(monkeypatch, elm):
    def broken(*args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr("clinic.trail.record", broken)
    with pytest.raises(IntegrityError):
        log(elm, stop_signs=["beat"])
    assert list(SessionLog.objects.all()) == [elm.log]
    assert running(elm)


def test_skipped_means_no_seconds_and_no_pressure(elm):
    stored, _is_new = log(elm, items=[done(elm, outcome="skipped", seconds=90, pressure=5)])
    item = stored.items.get()
    assert (item.seconds, item.pressure) == (0, None)


def test_a_session_may_be_only_a_stop_sign(elm):
    nothing = {"pain_before": None, "pain_worst": None, "pain_after": None}
    stored, _is_new = log(elm, items=[], stop_signs=["clot"], **nothing)
    assert stored.program_version == elm.program.current
    assert not running(elm)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"pain_before": 11}, "pain_before"),
        ({"pain_worst": -1}, "pain_worst"),
        ({"pain_after": 11}, "pain_after"),
        ({"note": "x" * 2001}, "note"),
        ({"stop_signs": ["beat", "itch"]}, "stop_signs"),
    ],
)
def test_what_is_out_of_bounds_is_refused_beside_its_field(elm, changes, field):
    with pytest.raises(ValidationError) as refused:
        log(elm, **changes)
    assert list(refused.value.message_dict) == [field]
    assert list(SessionLog.objects.all()) == [elm.log]


@pytest.mark.parametrize(
    "changes",
    [
        {"seconds": 7201},
        {"seconds": 0},
        {"seconds": -5},
        {"pressure": 11},
        {"pressure": -1},
        {"outcome": "flown"},
    ],
)
def test_items_out_of_bounds_are_refused(elm, changes):
    with pytest.raises(ValidationError):
        log(elm, items=[done(elm, **changes)])
    assert list(SessionLog.objects.all()) == [elm.log]


def test_the_bounds_hold(elm):
    edges = {"pain_before": 0, "pain_worst": 10, "pain_after": 10, "note": "x" * 2000}
    stored, _is_new = log(elm, items=[done(elm, seconds=7200, pressure=10)], **edges)
    assert (stored.pain_before, stored.pain_worst, len(stored.note)) == (0, 10, 2000)


def test_a_routine_of_another_program_is_refused(elm, oak):
    with pytest.raises(ValidationError, match="not in the program"):
        log(elm, items=[done(oak)])


def test_a_routine_twice_is_refused(elm):
    with pytest.raises(ValidationError, match="twice"):
        log(elm, items=[done(elm), done(elm)])


@pytest.mark.parametrize(
    ("days_ago", "source", "allowed"),
    [
        (-1, "self_reported", False),
        (0, "self_reported", True),
        (7, "self_reported", True),
        (8, "self_reported", False),
        (8, "guided", False),
        (8, "paper", True),
        (21, "front_desk", True),
        (22, "paper", False),
        (-1, "paper", False),
    ],
)
def test_how_far_back_a_session_may_lie(elm, days_ago, source, allowed):
    today = elm.clinic.today()
    elm.program.starts_on = today - timedelta(days=21)
    elm.program.save()
    day = today - timedelta(days=days_ago)
    if allowed:
        stored, _is_new = log(elm, source=source, done_on=day)
        assert (stored.done_on, stored.is_back_filled) == (day, days_ago > 0)
    else:
        with pytest.raises(ValidationError) as refused:
            log(elm, source=source, done_on=day)
        assert list(refused.value.message_dict) == ["done_on"]


@pytest.mark.parametrize("status", ["draft", "paused", "completed", "stopped"])
def test_only_a_program_that_runs_takes_sessions(elm, status):
    program, today = elm.program, elm.clinic.today()
    program.status = status
    program.paused_on = today if status == "paused" else None
    program.ended_on = today if status in ("completed", "stopped") else None
    program.save()
    with pytest.raises(ValidationError) as refused:
        log(elm)
    assert refused.value.code == "not_running"
    assert list(SessionLog.objects.all()) == [elm.log]


# Stop signs


@pytest.mark.parametrize(
    ("signs", "urgency"),
    [
        (["beat"], Urgency.SAME_DAY),
        (["nerve"], Urgency.SAME_DAY),
        (["sharp"], Urgency.SAME_DAY),
        (["belly"], Urgency.URGENT),
        (["lump"], Urgency.URGENT),
        (["saddle"], Urgency.URGENT),
        (["sharp", "lump"], Urgency.URGENT),
    ],
)
def test_a_stop_sign_pauses_the_program_and_raises_an_alert(elm, signs, urgency):
    stored, _is_new = log(elm, stop_signs=signs)
    program = Program.objects.get(pk=elm.program.pk)
    assert (program.status, program.pause_reason) == ("paused", PauseReason.STOP_SIGN)
    alert = Alert.objects.get(session_log=stored)
    assert (alert.kind, alert.urgency, alert.stop_signs, alert.program) == (
        AlertKind.STOP_SIGN,
        urgency,
        signs,
        program,
    )


def test_a_beat_puts_the_screening_in_question(elm):
    log(elm, stop_signs=["beat"])
    elm.screening.refresh_from_db()
    assert "aaa_known" in elm.screening.needs_review


def test_a_sharp_pain_leaves_the_screening(elm):
    log(elm, stop_signs=["sharp"])
    elm.screening.refresh_from_db()
    assert elm.screening.needs_review == []


def test_something_new_asks_for_a_screening_and_goes_on(elm):
    stored, _is_new = log(elm)
    assert elm.screening.needs_review == []
    stored, _is_new = log_session(
        program=elm.program,
        key=uuid4(),
        source="self_reported",
        by=elm.patient_user,
        something_new=True,
        **said(elm),
    )
    elm.screening.refresh_from_db()
    assert elm.screening.needs_review
    assert Alert.objects.get(session_log=stored).kind == AlertKind.SOMETHING_NEW
    assert running(elm)


# Pain that rises


def days_ago(world, days):
    return world.clinic.today() - timedelta(days=days)


def test_pain_rising_twice_running_raises_one_alert(elm):
    rising = {"pain_before": 3, "pain_after": 5}
    log(elm, done_on=days_ago(elm, 3), **rising)
    assert not Alert.objects.filter(kind=AlertKind.PAIN_RISING).exists()
    second, _is_new = log(elm, done_on=days_ago(elm, 2), **rising)
    alert = Alert.objects.get(kind=AlertKind.PAIN_RISING)
    assert (alert.session_log, alert.urgency) == (second, Urgency.ROUTINE)
    log(elm, done_on=days_ago(elm, 1), **rising)
    assert Alert.objects.filter(kind=AlertKind.PAIN_RISING).count() == 1
    assert running(elm)


def test_a_calm_session_between_two_is_no_alert(elm):
    log(elm, done_on=days_ago(elm, 3), pain_before=3, pain_after=5)
    log(elm, done_on=days_ago(elm, 2), pain_before=3, pain_after=3)
    log(elm, done_on=days_ago(elm, 1), pain_before=3, pain_after=5)
    assert not Alert.objects.filter(kind=AlertKind.PAIN_RISING).exists()


def test_a_session_logged_late_counts_on_its_own_day(elm):
    log(elm, done_on=days_ago(elm, 5), pain_before=3, pain_after=5)
    log(elm, done_on=days_ago(elm, 3), pain_before=3, pain_after=3)
    log(elm, done_on=days_ago(elm, 4), pain_before=3, pain_after=6)
    assert Alert.objects.filter(kind=AlertKind.PAIN_RISING).count() == 1


# Correcting


def test_a_correction_keeps_what_was_said(elm):
    corrected = correct(elm, pain_after=6, items=[done(elm, seconds=90)], note="Shorter.")
    assert (corrected.pain_after, corrected.note, corrected.corrections) == (6, "Shorter.", 1)
    assert corrected.items.get().seconds == 90
    revision = SessionLogRevision.objects.get(log=elm.log)
    assert (revision.number, revision.replaced_by, revision.said["pain_after"]) == (
        1,
        elm.patient_user,
        3,
    )
    assert revision.said["items"][0]["seconds"] == 180
    entry = TrailEntry.objects.about(elm.log).get()
    assert (entry.action, entry.details) == (
        "patients.session_corrected",
        {"fields": ["pain_after", "note", "items"]},
    )


def test_the_same_again_is_no_correction(elm):
    correct(elm)
    assert not SessionLogRevision.objects.exists()
    assert not TrailEntry.objects.about(elm.log).exists()


def test_a_correction_of_an_older_state_is_refused(elm):
    correct(elm, pain_after=6)
    with pytest.raises(Stale) as refused:
        correct(elm, pain_after=1)
    assert refused.value.current.pain_after == 6
    elm.log.refresh_from_db()
    assert elm.log.pain_after == 6


def test_a_patient_corrects_for_seven_days_the_clinic_longer(elm):
    today = elm.clinic.today()
    elm.program.starts_on = today - timedelta(days=30)
    elm.program.save()
    old = today - timedelta(days=8)
    SessionLog.objects.filter(pk=elm.log.pk).update(done_on=old, logged_on=old)
    with pytest.raises(ValidationError) as refused:
        correct(elm, done_on=old, pain_after=1)
    assert refused.value.code == "too_late"
    assert correct(elm, done_on=old, pain_after=1, by=elm.front_desk).pain_after == 1


def test_on_the_seventh_day_a_patient_still_may(elm):
    day = elm.clinic.today() - timedelta(days=7)
    SessionLog.objects.filter(pk=elm.log.pk).update(done_on=day, logged_on=day)
    assert correct(elm, done_on=day, pain_after=1).pain_after == 1


def test_a_correction_that_adds_a_stop_sign_acts_like_a_new_one(elm):
    correct(elm, stop_signs=["nerve"])
    assert not running(elm)
    correct(elm, based_on=1, stop_signs=["nerve", "lump"])
    raised = Alert.objects.exclude(pk=elm.alert.pk).order_by("pk")
    assert [alert.stop_signs for alert in raised] == [["nerve"], ["lump"]]


def test_taking_a_stop_sign_away_undoes_nothing(elm):
    stored, _is_new = log(elm, stop_signs=["sharp"])
    correct_session(log=stored, based_on=0, by=elm.patient_user, **said(elm))
    assert not running(elm)
    assert Alert.objects.get(session_log=stored).handled_at is None


def test_a_stop_sign_makes_the_practitioners_pause_a_graver_one(elm):
    pause_program(program=elm.program, reason=PauseReason.PRACTITIONER, by=elm.practitioner)
    correct(elm, stop_signs=["sharp"])
    program = Program.objects.get(pk=elm.program.pk)
    assert program.pause_reason == PauseReason.STOP_SIGN


def test_a_stop_sign_after_the_end_still_alerts(elm):
    Program.objects.filter(pk=elm.program.pk).update(
        status="completed", ended_on=elm.clinic.today()
    )
    correct(elm, stop_signs=["lump"])
    assert Alert.objects.filter(kind=AlertKind.STOP_SIGN, stop_signs=["lump"]).exists()


def test_another_clinics_routine_cannot_be_corrected_in(elm, oak):
    with pytest.raises(ValidationError):
        correct(elm, items=[done(oak)])


@pytest.mark.parametrize("routines", [1, 3])
def test_storing_costs_the_same_with_more_routines(elm, routines, django_assert_num_queries):
    factories.prescribe(elm.program, routines - 1)
    phase = elm.program.current.phases.get(position=1)
    items = [ItemDone(one, "done", 90, 3) for one in phase.prescriptions.with_routine()]
    values = said(elm, items=items)
    with django_assert_num_queries(6):
        log_session(
            program=elm.program,
            key=uuid4(),
            source="self_reported",
            by=elm.patient_user,
            **values,
        )
    assert len(items) == routines


def test_the_key_of_somebody_else_gives_nothing_back(elm):
    other = factories.make_patient(elm.clinic, given_names="Ben")
    theirs = factories.make_program(other, elm.routine, by=elm.practitioner)
    key = factories.make_session_log(theirs, by=elm.practitioner).key
    pause_program(program=elm.program, reason=PauseReason.PRACTITIONER, by=elm.practitioner)
    with pytest.raises(ValidationError, match="paused"):
        log(elm, key=key)
