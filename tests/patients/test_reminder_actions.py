"""A reminder comes once, when it was asked for, and only where something is left to do."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from clinic.addresses import confirm_address
from clinic.models import Clinic, Mail, TrailEntry
from patients.actions.reminders import STOPPED_BY, remind, send_test, set_reminder, stop_reminder
from patients.jobs import enqueue_reminders, send_reminder
from patients.models import Patient, Program, Reminder, SessionLog
from patients.reminding import EARLIEST, LATEST
from tests import factories
from tests.mailbox import deliver_due, delivered

EMAIL = "ana@example.org"


@pytest.fixture
def ana(elm):
    """Ana, who logged nothing for days, with an address that she has shown to be hers."""
    Clinic.objects.filter(pk=elm.clinic.pk).update(time_zone="Europe/Berlin")
    SessionLog.objects.filter(patient=elm.patient).update(done_on=elm.clinic.today() - DAYS)
    elm.alert.delete()
    confirm_address(elm.patient_user, EMAIL)
    return Patient.objects.select_related("clinic", "user").get(pk=elm.patient.pk)


DAYS = timedelta(days=4)


def reminder_for(patient, **changes) -> Reminder:
    said = {"by_mail": True, "hour": 8, "days": range(7), "again_after": 4}
    return set_reminder(patient=patient, by=patient.user, **said | changes)


def far_from_now(clinic: Clinic) -> int:
    """An hour at which reminders may come, as far from now as there is: none is due by itself."""
    now = timezone.localtime(timezone=clinic.zone).hour
    hours = range(EARLIEST, LATEST + 1)
    return max(hours, key=lambda hour: min((hour - now) % 24, (now - hour) % 24))


def due(reminder: Reminder, *, ago: timedelta = timedelta()) -> datetime:
    """Today's reminder, as if it was planned for so long ago."""
    now = timezone.now()
    Reminder.objects.filter(pk=reminder.pk).update(next_at=now - ago)
    reminder.refresh_from_db()
    return now


def test_it_says_the_clinic_and_nothing_about_health(ana):
    reminder = reminder_for(ana)
    assert remind(reminder=reminder, now=due(reminder)) is not None
    (mail,) = delivered()
    assert (mail.to, mail.subject) == ([EMAIL], "Your reminder")
    assert "Elm has something for you today" in mail.body
    assert "/my/" in mail.body
    for word in ("Ana", "Muñoz", "program", "exercise", "hip", "session"):
        assert word not in mail.body
    stop = mail.extra_headers["List-Unsubscribe"].strip("<>")
    assert stop in mail.body
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_it_comes_once(ana):
    reminder = reminder_for(ana)
    now = due(reminder)
    assert remind(reminder=reminder, now=now)
    assert remind(reminder=reminder, now=now) is None
    reminder.refresh_from_db()
    assert reminder.next_at > now
    assert len(delivered()) == 1


def test_not_before_its_time(ana):
    assert remind(reminder=reminder_for(ana)) is None


def test_saving_plans_what_comes_after_now(ana):
    reminder = reminder_for(ana, hour=12, days=[0, 3])
    at = timezone.localtime(reminder.next_at, ana.clinic.zone)
    assert (at.hour, at.minute, reminder.next_number) == (12, 0, 1)
    assert at.weekday() in {0, 3}
    assert reminder.next_at > timezone.now()


def test_not_where_today_was_logged(ana, elm):
    reminder = reminder_for(ana)
    day = ana.clinic.today()
    factories.make_session_log(elm.program, by=ana.user, done_on=day, logged_on=day)
    assert remind(reminder=reminder, now=due(reminder)) is None
    reminder.refresh_from_db()
    assert reminder.next_at > timezone.now()


PAUSED = {"status": "paused", "pause_reason": "practitioner"}


@pytest.mark.parametrize(
    "changes",
    [
        PAUSED | {"paused_on": timezone.now().date()},
        {"status": "completed", "ended_on": timezone.now().date(), "ending": "better"},
        {"starts_on": timezone.now().date() + timedelta(days=3)},
        {"starts_on": timezone.now().date() - timedelta(weeks=5)},  # a plan of four weeks
    ],
    ids=["paused", "ended", "not begun", "past its end"],
)
def test_not_while_there_is_nothing_to_do(ana, elm, changes):
    Program.objects.filter(pk=elm.program.pk).update(**changes)
    reminder = reminder_for(ana)
    assert remind(reminder=reminder, now=due(reminder)) is None


