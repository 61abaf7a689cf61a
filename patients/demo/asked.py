"""What patients of the demo asked their clinic: one answer not read yet, one question waiting."""

from uuid import uuid4

from clinic.models import Clinic, User
from patients.actions.questions import answer_question, ask_question
from patients.models import Patient

ASKED = (
    ("May I use a softer ball when I travel?", "Yes. A rolled-up towel does as well, for a week."),
    ("My hip clicks when I let go. It does not hurt. Is that fine?", ""),
)


def tell_questions(clinic: Clinic, *, practitioner: User) -> None:
    online = Patient.objects.for_clinic(clinic).active().on_a_program().exclude(user=None)
    for patient, (text, answer) in zip(online.order_by("pk"), ASKED, strict=False):
        _ask(patient, text, answer, practitioner)


def _ask(patient: Patient, text: str, answer: str, practitioner: User) -> None:
    assert patient.user is not None
    question = ask_question(patient=patient, key=uuid4(), text=text, by=patient.user)
    if answer:
        answer_question(question=question, answer=answer, by=practitioner)
