from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from clinic.models import TrailEntry
from patients.actions.guided_sessions import (
    SessionEnded,
    begin_guided_session,
    finish_guided_session,
    is_elsewhere,
    items_so_far,
    keep_progress,
    leave_guided_session,
    new_turn,
    stop_guided_session,
    tell_something_new,
)
from patients.actions.programs import complete_program, pause_program
from patients.models import Alert, GuidedSession, Program, SessionLog
from tests import factories


@pytest.fixture
def one(elm):
    return elm.program.current.phases.get().prescriptions.get()


@pytest.fixture
def session(elm):
    return elm.guided_session


def begin(elm, **changes):
    GuidedSession.objects.filter(pk=elm.guided_session.pk).delete()
    said = {"pain_before": 3, "senses": ["speech", "sound"]} | changes
    return begin_guided_session(program=elm.program, by=elm.patient_user, **said)


def finish(elm, session, **changes):
    said = {
        "done_on": session.day,
        "items": items_so_far(session),
        "pain_before": 4,
        "pain_worst": 5,
        "pain_after": 3,
        "stop_signs": [],
        "note": "",
    }
    return finish_guided_session(session=session, by=elm.patient_user, **said | changes)


def lines(session):
    return [line.action for line in TrailEntry.objects.filter(subject_id=str(session.pk))]


def earlier(turn):
    return str(int(turn) - 1)


def test_it_begins_today_in_todays_phase(elm):
    session = begin(elm)
    assert (session.patient, session.phase, session.day) == (
        elm.patient,
        elm.program.current.phases.get(),
        elm.clinic.today(),
    )
    assert session.senses == ["sound", "speech"]
    assert "patients.guided_session_begun" in lines(session)


def test_a_second_start_gives_back_the_first(elm):
    first = begin(elm)
    again = begin_guided_session(program=elm.program, pain_before=9, senses=[], by=elm.patient_user)
    assert (again.pk, again.pain_before) == (first.pk, 3)


def test_the_database_holds_one_open_session_a_patient(elm):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_guided_session(elm.program)


def test_one_that_is_too_old_to_log_makes_room(elm, session):
    day = elm.clinic.today() - timedelta(days=8)
    GuidedSession.objects.update(day=day, kept_at=session.kept_at - timedelta(days=8))
    new = begin_guided_session(program=elm.program, pain_before=1, senses=[], by=elm.patient_user)
    session.refresh_from_db()
    assert new.pk != session.pk
    assert session.ended_at is not None


@pytest.mark.parametrize("status", ["paused", "completed"])
def test_it_begins_only_while_the_program_runs(elm, status):
    if status == "paused":
        pause_program(program=elm.program, reason="practitioner", by=elm.practitioner)
    else:
        complete_program(program=elm.program, ending="better", note="", by=elm.practitioner)
    with pytest.raises(ValidationError):
        begin(elm)


def test_it_does_not_begin_before_the_program_does(elm):
    Program.objects.update(starts_on=elm.clinic.today() + timedelta(days=1))
    elm.program.refresh_from_db()
    with pytest.raises(ValidationError):
        begin(elm)


def test_seconds_of_a_hold_never_get_less(session, one):
    for seconds in (30, 45, 20):
        kept = keep_progress(session=session, held={f"{one.pk}-1": seconds})
    assert kept.held == {f"{one.pk}-1": 45}


def test_news_without_time_leaves_the_time_alone(session, one):
    keep_progress(session=session, held={f"{one.pk}-1": 45})
    kept = keep_progress(session=session, position=5, felt={one.pk: 4})
    assert (kept.held, kept.felt, kept.position) == ({f"{one.pk}-1": 45}, {str(one.pk): 4}, 5)


def test_the_newest_page_has_the_timer_and_the_other_keeps_its_time(session, one):
    first, second = earlier(new_turn()), new_turn()
    keep_progress(session=session, turn=first)
    keep_progress(session=session, turn=second)
    kept = keep_progress(session=session, turn=first, position=9, held={f"{one.pk}-1": 40})
    assert is_elsewhere(kept, first)
    assert not is_elsewhere(kept, second)
    assert not is_elsewhere(kept, "")
    assert (kept.held, kept.position) == ({f"{one.pk}-1": 40}, 1)


def test_news_of_a_page_that_was_left_comes_late_and_takes_nothing_over(session):
    left, reloaded = earlier(new_turn()), new_turn()
    keep_progress(session=session, turn=reloaded)
    kept = keep_progress(session=session, turn=left)
    assert not is_elsewhere(kept, reloaded)
    assert keep_progress(session=session, turn=reloaded, position=3).position == 3


@pytest.mark.parametrize("turn", ["mine", "²", "9" * 36], ids=["words", "no digit", "to come"])
def test_a_turn_that_no_page_was_given_takes_nothing_over(session, turn):
    given = new_turn()
    keep_progress(session=session, turn=given)
    kept = keep_progress(session=session, turn=turn)
    assert kept.turn == given
    assert not is_elsewhere(kept, given)


def test_a_turn_of_an_older_version_of_the_app_keeps_nobody_out(session):
    """They were made by chance, so they say nothing of when."""
    session.turn = "9134752086613948"
    session.save()
    assert not is_elsewhere(session, new_turn())


def test_nothing_is_kept_of_a_session_that_ended(elm, session):
    leave_guided_session(session=session, by=elm.patient_user)
    with pytest.raises(SessionEnded):
        keep_progress(session=session, position=3)


