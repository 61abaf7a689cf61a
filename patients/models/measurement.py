from decimal import Decimal
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.tenancy import ClinicOwned, ClinicQuerySet
from patients.measures import SCALES, Scale


class Instrument(models.TextChoices):
    NPRS = "nprs", _("Pain at rest (NPRS)")
    PSFS = "psfs", _("Own activities (PSFS)")
    LEFS = "lefs", _("LEFS, 0 to 80")
    ODI = "odi", _("ODI, 0 to 100 %")
    HOOS = "hoos", _("HOOS, 0 to 100")
    PROMIS = "promis", _("PROMIS T-score")
    GROC = "groc", _("GROC, −5 to 5")


# What a check-in asks; of the others the clinic types in a total, and holds the licence.
ASKED = (Instrument.NPRS, Instrument.PSFS)


class MeasurementQuerySet(ClinicQuerySet):
    def of_patient(self, patient: "models.Model") -> Self:
        return self.filter(patient=patient)

    def of_check_ins(self) -> Self:
        return self.filter(instrument__in=ASKED)

    def of_program(self, program: "models.Model | None") -> Self:
        return self.filter(program=program)


class Measurement(ClinicOwned):
    """
    How a patient was doing on a day, by one instrument: pain at rest, own activities, a total.

    `ratings` are the activities with their numbers, in the patient's words; `score` is their
    mean then. Correctable, with its history kept.
    """

    patient = models.ForeignKey(
        "patients.Patient", on_delete=models.PROTECT, related_name="measurements"
    )
    program = models.ForeignKey(
        "patients.Program",
        on_delete=models.PROTECT,
        related_name="measurements",
        null=True,
        blank=True,
    )
    instrument = models.CharField(_("instrument"), max_length=10, choices=Instrument)
    measured_on = models.DateField(_("day"))
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2)
    ratings = models.JSONField(default=list, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_on = models.DateField(_("day it was recorded, at the clinic"))
    by = models.ForeignKey("clinic.User", on_delete=models.PROTECT, related_name="+")
    corrections = models.PositiveSmallIntegerField(default=0)

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        ordering = ["-measured_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "instrument", "measured_on"],
                name="patients_measurement_once_a_day",
                violation_error_message=_("There is one of this day already. Correct that one."),
            ),
            models.CheckConstraint(
                condition=models.Q(instrument__in=Instrument.values),
                name="patients_measurement_instrument_known",
            ),
            models.CheckConstraint(
                condition=models.Q(measured_on__lte=models.F("recorded_on")),
                name="patients_measurement_not_in_the_future",
                violation_error_message=_("This day is still to come. Choose today or before."),
            ),
            models.CheckConstraint(
                condition=models.Q(score__range=(Decimal(-5), Decimal(100))),
                name="patients_measurement_score_in_bounds",
            ),
        ]
        indexes = [
            models.Index(
                fields=["clinic", "patient", "-measured_on"], name="patients_measurement_newest"
            ),
        ]

    def __str__(self) -> str:
        return f"Measurement {self.pk}"

    @property
    def scale(self) -> Scale:
        return SCALES[self.instrument]

    @property
    def activities(self) -> list[str]:
        return [activity for activity, _rating in self.ratings]


class MeasurementRevision(ClinicOwned):
    """What a measurement said before a correction. Written once."""

    measurement = models.ForeignKey(Measurement, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    said = models.JSONField()
    replaced_at = models.DateTimeField(default=timezone.now)
    replaced_by = models.ForeignKey("clinic.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["measurement_id", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["measurement", "number"], name="patients_measurementrevision_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Revision {self.number} of measurement {self.measurement_id}"
