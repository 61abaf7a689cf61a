from typing import Any, NoReturn, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from clinic import chain
from clinic.tenancy import ClinicQuerySet


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete a line of the trail."""


class AppendOnlyQuerySet(ClinicQuerySet):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("lines of the trail are never changed")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("lines of the trail are never deleted")


# Known by their names, so that no new one is left out.
LOOKS = (
    models.Q(action__endswith="_opened")
    | models.Q(action__endswith="_listed")
    | models.Q(action__endswith="_searched")
)
DOORS = models.Q(
    action__in=[
        "clinic.signed_in",
        "clinic.sign_in_failed",
        "clinic.ask_again_failed",
        "clinic.sign_in_limited",
        "clinic.signed_out",
        "clinic.sessions_ended",
        "clinic.page_refused",
        "clinic.record_not_found",
        "clinic.door_refused",
        "clinic.records_limited",
    ]
)


class TrailQuerySet(AppendOnlyQuerySet):
    def about(self, subject: models.Model) -> Self:
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))

    def of_patient(self, patient_id: int) -> Self:
        return self.filter(patient_id=patient_id)

    def looks(self) -> Self:
        """Lines that tell what was looked at."""
        return self.filter(LOOKS)

    def at_the_doors(self) -> Self:
        """Lines about coming in and being turned away."""
        return self.filter(DOORS)

    def deeds(self) -> Self:
        """Lines about what was done: changed, printed, exported."""
        return self.exclude(LOOKS | DOORS)

    def before(self, entry: "TrailEntry") -> Self:
        """Lines older than `entry`, in the order of the trail."""
        newer = models.Q(happened_at=entry.happened_at, pk__gte=entry.pk)
        return self.filter(~newer, happened_at__lte=entry.happened_at)

    def down_to(self, entry: "TrailEntry") -> Self:
        """`entry`, and lines newer than it."""
        older = models.Q(happened_at=entry.happened_at, pk__lt=entry.pk)
        return self.filter(~older, happened_at__gte=entry.happened_at)


class AppendOnly(models.Model):
    """A row that is written once; the database itself refuses to change it (clinic/frozen.py)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("lines of the trail are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("lines of the trail are never deleted")


class TrailEntry(AppendOnly):
    """
    Who did what to which record, and when; the database itself refuses to change it.

    The subject is kept as text, not as a foreign key: `clinic` may not know the
    apps above it, and the trail must outlive what it describes. Details hold
    identifiers and names of fields, never what was typed into them. The mark
    shows that Hipwise wrote the line, and that nobody changed it (docs/adr/0017).
    """

    clinic = models.ForeignKey(
        "clinic.Clinic", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    actor = models.ForeignKey(
        "clinic.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    patient_id = models.BigIntegerField(null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)
    happened_at = models.DateTimeField(default=timezone.now)
    nonce = models.CharField(max_length=chain.NONCE, default=chain.new_nonce)
    mark = models.CharField(max_length=chain.HEX)

    objects = TrailQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_at", "-pk"]
        indexes = [
            # In the order of the trail to the last: how far 20,000 lines reach back is then found in
            # the index alone. Walls make PostgreSQL expect so few lines that it would sort them all.
            models.Index(fields=["clinic", "-happened_at", "-id"], name="clinic_trail_newest"),
            # The same for a patient's lines, or SQLite takes the index above to be spared the sorting.
            models.Index(
                fields=["clinic", "patient_id", "-happened_at", "-id"], name="clinic_trail_patient"
            ),
            models.Index(fields=["subject_type", "subject_id"], name="clinic_trail_subject"),
        ]
        verbose_name_plural = "trail entries"

    def __str__(self) -> str:
        return f"{self.action} by {self.actor_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and not self.mark:
            self.mark = self.rightful_mark
        super().save(*args, **kwargs)

    @property
    def content(self) -> list[Any]:
        """All that the line says, in the order that its mark is made of."""
        return [
            self.clinic_id,
            self.actor_id,
            self.action,
            self.subject_type,
            self.subject_id,
            self.patient_id,
            self.details,
            chain.moment(self.happened_at),
            self.nonce,
        ]

    @property
    def rightful_mark(self) -> str:
        return chain.mark_of(settings.TRAIL_KEY, self.content)

    @property
    def is_genuine(self) -> bool:
        return chain.is_same(self.mark, self.rightful_mark)

    @property
    def template_name(self) -> str:
        """`patients.session_logged` is told by `patients/trail/session_logged.html`."""
        app, _, name = self.action.partition(".")
        return f"{app}/trail/{name}.html"

    @property
    def sentence(self) -> list[str]:
        """What tells it: its own template, or a plain one where that has gone since."""
        return [self.template_name, "clinic/trail/_plain.html"]


class TrailSeal(AppendOnly):
    """
    Some lines of a clinic's trail, sealed together and tied to the seal before.

    `lines` are the ids of the lines in their order: which belong to a seal is
    said, not guessed from gaps or order of ids (a sequence leaves gaps, and
    transactions commit in any order).
    """

    digest = models.CharField(max_length=chain.HEX, primary_key=True)
    clinic = models.ForeignKey("clinic.Clinic", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    previous = models.CharField(max_length=chain.HEX, blank=True)
    lines = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["clinic", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "number"], name="clinic_trailseal_number_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.head)

    @property
    def head(self) -> chain.Head:
        return chain.Head(self.clinic_id, self.number, self.digest)

    def rightful_digest(self, marks: list[str]) -> str:
        """What the digest must be, given the marks of its lines in their order."""
        content = [
            self.clinic_id,
            self.number,
            self.previous,
            self.lines,
            marks,
            chain.moment(self.made_at),
        ]
        return chain.digest_of(settings.TRAIL_KEY, content)
