from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.tenancy import ClinicOwned, ClinicQuerySet
from patients.models.session_log import LOG_DAYS_BACK

# Who comes back this soon goes on, also after midnight.
PAUSE = timedelta(hours=2)


class Sense(models.TextChoices):
    """How a timer makes itself felt, besides the screen."""

    SOUND = "sound", _("Sound")
    VIBRATION = "vibration", _("Vibration")
    SPEECH = "speech", _("Spoken words")


class GuidedSessionQuerySet(ClinicQuerySet):
    def of_patient(self, patient: "models.Model") -> Self:
        return self.filter(patient=patient)

    def open(self) -> Self:
        return self.filter(ended_at=None)

    def with_program(self) -> Self:
        return self.select_related("phase__version__program")


class GuidedSession(ClinicOwned):
    """
    A session that a patient is being led through: how far they are, and what they held so far.

    It follows the phase it began with, belongs to the day it began on, and becomes one
    session log under its `key`. `held` is seconds by hold, `felt` the pressure (0-10) by
    prescription; `turn` names the page that has the timer, by when it was opened.
    """

    patient = models.ForeignKey(
        "patients.Patient", on_delete=models.PROTECT, related_name="guided_sessions"
    )
    phase = models.ForeignKey("patients.ProgramPhase", on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField()
    day = models.DateField(_("day it began, at the clinic"))
    began_at = models.DateTimeField(default=timezone.now)
    kept_at = models.DateTimeField(default=timezone.now)
    position = models.PositiveSmallIntegerField(_("screen"), default=1)
    held = models.JSONField(default=dict, blank=True)
    felt = models.JSONField(default=dict, blank=True)
    pain_before = models.PositiveSmallIntegerField(_("pain before"))
    senses = models.JSONField(default=list, blank=True)
    turn = models.CharField(max_length=36, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    log = models.OneToOneField(
        "patients.SessionLog",
        on_delete=models.PROTECT,
        related_name="guided_session",
        null=True,
        blank=True,
    )

    objects = GuidedSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "key"], name="patients_guidedsession_key_once"
            ),
            models.UniqueConstraint(
                fields=["patient"],
                condition=models.Q(ended_at=None),
                name="patients_guidedsession_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(pain_before__range=(0, 10)),
                name="patients_guidedsession_pain_0_to_10",
                violation_error_message=_("Pain is a number from 0 to 10."),
            ),
            models.CheckConstraint(
                condition=models.Q(log=None) | models.Q(ended_at__isnull=False),
                name="patients_guidedsession_logged_when_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"Guided session {self.pk}"

    @property
    def may_go_on(self) -> bool:
        """Whether the patient may take it up again: on its day, or soon after they paused."""
        return self.day == self.clinic.today() or timezone.now() - self.kept_at < PAUSE

    @property
    def may_be_logged(self) -> bool:
        return self.clinic.today() <= self.day + timedelta(days=LOG_DAYS_BACK)

    @property
    def seconds(self) -> int:
        """Seconds held so far, of everything."""
        return sum(self.held.values())
