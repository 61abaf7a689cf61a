from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.models import Clinic
from clinic.tenancy import ClinicOwned
from routines.limits import Limits


class DoseLimits(ClinicOwned):
    """How far a clinic lets its practitioners go. No row: the clinical limits."""

    hold = models.PositiveSmallIntegerField(_("longest hold (seconds)"), default=120)
    hold_reason_above = models.PositiveSmallIntegerField(
        _("ask for a reason above (seconds)"), default=90
    )
    pressure = models.PositiveSmallIntegerField(_("highest pressure felt"), default=6)
    pressure_reason_from = models.PositiveSmallIntegerField(
        _("ask for a reason from pressure"), default=6
    )
    holds = models.PositiveSmallIntegerField(_("most holds a side"), default=3)
    loaded_minutes_a_side = models.PositiveSmallIntegerField(
        _("most minutes under pressure on one side"), default=5
    )
    times_a_day = models.PositiveSmallIntegerField(_("most times a day"), default=2)
    weeks = models.PositiveSmallIntegerField(_("most weeks without a review"), default=12)

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic"], name="routines_doselimits_once_per_clinic"),
            models.CheckConstraint(
                condition=models.Q(
                    hold__range=(5, 600),
                    hold_reason_above__range=(5, 600),
                    pressure__range=(0, 10),
                    pressure_reason_from__range=(0, 10),
                    holds__range=(1, 20),
                    loaded_minutes_a_side__range=(1, 60),
                    times_a_day__range=(1, 6),
                    weeks__range=(1, 52),
                ),
                name="routines_doselimits_within_outer_bounds",
                violation_error_message=_(
                    "A limit is outside what Hipwise can hold: holds of 5 to 600 s, pressure 0 to "
                    "10, 1 to 20 holds, 1 to 60 min, 1 to 6 times a day, 1 to 52 weeks."
                ),
            ),
        ]
        verbose_name_plural = "dose limits"

    def __str__(self) -> str:
        return f"Limits of {self.clinic}"

    @classmethod
    def of(cls, clinic: Clinic) -> Limits:
        """The clinic's own limits, or the clinical ones when it never changed them."""
        return cls.versioned(clinic)[0]

    @classmethod
    def versioned(cls, clinic: Clinic) -> tuple[Limits, int]:
        """The same, and their version: 0 when they never were changed."""
        row = cls.objects.for_clinic(clinic).first()
        return (row.limits, row.version) if row else (Limits(), 0)

    @property
    def limits(self) -> Limits:
        return Limits(
            hold=self.hold,
            hold_reason_above=self.hold_reason_above,
            pressure=self.pressure,
            pressure_reason_from=self.pressure_reason_from,
            holds=self.holds,
            loaded_minutes_a_side=self.loaded_minutes_a_side,
            times_a_day=self.times_a_day,
            weeks=self.weeks,
        )
