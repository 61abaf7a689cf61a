from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.tenancy import ClinicOwned, ClinicQuerySet
from patients.models.program_version import ProgramPhase
from routines.models import DoseFields


class PrescriptionQuerySet(ClinicQuerySet):
    def with_routine(self) -> Self:
        """With the routine's name and facts: what a log shows."""
        return self.select_related("routine_version")

    def with_steps(self) -> Self:
        """With everything that tells how it is done."""
        return self.with_routine().prefetch_related("routine_version__steps")

    def with_phase(self) -> Self:
        """With phase and version, for whoever has not come by `phase.prescribed`."""
        return self.select_related("phase__version")


class Prescription(ClinicOwned, DoseFields):
    """
    One routine in a phase, with the dose for this patient.

    A routine dosed differently on each side is two prescriptions, one left and one right.
    """

    phase = models.ForeignKey(ProgramPhase, on_delete=models.CASCADE, related_name="prescriptions")
    position = models.PositiveSmallIntegerField()
    routine_version = models.ForeignKey(
        "routines.RoutineVersion", on_delete=models.PROTECT, related_name="prescriptions"
    )
    note = models.CharField(_("note for this routine"), max_length=500, blank=True)
    reason = models.CharField(_("reason for going this far"), max_length=500, blank=True)

    objects = PrescriptionQuerySet.as_manager()

    class Meta(DoseFields.Meta):
        abstract = False
        ordering = ["phase_id", "position"]
        constraints = [
            *DoseFields.Meta.constraints,
            models.UniqueConstraint(
                fields=["phase", "position"], name="patients_prescription_position_once"
            ),
            models.UniqueConstraint(
                fields=["phase", "routine_version", "side"],
                name="patients_prescription_side_once",
                violation_error_message=_("This routine is already there for that side."),
            ),
        ]

    def __str__(self) -> str:
        return f"Prescription {self.pk}"

    @property
    def held_seconds(self) -> int:
        """Seconds of all holds of one session together, over the sides worked."""
        return self.dose.hold * self.dose.hold_count
