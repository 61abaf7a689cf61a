from typing import Self

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.tenancy import ClinicOwned, ClinicQuerySet

LONGEST_QUESTION = LONGEST_ANSWER = 2000


class QuestionQuerySet(ClinicQuerySet):
    def of_patient(self, patient: "models.Model") -> Self:
        return self.filter(patient=patient)

    def waiting(self) -> Self:
        """Nobody has answered them yet."""
        return self.filter(answered_at=None)

    def unread(self) -> Self:
        """Answered, and the patient has not opened the answer."""
        return self.filter(answered_at__isnull=False, opened_at=None)

    def number_of(self, patient: models.OuterRef) -> Coalesce:
        """How many of them one patient asked, for a row of the same clinic around this query."""
        theirs = self.filter(clinic=models.OuterRef("clinic"), patient=patient)
        counted = theirs.order_by().values("patient").annotate(number=models.Count("pk"))
        return Coalesce(models.Subquery(counted.values("number")), 0)


class Question(ClinicOwned):
    """
    What a patient asks the clinic, with a session log or by itself, and the answer.

    `key` is made where it was typed: sent twice, it is stored once. `opened_at` is when the
    patient read the answer.
    """

    patient = models.ForeignKey(
        "patients.Patient", on_delete=models.PROTECT, related_name="questions"
    )
    session_log = models.OneToOneField(
        "patients.SessionLog",
        on_delete=models.PROTECT,
        related_name="question",
        null=True,
        blank=True,
    )
    key = models.UUIDField()
    text = models.TextField(_("question"), max_length=LONGEST_QUESTION)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey("clinic.User", on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(_("answer"), max_length=LONGEST_ANSWER, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "clinic.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    opened_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["patient", "key"], name="patients_question_key_once"),
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answered_by=None, answer="", opened_at=None)
                | (models.Q(answered_at__isnull=False, answered_by__isnull=False))
                & ~models.Q(answer=""),
                name="patients_question_answered_by_and_at",
            ),
        ]
        indexes = [
            models.Index(
                fields=["clinic", "patient", "-asked_at"], name="patients_question_newest"
            ),
            models.Index(
                fields=["clinic", "asked_at"],
                condition=models.Q(answered_at=None),
                name="patients_question_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"Question {self.pk}"

    @property
    def is_unread(self) -> bool:
        return self.answered_at is not None and self.opened_at is None
