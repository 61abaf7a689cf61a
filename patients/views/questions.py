from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from clinic import trail
from clinic.access import StaffRequest, staff_view
from clinic.permissions import Permission
from patients.actions.questions import answer_question
from patients.forms.questions import AnswerForm
from patients.models import Patient, Question

PER_PAGE = 20


@staff_view(Permission.PATIENT_VIEW)
def patient_questions(request: StaffRequest, patient_id: int) -> HttpResponse:
    """What a patient asked, and what was answered."""
    patients = Patient.objects.for_clinic(request.clinic).select_related("clinic")
    patient = get_object_or_404(patients, pk=patient_id)
    trail.viewed(request, "patients.asked_opened", subject=patient, patient_id=patient.pk)
    asked = Question.objects.for_clinic(request.clinic).of_patient(patient)
    questions = asked.select_related("asked_by", "answered_by")
    page = Paginator(questions, PER_PAGE).get_page(request.GET.get("page"))
    context = {"patient": patient, "page_obj": page}
    return TemplateResponse(request, "patients/patient_questions.html", context)


@staff_view(Permission.QUESTION_ANSWER)
def question_answer(request: StaffRequest, question_id: int) -> HttpResponse:
    """Answer what a patient asked; the answer shows on their pages."""
    questions = Question.objects.for_clinic(request.clinic).select_related(
        "patient__clinic", "session_log", "answered_by"
    )
    question = get_object_or_404(questions, pk=question_id)
    trail.viewed(
        request, "patients.question_opened", subject=question, patient_id=question.patient_id
    )
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            answer_question(question=question, answer=form.cleaned_data["answer"], by=request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Answered. The patient sees it on their pages."))
            return redirect(question.patient)
    context = {"question": question, "patient": question.patient, "form": form}
    return TemplateResponse(request, "patients/question_answer.html", context)
