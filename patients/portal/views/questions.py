from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from patients.actions.questions import ask_question, open_answer
from patients.forms.questions import QuestionForm
from patients.models import Question
from patients.portal.access import PortalRequest, portal_view

QUESTIONS_A_PAGE = 20


@portal_view
def question_list(request: PortalRequest) -> HttpResponse:
    """What the patient asked and what was answered; ask something more."""
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            ask_question(
                patient=request.patient,
                key=form.cleaned_data["key"],
                text=form.cleaned_data["text"],
                by=request.user,
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Sent. Your clinic answers here."))
            return redirect("portal:question_list")
    mine = Question.objects.for_clinic(request.clinic).of_patient(request.patient)
    questions = mine.select_related("answered_by", "session_log")
    page = Paginator(questions, QUESTIONS_A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page_obj": page}
    return TemplateResponse(request, "portal/question_list.html", context)


@portal_view
@require_POST
def question_open(request: PortalRequest, question_id: int) -> HttpResponse:
    """The patient opens an answer: from then on it is read."""
    mine = Question.objects.for_clinic(request.clinic).of_patient(request.patient)
    question = get_object_or_404(mine, pk=question_id)
    open_answer(question=question, by=request.user)
    return redirect(f"{reverse('portal:question_list')}#question-{question.pk}")
