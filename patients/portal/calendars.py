"""The calendar behind a private address."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings

from clinic import mails, tokens, walls
from patients.calendar_feed import Course, Feed
from patients.models import Program, Reminder


def feed_behind(token: str) -> Feed | None:
    """The calendar of whoever holds the address; revoked and unknown ones look alike."""
    with walls.within_every_clinic(walls.Reason.CALENDAR):
        rows = Reminder.objects.filter(
            calendar_hash=tokens.hash_of(token), patient__archived_at=None
        )
        reminder = rows.select_related("clinic", "patient").first()
    if reminder is None:
        return None
    with walls.within(reminder.clinic_id):
        return Feed(
            uid=f"reminder-{reminder.pk}@{urlsplit(settings.PUBLIC_URL).hostname}",
            title=reminder.clinic.name,
            address=mails.public_address("portal:home"),
            zone=reminder.clinic.zone,
            course=_course(reminder),
        )


def _course(reminder: Reminder) -> Course | None:
    """The days of the program that runs; none while nothing is to be done."""
    programs = Program.objects.for_clinic(reminder.clinic_id).of_patient(reminder.patient)
    program = programs.running().with_phases().first()
    if program is None or program.current is None:
        return None
    last = program.current.ends_on(program.starts_on) + timedelta(days=program.paused_days)
    return Course(plan=reminder.plan, first=program.starts_on, last=last)
