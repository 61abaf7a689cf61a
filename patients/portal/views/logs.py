from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from clinic.stale import Stale, catch_up
from patients.actions.session_logs import correct_session, log_session
from patients.forms.session_logs import SessionLogForm
from patients.models import Program, SessionLog
from patients.models.program import Status
from patients.models.session_log import LOG_DAYS_BACK, Source
from patients.pain import Pain
from patients.portal.access import PortalRequest, portal_view
from patients.portal.advice import advised
from patients.progress import progress_on
from routines.stop_signs import EMERGENCIES, WARNINGS, known


@portal_view
def log_create(request: PortalRequest) -> HttpResponse:
    """Log one session: today's, or one of the last days."""
    program = Program.objects.for_clinic(request.clinic).shown_to(request.patient)
    if program is None:
        raise Http404
    sent = request.method == "POST"
    if not sent and not _is_open(program):
        return redirect("portal:home")
    day = _day(request, program)
    form = SessionLogForm(
        request.POST if sent else None,
        prescriptions=program.prescriptions_on(day).with_routine(),
        by_patient=True,
        day=day,
    )
    if form.is_valid():
        try:
            log, _is_new = log_session(
                program=program,
                key=form.cleaned_data["key"],
                source=Source.SELF_REPORTED,
                by=request.user,
                something_new=form.cleaned_data["something_new"],
                wants_answer=form.cleaned_data["wants_answer"],
                **form.session,
            )
            return redirect(after_log(log))
        except ValidationError as error:
            form.add_error(None, error)
    days = _days(program)
    context = {
        "form": form,
        "day": day,
        "days": days,
        "near": days[:2],
        "today": request.clinic.today(),
        "signs": known(form.noticed),
    }
    return TemplateResponse(request, "portal/log_create.html", context)


@portal_view
def log_edit(request: PortalRequest, session_log_id: int) -> HttpResponse:
    """Correct a session within some days; what it said before is kept."""
    logs = SessionLog.objects.for_clinic(request.clinic).of_patient(request.patient)
    log = get_object_or_404(logs.with_program(), pk=session_log_id)
    form = SessionLogForm(
        request.POST if request.method == "POST" else None,
        prescriptions=log.prescriptions.with_routine(),
        by_patient=True,
        log=log,
    )
    context = {
        "form": form,
        "log": log,
        "is_too_late": request.clinic.today() > log.correctable_until,
        "days": _days(log.program_version.program, until=log.logged_on),
    }
    status = 200
    if form.is_valid():
        try:
            corrected = correct_session(
                log=log,
                based_on=form.cleaned_data["based_on"] or 0,
                by=request.user,
                **form.session,
            )
            if set(corrected.stop_signs) - set(log.stop_signs):
                return redirect(after_log(corrected))
            messages.success(request, _("Changed. What it said before is kept too."))
            return redirect("portal:history")
        except Stale as stale:
            context["differences"] = form.differences(stale.current)
            catch_up(form, stale.current.corrections, name="based_on")
            status = 409
        except ValidationError as error:
            form.add_error(None, error)
    return TemplateResponse(request, "portal/log_edit.html", context, status=status)


@portal_view
def log_saved(request: PortalRequest, session_log_id: int) -> HttpResponse:
    """What was saved, and what is left today."""
    logs = SessionLog.objects.for_clinic(request.clinic).of_patient(request.patient)
    log = get_object_or_404(logs.with_program().with_items(), pk=session_log_id)
    program, today = log.program_version.program, request.clinic.today()
    progress = progress_on(today, program, program.prescriptions_on(today).with_routine())
    context = {
        "log": log,
        "pain": Pain(log.pain_before, log.pain_worst, log.pain_after),
        "left_today": max((one.left_today for one in progress), default=0),
        "progress": progress,
        "is_running": program.status == Status.ACTIVE,
    }
    return TemplateResponse(request, "portal/log_saved.html", context)


@portal_view
def stop_signs(request: PortalRequest) -> HttpResponse:
    """What to do now about what the patient felt, and about every other sign."""
    logs = SessionLog.objects.for_clinic(request.clinic).of_patient(request.patient)
    logged = request.GET.get("session", "")
    if logged and not (logged.isascii() and logged.isdigit() and len(logged) < 19):
        raise Http404
    log = get_object_or_404(logs.with_program(), pk=int(logged)) if logged else None
    signs = known(log.stop_signs) if log else []
    context = {
        "log": log,
        "signs": advised(signs, request.clinic),
        "is_emergency": any(sign.emergency for sign in signs),
        "others": advised([one for one in WARNINGS if one not in signs], request.clinic),
        "emergencies": advised([one for one in EMERGENCIES if one not in signs], request.clinic),
    }
    return TemplateResponse(request, "portal/stop_signs.html", context)


def _is_open(program: Program) -> bool:
    return program.status == Status.ACTIVE and program.starts_on <= program.clinic.today()


def _days(program: Program, *, until: date | None = None) -> list[date]:
    """The days a patient may log, newest first."""
    newest = until or program.clinic.today()
    days = [newest - timedelta(days=back) for back in range(LOG_DAYS_BACK + 1)]
    return [day for day in days if day >= program.starts_on]


def _day(request: PortalRequest, program: Program) -> date:
    """The day the form is for; today when the address or the form says no day that may be."""
    asked = request.POST.get("done_on") or request.GET.get("day") or ""
    try:
        day = parse_date(asked)
    except ValueError:
        day = None
    return day if day in _days(program) else program.clinic.today()


def after_log(log: SessionLog) -> str:
    """Where a session leads: to what to do now, when there was a stop sign."""
    if log.stop_signs:
        return reverse("portal:stop_signs", query={"session": log.pk})
    return reverse("portal:log_saved", args=[log.pk])
