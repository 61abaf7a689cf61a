"""Set what the actions just did back in time: the demo has lived for eight weeks."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import F

from clinic.models import User
from patients.models import Alert, Measurement, Program, Screening, SessionLog
from patients.models.program import Status


def moment(program: Program, day: date, *, minutes: int) -> datetime:
    """So many minutes after seven in the evening of `day`, at the clinic."""
    evening = datetime.combine(day, time(19), tzinfo=program.clinic.zone)
    return evening + timedelta(minutes=minutes)


def began(program: Program, days_ago: int) -> None:
    """Let a program that was activated just now have begun `days_ago` days ago."""
    back = timedelta(days=days_ago)
    program.starts_on = program.clinic.today() - back
    program.save(update_fields=["starts_on"])
    Program.objects.filter(pk=program.pk).update(made_at=F("made_at") - back)
    program.versions.update(made_at=F("made_at") - back, activated_at=F("activated_at") - back)
    screenings = Screening.objects.for_clinic(program.clinic).filter(patient=program.patient)
    screenings.update(made_at=F("made_at") - back)


def logged(log: SessionLog, *, minutes: int, source: str, by: User) -> None:
    """Let a session have been logged on the evening of its own day."""
    when = moment(log.program_version.program, log.done_on, minutes=minutes)
    SessionLog.objects.filter(pk=log.pk).update(
        logged_at=when, logged_on=log.done_on, source=source, by=by
    )
    Alert.objects.filter(session_log=log).update(raised_at=when)


def measured(program: Program, made: Iterable[Measurement]) -> None:
    """Let measures have been recorded on the evening of their own day."""
    for one in made:
        Measurement.objects.filter(pk=one.pk).update(
            recorded_at=moment(program, one.measured_on, minutes=0), recorded_on=one.measured_on
        )


def reviewed(program: Program, on: date) -> None:
    program.reviews.update(reviewed_at=moment(program, on, minutes=-120))


def ended(program: Program, days_ago: int) -> None:
    program.ended_on = program.clinic.today() - timedelta(days=days_ago)
    program.save(update_fields=["ended_on"])


def paused(program: Program, on: date) -> None:
    Program.objects.filter(pk=program.pk, status=Status.PAUSED).update(paused_on=on)
