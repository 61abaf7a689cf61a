from datetime import date
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse

from patients.measures import due_week
from patients.models import Program, ProgramVersion, Question, SessionLog
from patients.models.program import Status
from patients.portal.access import PortalRequest, portal_view
from patients.portal.advice import advised
from patients.portal.offline_pages import mark_of
from patients.progress import progress_on
from routines.stop_signs import EMERGENCIES, WARNINGS, StopSign, known


@portal_view
def home(request: PortalRequest) -> HttpResponse:
    """What to do today, how, and when to stop."""
    today = request.clinic.today()
    programs = Program.objects.for_clinic(request.clinic)
    programs = programs.with_last_check_in().with_unread_answers()
    if request.own_device is not None:
        programs = programs.with_doubts()
    program = programs.shown_to(request.patient)
    context: dict[str, Any] = {"program": program, "today": today, "warnings": WARNINGS}
    context["unread_answers"] = program.unread_answers if program else _unread(request)
    if program and program.current and program.status == Status.ACTIVE:
        context |= _plan(program, program.current, today)
    elif program and program.status == Status.PAUSED:
        context["signs"] = advised(_last_signs(request), request.clinic)
    if request.own_device is not None:
        context["mark"] = mark_of(program)
    return TemplateResponse(request, "portal/home.html", context)


def _unread(request: PortalRequest) -> int:
    asked = Question.objects.for_clinic(request.clinic).of_patient(request.patient)
    return asked.unread().count()


def _plan(program: Program, version: ProgramVersion, today: date) -> dict[str, Any]:
    week = program.week_on(today)
    shown = program.prescriptions_on(max(today, program.starts_on)).with_steps()
    progress = progress_on(today, program, shown)
    return {
        "has_begun": program.starts_on <= today,
        "week": min(week, version.weeks),
        "is_past_the_plan": week > version.weeks,
        "progress": progress,
        "left_today": max((one.left_today for one in progress), default=0),
        "emergencies": EMERGENCIES,
        "check_in_due": due_week(program.starts_on, today, program.measured_on),
    }


def _last_signs(request: PortalRequest) -> list[StopSign]:
    """The stop signs that the patient told of last."""
    logs = SessionLog.objects.for_clinic(request.clinic).of_patient(request.patient)
    log = logs.exclude(stop_signs=[]).order_by("-logged_at").first()
    return known(log.stop_signs) if log else []
