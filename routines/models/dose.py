from django.db import models
from django.utils.translation import gettext_lazy as _

from routines.dose import Dose, Side


class SideChoices(models.TextChoices):
    LEFT = Side.LEFT.value, _("left side only")
    RIGHT = Side.RIGHT.value, _("right side only")
    BOTH = Side.BOTH.value, _("both sides, one after the other")


class DoseFields(models.Model):
    """
    A dose as columns; the constraints are the outer bounds that nothing may pass.

    Seconds for hold and rest, 0-10 for pressure felt, holds for each side.
    """

    hold = models.PositiveSmallIntegerField(_("hold (seconds)"))
    holds = models.PositiveSmallIntegerField(_("holds a side"))
    rest = models.PositiveSmallIntegerField(_("rest (seconds)"))
    side = models.CharField(_("side"), max_length=5, choices=SideChoices)
    pressure_low = models.PositiveSmallIntegerField(_("pressure from"))
    pressure_high = models.PositiveSmallIntegerField(_("pressure to"))
    times_a_day = models.PositiveSmallIntegerField(_("times a day"))
    days_a_week = models.PositiveSmallIntegerField(_("days a week"))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(hold__range=(5, 600)),
                name="%(app_label)s_%(class)s_hold_5_to_600",
                violation_error_message=_("A hold lasts 5 to 600 seconds."),
            ),
            models.CheckConstraint(
                condition=models.Q(holds__range=(1, 20)),
                name="%(app_label)s_%(class)s_holds_1_to_20",
                violation_error_message=_("There are 1 to 20 holds a side."),
            ),
            models.CheckConstraint(
                condition=models.Q(rest__range=(0, 600)),
                name="%(app_label)s_%(class)s_rest_0_to_600",
                violation_error_message=_("A rest lasts 0 to 600 seconds."),
            ),
            models.CheckConstraint(
                condition=models.Q(side__in=SideChoices.values),
                name="%(app_label)s_%(class)s_side_known",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    pressure_low__range=(0, 10),
                    pressure_high__range=(0, 10),
                    pressure_low__lte=models.F("pressure_high"),
                ),
                name="%(app_label)s_%(class)s_pressure_band",
                violation_error_message=_("Pressure goes from 0 to 10, the low end first."),
            ),
            models.CheckConstraint(
                condition=models.Q(times_a_day__range=(1, 6), days_a_week__range=(1, 7)),
                name="%(app_label)s_%(class)s_how_often",
                violation_error_message=_("1 to 6 times a day, on 1 to 7 days a week."),
            ),
        ]

    @property
    def dose(self) -> Dose:
        return Dose(
            hold=self.hold,
            holds=self.holds,
            rest=self.rest,
            side=Side(self.side),
            pressure_low=self.pressure_low,
            pressure_high=self.pressure_high,
            times_a_day=self.times_a_day,
            days_a_week=self.days_a_week,
        )
