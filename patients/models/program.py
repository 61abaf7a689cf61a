from datetime import date, timedelta
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.tenancy import ClinicOwned, ClinicQuerySet
from routines.models import DoseFields


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    COMPLETED = "completed", _("Completed")
    STOPPED = "stopped", _("Stopped")


class PauseReason(models.TextChoices):
    STOP_SIGN = "stop_sign", _("A stop sign")
    PRACTITIONER = "practitioner", _("The practitioner")


class Ending(models.TextChoices):
    BETTER = "better", _("Better")
    WORSE = "worse", _("Worse")
    STOPPED = "stopped", _("Stopped by the patient")
    OTHER = "other", _("Other")


class ProgramQuerySet(ClinicQuerySet):
    def of_patient(self, patient: "models.Model") -> Self:
        return self.filter(patient=patient)

    def open(self) -> Self:
        """Programs somebody is on, or will be: not yet ended."""
        return self.filter(status__in=[Status.DRAFT, Status.ACTIVE, Status.PAUSED])

    def drafted(self) -> Self:
        """Programs that nobody has followed yet."""
        return self.filter(status=Status.DRAFT)

    def followed(self) -> Self:
        """Programs somebody is on, or would be on if it were not paused."""
        return self.filter(status__in=[Status.ACTIVE, Status.PAUSED])

    def running(self) -> Self:
        return self.filter(status=Status.ACTIVE)

    def shown_to_patients(self) -> Self:
        """What a patient is on, else what they were on last; never a draft."""
        begun = self.exclude(status=Status.DRAFT)
        return begun.order_by(models.F("ended_on").desc(nulls_first=True), "-made_at", "-pk")

    def with_phases(self) -> Self:
        """With the version the patient follows and its phases, not yet what is in them."""
        return self.select_related("patient", "clinic", "current__clinic").prefetch_related(
            "current__phases"
        )

    def with_current(self) -> Self:
        """With the version the patient follows, its phases, prescriptions and routines."""
        return self.select_related(
            "patient", "clinic", "current", "current__activated_by"
        ).prefetch_related(
            "current__phases__prescriptions__routine_version__steps",
        )


class Program(ClinicOwned):
    """What one patient was assigned. Its content is in versions; the current one is followed."""

    patient = models.ForeignKey(
        "patients.Patient", on_delete=models.PROTECT, related_name="programs"
    )
    name = models.CharField(_("name"), max_length=120)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    current = models.ForeignKey(
        "patients.ProgramVersion", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    starts_on = models.DateField(_("starts on"))
    paused_on = models.DateField(null=True, blank=True)
    pause_reason = models.CharField(max_length=15, choices=PauseReason, blank=True)
    # Days spent paused so far: the weeks of the plan wait for the patient.
    paused_days = models.PositiveSmallIntegerField(default=0)
    ended_on = models.DateField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    ending_note = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey("clinic.User", on_delete=models.PROTECT, related_name="+")

    objects = ProgramQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=Status.values), name="patients_program_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status=Status.DRAFT) | models.Q(current__isnull=False),
                name="patients_program_current_unless_draft",
            ),
            models.CheckConstraint(
                condition=(models.Q(status=Status.PAUSED, paused_on__isnull=False))
                | (~models.Q(status=Status.PAUSED) & models.Q(paused_on=None)),
                name="patients_program_paused_on_while_paused",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(status__in=[Status.COMPLETED, Status.STOPPED])
                    & models.Q(ended_on__isnull=False)
                )
                | (
                    ~models.Q(status__in=[Status.COMPLETED, Status.STOPPED])
                    & models.Q(ended_on=None)
                ),
                name="patients_program_ended_on_when_ended",
            ),
            models.UniqueConstraint(
                fields=["patient"],
                condition=models.Q(status=Status.DRAFT),
                name="patients_program_one_draft",
                violation_error_message=_(
                    "There is a draft for this patient already. Open it, or discard it first."
                ),
            ),
            # A patient follows one program at a time; the next may be drafted meanwhile.
            models.UniqueConstraint(
                fields=["patient"],
                condition=models.Q(status__in=[Status.ACTIVE, Status.PAUSED]),
                name="patients_program_one_running",
                violation_error_message=_(
                    "This patient already follows a program. Complete or change that one."
                ),
            ),
        ]
        indexes = [models.Index(fields=["clinic", "status"], name="patients_program_status")]

    def __str__(self) -> str:
        return f"Program {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("patients:program_detail", args=[self.clinic.slug, self.pk])

    @property
    def draft(self) -> "ProgramVersion | None":
        """The version being written, if there is one."""
        return self.versions.filter(activated_at=None).first()

    def week_on(self, day: date) -> int:
        """The week of the plan it is on `day`, 1 for the first seven days; pauses do not count."""
        if self.paused_on is not None and day > self.paused_on:
            day = self.paused_on
        days = (day - self.starts_on).days - self.paused_days
        return max(0, days) // 7 + 1

    def version_on(self, day: date) -> "ProgramVersion":
        """The version that was followed on `day`; before the first one began, the first."""
        if self.current is not None and self.current.began_by(day):
            return self.current
        versions = self.versions.activated().select_related("clinic").prefetch_related("phases")
        first, *later = versions.order_by("number")
        followed = [version for version in later if version.began_by(day)]
        return followed[-1] if followed else first

    def prescriptions_on(self, day: date) -> "PrescriptionQuerySet":
        """What was prescribed on `day`, by the version and in the phase of that day."""
        phase = self.version_on(day).phase_in_week(self.week_on(day))
        return Prescription.objects.for_clinic(self.clinic_id).filter(phase=phase)


class ProgramVersionQuerySet(ClinicQuerySet):
    def activated(self) -> Self:
        return self.exclude(activated_at=None)

    def drafts(self) -> Self:
        """Versions still being written, of programs that have not ended."""
        unfinished = [Status.DRAFT, Status.ACTIVE, Status.PAUSED]
        return self.filter(activated_at=None, program__status__in=unfinished)

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

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="versions")
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
        ordering = ["program", "-number"]
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
        ordering = ["version", "position"]
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


class PrescriptionQuerySet(ClinicQuerySet):
    def with_routine(self) -> Self:
        """With the routine's name and facts: what a log shows."""
        return self.select_related("routine_version", "phase__version")

    def with_steps(self) -> Self:
        """With everything that tells how it is done."""
        return self.with_routine().prefetch_related("routine_version__steps")


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
        ordering = ["phase", "position"]
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


class ProgramReview(ClinicOwned):
    """A practitioner looked at a paused program and wrote down what they found."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="reviews")
    note = models.CharField(_("what you found"), max_length=1000)
    by = models.ForeignKey("clinic.User", on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-reviewed_at", "-pk"]

    def __str__(self) -> str:
        return f"Review of program {self.program_id}"
