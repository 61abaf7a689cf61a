from datetime import date, timedelta
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.tenancy import ClinicOwned, ClinicQuerySet
from patients.models.prescription import PrescriptionQuerySet

# A patient may log this many days back, and correct a log for as long.
LOG_DAYS_BACK = 7


class Source(models.TextChoices):
    GUIDED = "guided", _("Guided session")
    SELF_REPORTED = "self_reported", _("Logged by the patient")
    PAPER = "paper", _("Keyed in from paper")
    FRONT_DESK = "front_desk", _("Logged by the clinic")


class Outcome(models.TextChoices):
    DONE = "done", _("Done")
    CHANGED = "changed", _("Done in part")
    SKIPPED = "skipped", _("Not done")


class SessionLogQuerySet(ClinicQuerySet):
    def of_patient(self, patient: "models.Model") -> Self:
        return self.filter(patient=patient)

    def with_felt(self) -> Self:
        """A row for each item, as `felt`, and one for a log without any: a single query."""
        return (
            self.annotate(felt=models.FilteredRelation("items"))
            .select_related("felt__prescription__routine_version")
            .order_by("-done_on", "-logged_at", "-pk", "felt__prescription__position")
        )

    def with_items(self) -> Self:
        return self.prefetch_related("items__prescription__routine_version")

    def with_program(self) -> Self:
        return self.select_related(
            "by",
            "clinic",
            "patient__clinic",
            "program_version__program__clinic",
            "program_version__program__current__clinic",
        )


class SessionLog(ClinicOwned):
    """
    What a patient did on a date. Correctable for some days, with its history kept.

    `key` is made where the log was typed: sent twice, it is stored once.
    Pains are 0-10 (NPRS), never mixed with the pressure felt of the items.
    """

    patient = models.ForeignKey(
        "patients.Patient", on_delete=models.PROTECT, related_name="session_logs", db_index=False
    )
    program_version = models.ForeignKey(
        "patients.ProgramVersion", on_delete=models.PROTECT, related_name="session_logs"
    )
    key = models.UUIDField()
    done_on = models.DateField(_("day"))
    logged_at = models.DateTimeField(default=timezone.now)
    logged_on = models.DateField(_("day it was logged, at the clinic"))
    source = models.CharField(max_length=15, choices=Source)
    by = models.ForeignKey("clinic.User", on_delete=models.PROTECT, related_name="+")
    pain_before = models.PositiveSmallIntegerField(_("pain before"), null=True, blank=True)
    pain_worst = models.PositiveSmallIntegerField(_("worst pain during"), null=True, blank=True)
    pain_after = models.PositiveSmallIntegerField(_("pain after"), null=True, blank=True)
    stop_signs = models.JSONField(_("warning signs"), default=list, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    corrections = models.PositiveSmallIntegerField(default=0)

    objects = SessionLogQuerySet.as_manager()

    class Meta:
        ordering = ["-done_on", "-logged_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["patient", "key"], name="patients_sessionlog_key_once"),
            models.CheckConstraint(
                condition=models.Q(source__in=Source.values),
                name="patients_sessionlog_source_known",
            ),
            models.CheckConstraint(
                condition=(models.Q(pain_before=None) | models.Q(pain_before__range=(0, 10)))
                & (models.Q(pain_worst=None) | models.Q(pain_worst__range=(0, 10)))
                & (models.Q(pain_after=None) | models.Q(pain_after__range=(0, 10))),
                name="patients_sessionlog_pain_0_to_10",
                violation_error_message=_("Pain is a number from 0 to 10."),
            ),
            models.CheckConstraint(
                condition=models.Q(done_on__lte=models.F("logged_on")),
                name="patients_sessionlog_not_in_the_future",
                violation_error_message=_("This day is still to come. Choose today or before."),
            ),
        ]
        indexes = [
            # Clinic and patient together: with one of them SQLite may read all of a clinic's rows.
            models.Index(
                fields=["clinic", "patient", "-done_on"], name="patients_sessionlog_by_patient"
            ),
            models.Index(fields=["clinic", "-logged_at"], name="patients_sessionlog_newest"),
        ]

    def __str__(self) -> str:
        return f"Session log {self.pk}"

    @property
    def prescriptions(self) -> PrescriptionQuerySet:
        """What was prescribed in the phase that this session belongs to."""
        done = self.items.select_related("prescription__phase__version").first()
        if done is not None:
            return done.prescription.phase.prescribed
        return self.program_version.program.prescriptions_on(self.done_on)

    @property
    def is_back_filled(self) -> bool:
        return self.done_on < self.logged_on

    @property
    def correctable_until(self) -> date:
        """The last day on which the patient may correct it."""
        return self.logged_on + timedelta(days=LOG_DAYS_BACK)


class SessionLogItem(ClinicOwned):
    """What was done of one prescription: seconds held in all, and the pressure felt (0-10)."""

    log = models.ForeignKey(
        SessionLog, on_delete=models.CASCADE, related_name="items", db_index=False
    )
    prescription = models.ForeignKey(
        "patients.Prescription", on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=Outcome)
    seconds = models.PositiveIntegerField(_("seconds held, all holds together"))
    pressure = models.PositiveSmallIntegerField(_("pressure felt"), null=True, blank=True)

    class Meta:
        ordering = ["log_id", "prescription__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["log", "prescription"], name="patients_sessionlogitem_once"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=Outcome.values),
                name="patients_sessionlogitem_outcome_known",
            ),
            models.CheckConstraint(
                condition=models.Q(seconds__lte=7200)
                & (models.Q(pressure=None) | models.Q(pressure__range=(0, 10))),
                name="patients_sessionlogitem_in_bounds",
                violation_error_message=_("Seconds go up to 7200, pressure from 0 to 10."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome}, {self.seconds} s"

    @property
    def against_band(self) -> str:
        """The pressure felt against the prescribed band: below, within, above, or not said."""
        if self.pressure is None:
            return ""
        if self.pressure < self.prescription.pressure_low:
            return "below"
        return "above" if self.pressure > self.prescription.pressure_high else "within"


class SessionLogRevision(ClinicOwned):
    """What a session log said before a correction. Written once."""

    log = models.ForeignKey(SessionLog, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    said = models.JSONField()
    replaced_at = models.DateTimeField(default=timezone.now)
    replaced_by = models.ForeignKey("clinic.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["log_id", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["log", "number"], name="patients_sessionlogrevision_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Revision {self.number} of session log {self.log_id}"
