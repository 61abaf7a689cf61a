from django.urls import URLPattern, path

from patients.views import questions

questions_urls: list[URLPattern] = [
    path(
        "patients/<int:patient_id>/questions/",
        questions.patient_questions,
        name="patient_questions",
    ),
    path(
        "questions/<int:question_id>/answer/",
        questions.question_answer,
        name="question_answer",
    ),
]
