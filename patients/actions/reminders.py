"""Reminders: the patient says when, and they come only where something is left to do."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic import mails, tokens, trail
from clinic.addresses import confirmed_address
from clinic.models import Mail, User
from patients.models import Alert, Patient, Program, Reminder, SessionLog
from patients.models.alert import AlertKind
from patients.models.reminder import new_seed
from patients.reminding import TOO_LATE

MAIL = "patients/email/reminder"
STOPPED_BY = [AlertKind.STOP_SIGN, AlertKind.SOMETHING_NEW]
SALT = "reminder-stop"
TEST_PAUSE = timedelta(minutes=1)


@transaction.atomic
def set_reminder(
    *,
    patient: Patient,
    by_mail: bool,
    hour: int,
    days: Collection[int],
    again_after: int,
    by: User,
) -> Reminder:
    """Keep when a patient wants to be reminded; the next one is the first after now."""
    reminder = reminder_of(patient)
    reminder.is_on = by_mail and bool(address_of(patient))
    reminder.hour, reminder.again_after = hour, again_after
    reminder.days = "".join(str(day) for day in sorted(set(days)))
    _plan_next(reminder, timezone.now())
    reminder.full_clean()
    reminder.save()
    trail.record(
        "patients.reminder_set",
        subject=reminder,
        clinic=reminder.clinic,
        by=by,
        patient_id=patient.pk,
    )
    return reminder


@transaction.atomic
def stop_reminder(*, reminder: Reminder, by: User | None) -> Reminder:
    """Send no more; addresses that stop, from mails of before, are used up."""
    reminder = _locked(reminder)
    if not reminder.is_on:
        return reminder
    reminder.is_on, reminder.next_at, reminder.seed = False, None, new_seed()
    reminder.save(update_fields=["is_on", "next_at", "seed"])
    trail.record(
        "patients.reminder_stopped",
        subject=reminder,
        clinic=reminder.clinic,
        by=by,
        patient_id=reminder.patient_id,
    )
    return reminder


@transaction.atomic
def send_test(*, reminder: Reminder) -> Mail:
    """Send a reminder now, whatever was logged today, to see that it arrives."""
    reminder = _locked(reminder)
    if not address_of(reminder.patient):
        raise ValidationError(_("There is no e-mail address that we know is yours."))
    last = mails.newest_about(reminder.patient, MAIL)
    if last and last.made_at > timezone.now() - TEST_PAUSE:
        raise ValidationError(_("A mail was sent just now. Wait a minute, then try again."))
    return _mail(reminder, TOO_LATE)


@transaction.atomic
def remind(*, reminder: Reminder, now: datetime | None = None) -> Mail | None:
    """Send what is due, if something is left to do today, and not too late; plan the next."""
    now = now or timezone.now()
    reminder = _locked(reminder)
    due_at = reminder.next_at
    if not reminder.is_on or due_at is None or due_at > now:
        return None
    mail = None
    left = due_at + TOO_LATE - now
    if left > timedelta() and is_wanted(reminder, due_at):
        mail = _mail(reminder, left)
    _plan_next(reminder, max(due_at, now - TOO_LATE))
    reminder.save(update_fields=["next_at", "next_number"])
    return mail


def is_wanted(reminder: Reminder, moment: datetime) -> bool:
    """Whether there is something to do on that day, nothing was logged, and nothing speaks against."""
    patient = reminder.patient
    day = timezone.localdate(moment, reminder.clinic.zone)
    if patient.is_archived or not address_of(patient):
        return False
    programs = Program.objects.for_clinic(reminder.clinic_id).of_patient(patient).running()
    program = programs.with_phases().filter(starts_on__lte=day).first()
    if program is None or program.current is None:
        return False
    if program.week_on(day) > program.current.weeks:
        return False
    alerts = Alert.objects.for_clinic(reminder.clinic_id).open()
    if alerts.filter(patient=patient, kind__in=STOPPED_BY).exists():
        return False
    logs = SessionLog.objects.for_clinic(reminder.clinic_id).of_patient(patient)
    return not logs.filter(done_on=day).exists()


def reminder_of(patient: Patient) -> Reminder:
    """The patient's reminder; one that is not saved yet where they have none."""
    rows = Reminder.objects.for_clinic(patient.clinic_id).select_related("clinic", "patient__user")
    found = rows.filter(patient=patient).first()
    return found or Reminder(clinic=patient.clinic, patient=patient)


def address_of(patient: Patient) -> str:
    """Where mails for a patient go: what their account has shown to be theirs; or nothing."""
    return confirmed_address(patient.user) if patient.user else ""


def stop_key(reminder: Reminder) -> str:
    """What stands in the address that stops a reminder: good until it was used."""
    return signing.dumps([reminder.clinic_id, reminder.pk, reminder.seed], salt=SALT)


def read_stop_key(key: str) -> tuple[int, int, str] | None:
    """Clinic, reminder and seed of an address that stops; None if we did not write it."""
    try:
        clinic_id, reminder_id, seed = signing.loads(key, salt=SALT)
    except signing.BadSignature:
        return None
    return clinic_id, reminder_id, seed


def _locked(reminder: Reminder) -> Reminder:
    rows = Reminder.objects.for_clinic(reminder.clinic_id).select_for_update(of=("self",))
    return rows.select_related("clinic", "patient__user").get(pk=reminder.pk)


def _plan_next(reminder: Reminder, after: datetime) -> None:
    reminder.next_at = None
    if reminder.is_on:
        zone = reminder.clinic.zone
        reminder.next_at, reminder.next_number = reminder.plan.next_after(after, zone)


def _mail(reminder: Reminder, valid: timedelta) -> Mail:
    """It says that the clinic has something for today, and nothing of what."""
    stop = mails.public_address("reminder_stop", stop_key(reminder))
    return mails.send(
        MAIL,
        address_of(reminder.patient),
        {"clinic": reminder.clinic, "address": mails.public_address("portal:home"), "stop": stop},
        valid=valid,
        row=reminder.patient,
        language=reminder.patient.spoken_language,
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


@transaction.atomic
def make_calendar(*, patient: Patient, by: User) -> str:
    """Make the one address of a patient's calendar; return its token, which is kept nowhere."""
    reminder = reminder_of(patient)
    token = tokens.new_token()
    reminder.calendar_hash = tokens.hash_of(token)
    reminder.full_clean()
    reminder.save()
    trail.record(
        "patients.calendar_made",
        subject=reminder,
        clinic=reminder.clinic,
        by=by,
        patient_id=patient.pk,
    )
    return token


@transaction.atomic
def revoke_calendar(*, patient: Patient, by: User) -> None:
    """Have the address of the calendar lead nowhere any more."""
    reminder = reminder_of(patient)
    if reminder.calendar_hash:
        reminder.calendar_hash = None
        reminder.save(update_fields=["calendar_hash"])
        trail.record(
            "patients.calendar_revoked",
            subject=reminder,
            clinic=reminder.clinic,
            by=by,
            patient_id=patient.pk,
        )
