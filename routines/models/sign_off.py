from typing import Self

from django.db import models
from django.utils import timezone

from clinic.tenancy import ClinicOwned, ClinicQuerySet
from routines.models.routine import RoutineVersion


class RoutineSignOffQuerySet(ClinicQuerySet):
    def of_version(self, version: RoutineVersion) -> Self:
        return self.filter(version=version).select_related("by")


class RoutineSignOff(ClinicOwned):
    """A practitioner of the clinic accepts one version of a routine for use here."""

    version = models.ForeignKey(
        "routines.RoutineVersion", on_delete=models.PROTECT, related_name="sign_offs"
    )
    by = models.ForeignKey("clinic.User", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(default=timezone.now)

    objects = RoutineSignOffQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "version"], name="routines_routinesignoff_once_per_clinic"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} accepted by {self.by}"
