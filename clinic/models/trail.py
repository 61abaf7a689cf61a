from typing import Any, NoReturn, Self

from django.db import models
from django.utils import timezone

from clinic.tenancy import ClinicQuerySet


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete a line of the trail."""


class TrailQuerySet(ClinicQuerySet):
    def about(self, subject: models.Model) -> Self:
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))

    def of_patient(self, patient_id: int) -> Self:
        return self.filter(patient_id=patient_id)

    def before(self, entry: "TrailEntry") -> Self:
        """Lines older than `entry`, in the order of the trail."""
        return self.filter(
            models.Q(happened_at__lt=entry.happened_at)
            | models.Q(happened_at=entry.happened_at, pk__lt=entry.pk)
        )

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("lines of the trail are never changed")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("lines of the trail are never deleted")


class TrailEntry(models.Model):
    """
    Who did what to which record, and when; the database itself refuses to change it.

    The subject is kept as text, not as a foreign key: `clinic` may not know the
    apps above it, and the trail must outlive what it describes. Details hold
    identifiers and names of fields, never what was typed into them.
    """

    clinic = models.ForeignKey("clinic.Clinic", on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(
        "clinic.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    patient_id = models.BigIntegerField(null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)
    happened_at = models.DateTimeField(default=timezone.now)

    objects = TrailQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_at", "-pk"]
        indexes = [
            models.Index(fields=["clinic", "-happened_at"], name="clinic_trail_newest"),
            models.Index(
                fields=["clinic", "patient_id", "-happened_at"], name="clinic_trail_patient"
            ),
            models.Index(fields=["subject_type", "subject_id"], name="clinic_trail_subject"),
        ]
        verbose_name_plural = "trail entries"

    def __str__(self) -> str:
        return f"{self.action} by {self.actor_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("lines of the trail are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("lines of the trail are never deleted")

    @property
    def template_name(self) -> str:
        """`patients.session_logged` is told by `patients/trail/session_logged.html`."""
        app, _, name = self.action.partition(".")
        return f"{app}/trail/{name}.html"

    @property
    def sentence(self) -> list[str]:
        """What tells it: its own template, or a plain one where that has gone since."""
        return [self.template_name, "clinic/trail/_plain.html"]
