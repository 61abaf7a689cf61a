from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.tenancy import ClinicOwned, ClinicQuerySet

if TYPE_CHECKING:
    from patients.models.prescription import PrescriptionQuerySet


class ProgramVersionQuerySet(ClinicQuerySet):
    def activated(self) -> Self:
        return self.exclude(activated_at=None)

    def drafts(self) -> Self:
        """Versions still being written, of programs that have not ended."""
        return self.filter(activated_at=None, program__ended_on=None)

    def with_everything(self) -> Self:
        """With phases, prescriptions, routines and steps: what a page or a handout shows."""
        return self.select_related("program__patient", "clinic", "activated_by").prefetch_related(
            "phases__prescriptions__routine_version__steps",
        )


class ProgramVersion(ClinicOwned):
    """
    What a program said at one time. A draft may change; once activated it never does.

    `edit` counts the saves of a draft: a form that was opened on an older one is told so.
    """

    program = models.ForeignKey(
        "patients.Program", on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField()
    edit = models.PositiveIntegerField(default=1)
    review_on = models.DateField(_("review on"))
    note = models.TextField(_("note for the patient"), max_length=2000, blank=True)
    # Teach-back: ticked when the patient showed or said it.
    found_the_spot = models.BooleanField(_("found the spot"), default=False)
    showed_the_pressure = models.BooleanField(_("showed the pressure"), default=False)
    knows_the_stop_signs = models.BooleanField(_("knows the stop signs"), default=False)
    has_the_program = models.BooleanField(_("opened the page or chose paper"), default=False)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey("clinic.User", on_delete=models.PROTECT, related_name="+")
    activated_at = models.DateTimeField(null=True, blank=True)
    activated_by = models.ForeignKey(
        "clinic.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = ProgramVersionQuerySet.as_manager()

    class Meta:
        ordering = ["program_id", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "number"], name="patients_programversion_number_once"
            ),
            models.UniqueConstraint(
                fields=["program"],
                condition=models.Q(activated_at=None),
                name="patients_programversion_one_draft",
            ),
            models.CheckConstraint(
                condition=models.Q(activated_at=None, activated_by=None)
                | models.Q(activated_at__isnull=False, activated_by__isnull=False),
                name="patients_programversion_activated_by_and_at",
            ),
        ]
        indexes = [
            models.Index(
                fields=["clinic", "made_at"],
                condition=models.Q(activated_at=None),
                name="patients_programversion_drafts",
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number} of program {self.program_id}"

    @property
    def is_activated(self) -> bool:
        return self.activated_at is not None

    def began_by(self, day: date) -> bool:
        """Whether it had been activated by `day`, as days go at the clinic."""
        if self.activated_at is None:
            return False
        return timezone.localdate(self.activated_at, timezone=self.clinic.zone) <= day

    @property
    def weeks(self) -> int:
        return sum(phase.weeks for phase in self.phases.all())

    def phase_in_week(self, week: int) -> "ProgramPhase | None":
        """The phase of week `week` (1 is the first); the last phase goes on after its end."""
        phase = None
        for phase in self.phases.all():
            if week <= phase.weeks:
                return phase
            week -= phase.weeks
        return phase

    def ends_on(self, starts_on: date) -> date:
        """The last day of the plan when it starts on `starts_on` and is never paused."""
        return starts_on + timedelta(weeks=self.weeks, days=-1)


class ProgramPhase(ClinicOwned):
    """Some weeks of a program with the same prescriptions."""

    version = models.ForeignKey(ProgramVersion, on_delete=models.CASCADE, related_name="phases")
    position = models.PositiveSmallIntegerField()
    weeks = models.PositiveSmallIntegerField(_("weeks"))

    class Meta:
        ordering = ["version_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"], name="patients_programphase_position_once"
            ),
            models.CheckConstraint(
                condition=models.Q(weeks__range=(1, 52)), name="patients_programphase_weeks_1_to_52"
            ),
        ]

    def __str__(self) -> str:
        return f"Phase {self.position} of {self.version}"

    @property
    def prescribed(self) -> "PrescriptionQuerySet":
        """What is prescribed in it, in the order of the plan; each knows its phase already."""
        return self.prescriptions.for_clinic(self.clinic_id).order_by("position")
