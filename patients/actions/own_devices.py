"""Devices that a patient calls their own: marked, seen, forgotten (docs/adr/0046)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic import tokens, trail
from clinic.models import User
from patients.models import OwnDevice, Patient
from patients.models.own_device import MOST_DEVICES
from patients.sealed_keys import give_keys

SEEN_PAUSE = timedelta(hours=1)


@transaction.atomic
def mark_own_device(*, patient: Patient, words: str, by: User) -> tuple[OwnDevice, str]:
    """Let a browser keep the program: the device, and the token for its cookie, kept nowhere."""
    patient = Patient.objects.select_for_update(of=("self",)).get(pk=patient.pk)
    devices = OwnDevice.objects.for_clinic(patient.clinic_id).of_patient(patient)
    devices.outdated().delete()
    if devices.kept().count() >= MOST_DEVICES:
        text = _("You have %(most)s phones of your own. Forget one of them first.")
        raise ValidationError(text % {"most": MOST_DEVICES}, code="most")
    token = tokens.new_token()
    device = OwnDevice(
        clinic=patient.clinic,
        patient=patient,
        user=by,
        cookie_hash=tokens.hash_of(token),
        words=words,
    )
    give_keys(device)
    device.full_clean(exclude={"clinic", "patient", "user"})
    device.save()
    _tell("own_device_marked", device, by=by)
    return device, token


@transaction.atomic
def forget_own_device(*, device: OwnDevice, by: User) -> OwnDevice:
    """Let a browser keep nothing any more. What it sealed before can still come for some days."""
    devices = OwnDevice.objects.for_clinic(device.clinic_id).select_for_update(of=("self",))
    device = devices.select_related("clinic").get(pk=device.pk)
    if device.forgotten_at is None:
        device.forgotten_at = timezone.now()
        device.save(update_fields=["forgotten_at"])
        _tell("own_device_forgotten", device, by=by)
    return device


def note_seen(device: OwnDevice) -> None:
    """Note, once an hour, that a device fetched the program."""
    now = timezone.now()
    if now - device.seen_at >= SEEN_PAUSE:
        device.seen_at = now
        device.save(update_fields=["seen_at"])


def _tell(action: str, device: OwnDevice, *, by: User) -> None:
    trail.record(
        f"patients.{action}",
        subject=device,
        clinic=device.clinic,
        by=by,
        patient_id=device.patient_id,
    )