@pytest.mark.parametrize(("kind", "comes"), [("stop_sign", False), ("something_new", False)])
def test_not_while_an_alert_speaks_against_it(ana, elm, kind, comes):
    factories.make_alert(ana, program=elm.program, kind=kind)
    reminder = reminder_for(ana)
    assert bool(remind(reminder=reminder, now=due(reminder))) is comes


@pytest.fixture
def ben(elm) -> Program:
    """The program of somebody else at the clinic."""
    patient = factories.make_patient(elm.clinic, given_names="Ben")
    return factories.make_program(patient, elm.routine, by=elm.practitioner)


def test_what_somebody_else_did_or_felt_keeps_none_back(ana, elm, ben):
    day = ana.clinic.today()
    factories.make_session_log(ben, by=elm.front_desk, done_on=day, logged_on=day)
    for kind in STOPPED_BY:
        factories.make_alert(ben.patient, program=ben, kind=kind)
    reminder = reminder_for(ana)
    assert remind(reminder=reminder, now=due(reminder)) is not None


def test_what_somebody_else_has_to_do_brings_none(ana, elm, ben):
    Program.objects.filter(pk=elm.program.pk).update(**PAUSED, paused_on=ana.clinic.today())
    reminder = reminder_for(ana)
    assert remind(reminder=reminder, now=due(reminder)) is None


@pytest.mark.parametrize(("minutes", "comes"), [(119, True), (120, False), (600, False)])
def test_never_more_than_two_hours_late(ana, minutes, comes):
    reminder = reminder_for(ana, hour=far_from_now(ana.clinic), again_after=0)
    now = due(reminder, ago=timedelta(minutes=minutes))
    assert bool(remind(reminder=reminder, now=now)) is comes
    if comes:
        mail = Mail.objects.get()
        assert mail.expires_at <= now + timedelta(minutes=120 - minutes + 1)
    reminder.refresh_from_db()
    assert reminder.next_at > now


def test_a_worker_that_was_down_leaves_out_the_first_and_sends_the_second(ana):
    reminder = reminder_for(ana)
    zone, day = ana.clinic.zone, ana.clinic.today()
    eight = datetime.combine(day, datetime.min.time().replace(hour=8), zone)
    Reminder.objects.filter(pk=reminder.pk).update(next_at=eight)
    assert remind(reminder=reminder, now=eight + timedelta(hours=4, minutes=30)) is None
    reminder.refresh_from_db()
    assert (reminder.next_at, reminder.next_number) == (eight + timedelta(hours=4), 2)
    assert remind(reminder=reminder, now=eight + timedelta(hours=4, minutes=31))


def test_stopped_none_comes(ana):
    reminder = reminder_for(ana)
    now = due(reminder)
    stop_reminder(reminder=reminder, by=None)
    assert remind(reminder=reminder, now=now) is None
    assert TrailEntry.objects.filter(action="patients.reminder_stopped").count() == 1
    stop_reminder(reminder=reminder, by=None)
    assert TrailEntry.objects.filter(action="patients.reminder_stopped").count() == 1


def test_without_an_address_there_are_no_mails(elm):
    patient = Patient.objects.select_related("clinic", "user").get(pk=elm.patient.pk)
    assert not reminder_for(patient).is_on


def test_a_test_comes_whatever_was_logged_but_not_twice_a_minute(ana, elm):
    reminder = reminder_for(ana)
    day = ana.clinic.today()
    factories.make_session_log(elm.program, by=ana.user, done_on=day, logged_on=day)
    send_test(reminder=reminder)
    with pytest.raises(Exception, match="Wait a minute"):
        send_test(reminder=reminder)
    assert len(delivered()) == 1


def test_the_worker_finds_what_is_due_at_any_clinic(ana, oak):
    reminder = reminder_for(ana)
    due(reminder)
    reminder_for(Patient.objects.select_related("clinic", "user").get(pk=oak.patient.pk))
    enqueue_reminders()
    send_reminder.call(ana.clinic_id, reminder.pk)
    send_reminder.call(ana.clinic_id, reminder.pk)
    deliver_due()
    assert [mail.to for mail in delivered()] == [[EMAIL]]


def test_everybody_has_their_own(ana, ben):
    theirs = set_reminder(
        patient=ben.patient, by_mail=True, hour=9, days=[1], again_after=0, by=ana.user
    )
    assert reminder_for(ana).pk != theirs.pk
    theirs.refresh_from_db()
    assert (theirs.patient, theirs.hour) == (ben.patient, 9)


def test_a_job_finds_nothing_at_another_clinic(ana, oak):
    reminder = reminder_for(ana)
    due(reminder)
    send_reminder.call(oak.clinic.pk, reminder.pk)
    assert not Mail.objects.exists()
