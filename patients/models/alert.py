from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.tenancy import ClinicOwned, ClinicQuerySet
from routines.stop_signs import StopSign, known


class AlertKind(models.TextChoices):
    STOP_SIGN = "stop_sign", _("Stop sign")
    PAIN_RISING = "pain_rising", _("Pain is rising")
    SOMETHING_NEW = "something_new", _("Something is new since the screening")
    # Found by the nightly review (patients/actions/nightly_review.py).
    PAIN_HIGHER = "pain_higher", _("More pain this week than the week before")
    NOT_BETTER = "not_better", _("Pain has not fallen by 2 since the first week: examine again")
    OVERRIDE_ENDS = "override_ends", _("An override of the screening ends within a week")
    SCREENING_ENDS = "screening_ends", _("A draft waits, and its screening ends within a week")


NIGHTLY = (
    AlertKind.PAIN_HIGHER,
    AlertKind.NOT_BETTER,
    AlertKind.OVERRIDE_ENDS,
    AlertKind.SCREENING_ENDS,
)


class Urgency(models.IntegerChoices):
    ROUTINE = 1, _("At the next look")
    SAME_DAY = 2, _("Same day")
    URGENT = 3, _("Urgent")


class AlertQuerySet(ClinicQuerySet):
    def of_patient(self, patient: "models.Model") -> Self:
        return self.filter(patient=patient)

    def open(self) -> Self:
        return self.filter(handled_at=None)

    def most_urgent_first(self) -> Self:
        return self.order_by("-urgency", "raised_at", "pk")


class Alert(ClinicOwned):
    """Something a practitioner must see, until one of them has dealt with it."""

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="alerts")
    program = models.ForeignKey(
        "patients.Program", on_delete=models.PROTECT, related_name="alerts", null=True, blank=True
    )
    session_log = models.ForeignKey(
        "patients.SessionLog",
        on_delete=models.PROTECT,
        related_name="alerts",
        null=True,
        blank=True,
    )
    kind = models.CharField(max_length=20, choices=AlertKind)
    urgency = models.PositiveSmallIntegerField(choices=Urgency)
    # Ids of the stop signs behind it; their words are in routines/stop_signs.py.
    stop_signs = models.JSONField(default=list, blank=True)
    raised_at = models.DateTimeField(default=timezone.now)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(
        "clinic.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    handling_note = models.CharField(_("what was done"), max_length=1000, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=AlertKind.values, urgency__in=Urgency.values),
                name="patients_alert_choices_known",
            ),
            models.CheckConstraint(
                condition=models.Q(handled_at=None, handled_by=None)
                | models.Q(handled_at__isnull=False, handled_by__isnull=False),
                name="patients_alert_handled_by_and_at",
            ),
        ]
        indexes = [
            models.Index(
                fields=["clinic", "-urgency", "raised_at"],
                condition=models.Q(handled_at=None),
                name="patients_alert_open",
            ),
        ]

    def __str__(self) -> str:
        return f"Alert {self.pk}"

    @property
    def signs(self) -> list[StopSign]:
        """The stop signs behind it, in the patient's words; gravest first."""
        return known(self.stop_signs)
