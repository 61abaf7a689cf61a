import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.tenancy import ClinicOwned
from patients.reminding import AGAIN, EARLIEST, LATEST, Plan

SEED_BYTES = 12


def new_seed() -> str:
    """What the addresses that stop reminders are tied to."""
    return secrets.token_urlsafe(SEED_BYTES)


class Reminder(ClinicOwned):
    """When a patient wants to be reminded: by mail, and in their own calendar."""

    patient = models.OneToOneField(
        "patients.Patient", on_delete=models.PROTECT, related_name="reminder"
    )
    is_on = models.BooleanField(_("by mail"), default=False)
    hour = models.PositiveSmallIntegerField(_("hour"), default=8)
    days = models.CharField(_("days"), max_length=7, default="0123456")  # 0 is Monday
    again_after = models.PositiveSmallIntegerField(_("hours until the second"), default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    next_number = models.PositiveSmallIntegerField(default=1)  # of its day: the first or second
    seed = models.CharField(max_length=16, default=new_seed)
    # 256 bits, in the address of the calendar (docs/adr/0034).
    calendar_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(hour__range=(EARLIEST, LATEST)),
                name="patients_reminder_hour",
            ),
            models.CheckConstraint(
                condition=models.Q(again_after__in=[0, *AGAIN]),
                name="patients_reminder_again_after",
            ),
            models.CheckConstraint(
                condition=models.Q(is_on=True, next_at__isnull=False)
                | models.Q(is_on=False, next_at=None),
                name="patients_reminder_next_while_on",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=models.Q(is_on=True), name="patients_reminder_due"
            ),
        ]

    def __str__(self) -> str:
        return f"Reminder {self.pk}"

    @property
    def plan(self) -> Plan:
        return Plan(frozenset(map(int, self.days)), self.hour, self.again_after)
