from datetime import date
from typing import TYPE_CHECKING, Self, cast

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.tenancy import ClinicOwned, ClinicQuerySet
from patients.models.alert import Alert, AlertKind
from patients.models.measurement import Measurement
from patients.models.prescription import Prescription, PrescriptionQuerySet
from patients.models.program_version import ProgramVersion
from patients.models.question import Question

if TYPE_CHECKING:
    from patients.models.patient import Patient


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

    def with_doubts(self) -> Self:
        """With `is_in_doubt`: whether the patient told of something new that nobody dealt with."""
        told = Alert.objects.filter(
            clinic=models.OuterRef("clinic"),
            patient=models.OuterRef("patient"),
            kind=AlertKind.SOMETHING_NEW,
        )
        return self.annotate(is_in_doubt=models.Exists(told.open()))

    def with_last_check_in(self) -> Self:
        """With `measured_on`: the day on which pain at rest or own activities were told last."""
        told = Measurement.objects.filter(
            clinic=models.OuterRef("clinic"), program=models.OuterRef("pk")
        )
        newest = told.of_check_ins().order_by("-measured_on").values("measured_on")[:1]
        return self.annotate(measured_on=models.Subquery(newest))

    def with_unread_answers(self) -> Self:
        """With `unread_answers`: how many answers the patient has not opened."""
        number = Question.objects.unread().number_of(models.OuterRef("patient"))
        return self.annotate(unread_answers=number)

    def with_phases(self) -> Self:
        """With the version the patient follows and its phases, not yet what is in them."""
        return self.select_related("patient", "clinic", "current__clinic").prefetch_related(
            "current__phases"
        )

    def shown_to(self, patient: "Patient") -> "Program | None":
        """
        The program that a patient sees, with its version and phases; None without one.

        Who the patient is, and which clinic theirs, is known: it is not looked up again.
        """
        shown = self.of_patient(patient).shown_to_patients().select_related("current")
        program = cast("Program | None", shown.prefetch_related("current__phases").first())
        return program.belong_to(patient) if program else None

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

    is_in_doubt: bool  # by with_doubts()
    measured_on: date | None  # by with_last_check_in()
    unread_answers: int  # by with_unread_answers()

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

    def belong_to(self, patient: "Patient") -> Self:
        """Take the patient, and their clinic, from whoever has looked them up."""
        self.patient, self.clinic = patient, patient.clinic
        if self.current is not None:
            self.current.clinic = patient.clinic
        return self

    @property
    def draft(self) -> ProgramVersion | None:
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

    def prescriptions_on(self, day: date) -> PrescriptionQuerySet:
        """What was prescribed on `day`, by the version and in the phase of that day."""
        phase = self.version_on(day).phase_in_week(self.week_on(day))
        return phase.prescribed if phase else Prescription.objects.none()


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
