"""Questions: asked by a patient, answered by a practitioner, opened by the patient."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic import mails, trail
from clinic.models import User
from patients.models import Patient, Question, SessionLog
from patients.models.question import LONGEST_ANSWER, LONGEST_QUESTION

MOST_WAITING = 5


@transaction.atomic
def ask_question(
    *, patient: Patient, key: UUID, text: str, by: User, session_log: SessionLog | None = None
) -> Question:
    """
    Put a patient's question before the clinic.

    Sent again with the same `key`, nothing is stored and the first one comes back.
    """
    Patient.objects.for_clinic(patient.clinic_id).select_for_update().get(pk=patient.pk)
    mine = Question.objects.for_clinic(patient.clinic_id).of_patient(patient)
    if (stored := mine.filter(key=key).first()) is not None:
        return stored
    if not text.strip():
        raise ValidationError({"text": _("Write your question.")})
    if len(text) > LONGEST_QUESTION:
        raise ValidationError({"text": _("A question has up to 2,000 letters.")})
    # A session is stored whatever waits: nothing that was done may be lost.
    if session_log is None and mine.waiting().count() >= MOST_WAITING:
        raise ValidationError(
            _("Your clinic has not answered your last questions yet. Please call them.")
        )
    question = Question(
        clinic=patient.clinic,
        patient=patient,
        session_log=session_log,
        key=key,
        text=text.strip(),
        asked_by=by,
    )
    question.full_clean()
    question.save()
    _tell("question_asked", question, by)
    return question


@transaction.atomic
def answer_question(*, question: Question, answer: str, by: User) -> Question:
    """Answer a question once; the patient gets a mail that there is an answer, without it."""
    question = _locked(question)
    if question.answered_by is not None:
        raise ValidationError(
            _("%(name)s has already answered this."), params={"name": question.answered_by}
        )
    if not answer.strip():
        raise ValidationError({"answer": _("Write the answer.")})
    if len(answer) > LONGEST_ANSWER:
        raise ValidationError({"answer": _("An answer has up to 2,000 letters.")})
    question.answer = answer.strip()
    question.answered_at, question.answered_by = timezone.now(), by
    question.full_clean()
    question.save(update_fields=["answer", "answered_at", "answered_by"])
    _tell("question_answered", question, by)
    _mail(question)
    return question


@transaction.atomic
def open_answer(*, question: Question, by: User) -> Question:
    """Note that the patient read the answer; opened again, the first time counts."""
    question = _locked(question)
    if question.is_unread:
        question.opened_at = timezone.now()
        question.save(update_fields=["opened_at"])
        _tell("answer_read", question, by)
    return question


def _locked(question: Question) -> Question:
    return (
        Question.objects.for_clinic(question.clinic_id)
        .select_for_update(of=("self",))
        .select_related("clinic", "patient__user", "answered_by")
        .get(pk=question.pk)
    )


def _tell(what: str, question: Question, by: User) -> None:
    trail.record(
        f"patients.{what}",
        subject=question,
        clinic=question.clinic,
        by=by,
        patient_id=question.patient_id,
    )


def _mail(question: Question) -> None:
    """“There is an answer for you”: to whoever opens the patient's pages, if they have e-mail."""
    user = question.patient.user
    if user is None or not user.email or question.patient.is_archived:
        return
    context = {"clinic": question.clinic, "address": mails.public_address("portal:home")}
    language = user.language or question.patient.spoken_language
    mails.send(
        "patients/email/answer", user.email, context, row=question.patient, language=language
    )
