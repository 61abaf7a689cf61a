"""Alerts: raised by what a patient logs, handled by a practitioner."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic import trail
from clinic.models import User
from patients.models import Alert, Patient, Program, SessionLog
from patients.models.alert import AlertKind, Urgency


@transaction.atomic
def raise_alert(
    *,
    patient: Patient,
    kind: AlertKind,
    urgency: Urgency | int,
    by: User | None,
    program: Program | None = None,
    session_log: SessionLog | None = None,
    stop_signs: Sequence[str] = (),
) -> Alert:
    """Put something before the practitioners that they must see. `by` is whoever logged it."""
    alert = Alert(
        clinic=patient.clinic,
        patient=patient,
        program=program,
        session_log=session_log,
        kind=kind,
        urgency=urgency,
        stop_signs=list(stop_signs),
    )
    alert.full_clean()
    alert.save()
    trail.record(
        "patients.alert_raised",
        subject=alert,
        clinic=alert.clinic,
        by=by,
        patient_id=patient.pk,
        kind=str(alert.kind),
        urgency=int(alert.urgency),
    )
    return alert


@transaction.atomic
def withdraw_alert(*, alert: Alert) -> None:
    """Take back what the nightly review raised, and nobody needs to deal with any more."""
    trail.record(
        "patients.alert_withdrawn",
        subject=alert,
        clinic=alert.clinic,
        by=None,
        patient_id=alert.patient_id,
        kind=alert.kind,
    )
    alert.delete()


@transaction.atomic
def handle_alert(*, alert: Alert, note: str, by: User) -> Alert:
    """Record what was done about an alert. It does not resume a paused program: a review does."""
    current = (
        Alert.objects.for_clinic(alert.clinic_id)
        .select_for_update(of=("self",))
        .select_related("clinic", "handled_by")
        .get(pk=alert.pk)
    )
    if current.handled_by is not None:
        raise ValidationError(
            _("%(name)s has already dealt with this alert."), params={"name": current.handled_by}
        )
    if not note.strip():
        raise ValidationError({"note": _("Write what was done: the next reader needs it.")})
    current.handled_at, current.handled_by = timezone.now(), by
    current.handling_note = note.strip()
    current.full_clean()
    current.save(update_fields=["handled_at", "handled_by", "handling_note"])
    trail.record(
        "patients.alert_handled",
        subject=current,
        clinic=current.clinic,
        by=by,
        patient_id=current.patient_id,
    )
    return current