def test_it_becomes_one_log_with_what_was_held(elm, session, one):
    keep_progress(session=session, held={f"{one.pk}-{n}": 45 for n in (1, 2, 3, 4)})
    kept = keep_progress(session=session, felt={one.pk: 3})
    log, is_new = finish(elm, kept)
    (item,) = log.items.all()
    assert is_new
    assert (log.source, log.key, log.done_on) == ("guided", session.key, session.day)
    assert (item.outcome, item.seconds, item.pressure) == ("done", 180, 3)
    session.refresh_from_db()
    assert (session.log, session.ended_at is not None) == (log, True)


def test_sent_twice_it_is_stored_once(elm, session):
    first, _new = finish(elm, session)
    again, is_new = finish(elm, session)
    assert (again, is_new) == (first, False)
    assert SessionLog.objects.filter(source="guided").count() == 1


def test_part_of_it_is_done_in_part(elm, session, one):
    kept = keep_progress(session=session, held={f"{one.pk}-1": 45, f"{one.pk}-2": 5})
    (item,) = items_so_far(kept)
    assert (item.outcome, item.seconds, item.pressure) == ("changed", 50, None)


def test_what_was_done_before_a_pause_is_logged_after_it(elm, session, one):
    kept = keep_progress(session=session, held={f"{one.pk}-1": 45})
    pause_program(program=elm.program, reason="practitioner", by=elm.practitioner)
    log, is_new = finish(elm, kept)
    assert is_new
    assert log.items.get().seconds == 45


def test_a_changed_program_keeps_the_version_it_was_done_by(elm, session, one):
    from patients.actions.programs import activate_program, change_program  # noqa: PLC0415

    kept = keep_progress(session=session, held={f"{one.pk}-1": 45})
    began_with = elm.program.current
    change_program(program=elm.program, by=elm.practitioner)
    activate_program(program=elm.program, by=elm.practitioner)
    log, _new = finish(elm, kept)
    assert log.program_version == began_with
    elm.program.refresh_from_db()
    assert elm.program.current != began_with


def test_after_midnight_it_still_belongs_to_its_day(elm, session, monkeypatch):
    tomorrow = elm.clinic.today() + timedelta(days=1)
    monkeypatch.setattr(type(elm.clinic), "today", lambda self: tomorrow)
    assert session.may_go_on
    assert session.day == tomorrow - timedelta(days=1)
    log, _new = finish(elm, session)
    assert (log.done_on, log.logged_on) == (session.day, tomorrow)


def test_the_next_morning_it_may_be_saved_and_not_gone_on_with(elm, session):
    night = datetime.now(ZoneInfo("UTC")) - timedelta(hours=9)
    session.day = elm.clinic.today() - timedelta(days=1)
    session.kept_at = night
    assert not session.may_go_on
    assert session.may_be_logged
    session.day = elm.clinic.today() - timedelta(days=8)
    assert not session.may_be_logged


def test_a_stop_sign_logs_what_was_held_pauses_and_alerts(elm, session, one):
    kept = keep_progress(session=session, held={f"{one.pk}-1": 30})
    log = stop_guided_session(
        session=kept, items=items_so_far(kept), stop_signs=["nerve"], by=elm.patient_user
    )
    elm.program.refresh_from_db()
    assert (log.stop_signs, log.items.get().seconds, log.pain_before) == (["nerve"], 30, 4)
    assert (elm.program.status, elm.program.pause_reason) == ("paused", "stop_sign")
    assert Alert.objects.filter(session_log=log, kind="stop_sign").exists()


def test_throwing_it_away_logs_nothing_and_says_so(elm, session):
    leave_guided_session(session=session, by=elm.patient_user)
    leave_guided_session(session=session, by=elm.patient_user)
    assert not SessionLog.objects.filter(source="guided").exists()
    assert lines(session).count("patients.guided_session_left") == 1


def test_something_new_alerts_once_and_asks_the_screening_again(elm):
    for _ in range(2):
        tell_something_new(program=elm.program, by=elm.patient_user)
    assert Alert.objects.filter(kind="something_new", patient=elm.patient).count() == 1
    elm.screening.refresh_from_db()
    assert elm.screening.needs_review


def test_something_new_of_another_patient_is_another_alert(elm):
    other = factories.make_patient(elm.clinic, given_names="Bo")
    factories.make_alert(other, kind="something_new", urgency=1, stop_signs=[])
    tell_something_new(program=elm.program, by=elm.patient_user)
    assert Alert.objects.filter(kind="something_new", patient=elm.patient).exists()


def test_nobody_goes_on_with_another_patients_session(elm, session):
    other = factories.make_patient(elm.clinic, given_names="Bo")
    program = factories.make_program(other, elm.routine, by=elm.practitioner)
    begun = begin_guided_session(program=program, pain_before=2, senses=[], by=elm.practitioner)
    assert (begun.patient, begun == session) == (other, False)


def test_nothing_is_saved_when_the_trail_fails(elm, session, monkeypatch):
    def full(*args, **kwargs):
        raise OSError("no room")

    monkeypatch.setattr("clinic.trail.record", full)
    with pytest.raises(OSError, match="no room"):
        leave_guided_session(session=session, by=elm.patient_user)
    session.refresh_from_db()
    assert session.ended_at is None
