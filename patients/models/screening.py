from typing import Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.tenancy import ClinicOwned, ClinicQuerySet

# clinical.md 3a: a screening older than this at activation is asked again.
SCREENING_VALID_DAYS = 30
OVERRIDE_LONGEST_DAYS = 90
OVERRIDE_SHORTEST_REASON = 20


class ScreeningQuerySet(ClinicQuerySet):
    def newest_first(self) -> Self:
        return self.order_by("-made_at", "-pk")

    def of_patient(self, patient: "models.Model") -> Self:
        return self.filter(patient=patient)


class Screening(ClinicOwned):
    """
    A practitioner's dated answers to the screening rules; a new one replaces, never overwrites.

    `answers` maps a rule's id to what was said; `routines.screening` reads and judges them.
    """

    patient = models.ForeignKey(
        "patients.Patient", on_delete=models.PROTECT, related_name="screenings"
    )
    rules_version = models.CharField(max_length=20)
    answers = models.JSONField(default=dict)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey("clinic.User", on_delete=models.PROTECT, related_name="+")
    # Rules to ask again (a patient felt a beat, or said something is new): set by an action.
    needs_review = models.JSONField(default=list, blank=True)

    objects = ScreeningQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["patient", "-made_at"], name="patients_screening_newest"),
        ]

    def __str__(self) -> str:
        return f"Screening {self.pk}"

    def get_absolute_url(self) -> str:
        args = [self.clinic.slug, self.patient_id, self.pk]
        return reverse("patients:screening_detail", args=args)


class ScreeningOverride(ClinicOwned):
    """
    A practitioner goes ahead despite one finding: with a reason, until and including a date.

    Once it has expired it may be renewed; of several for one rule the newest counts.
    """

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="overrides")
    rule = models.CharField(max_length=40)
    reason = models.CharField(_("reason"), max_length=1000)
    expires_on = models.DateField(_("until"))
    by = models.ForeignKey("clinic.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["screening", "rule", "expires_on"],
                name="patients_screeningoverride_once_per_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} overridden until {self.expires_on}"
