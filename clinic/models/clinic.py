from datetime import date
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.languages import spoken_languages


def known_time_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(
            _("“%(value)s” is not a time zone. Write one like Europe/Berlin."),
            params={"value": value},
        )


# Minutes without a request after which staff are signed out.
SHORTEST_IDLE, LONGEST_IDLE = 5, 60


class Paper(models.TextChoices):
    A4 = "a4", _("A4")
    LETTER = "letter", _("US Letter")


class Clinic(models.Model):
    """A practice: the tenant. Every health record belongs to exactly one."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("short name in addresses"), unique=True)
    phone = models.CharField(_("phone"), max_length=40)
    address = models.CharField(_("address"), max_length=300, blank=True)
    emergency_number = models.CharField(_("emergency number"), max_length=20, default="911")
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[known_time_zone]
    )
    is_demo = models.BooleanField(default=False, editable=False)
    paper = models.CharField(_("paper"), max_length=10, choices=Paper, default=Paper.A4)
    language = models.CharField(
        _("language"), max_length=10, choices=spoken_languages, default=settings.LANGUAGE_CODE
    )
    idle_minutes = models.PositiveSmallIntegerField(
        _("minutes until staff are signed out when nobody does anything"),
        default=15,
        validators=[MinValueValidator(SHORTEST_IDLE), MaxValueValidator(LONGEST_IDLE)],
    )

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(paper__in=Paper.values), name="clinic_clinic_paper_known"
            ),
            models.CheckConstraint(
                condition=models.Q(idle_minutes__range=(SHORTEST_IDLE, LONGEST_IDLE)),
                name="clinic_clinic_idle_minutes",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("patients:today", args=[self.slug])

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def today(self) -> date:
        """The date it is at the clinic now."""
        return timezone.localdate(timezone=self.zone)


class ClinicLogo(models.Model):
    """A clinic's logo for its paper: a small PNG that we encoded ourselves."""

    clinic = models.OneToOneField(
        "clinic.Clinic", on_delete=models.CASCADE, related_name="logo", primary_key=True
    )
    png = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Logo of {self.clinic}"
