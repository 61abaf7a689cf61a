from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from clinic import trail
from clinic.access import StaffRequest, staff_view
from clinic.permissions import Permission
from clinic.stale import Stale, catch_up
from patients.actions.session_logs import correct_session, log_session
from patients.forms.session_logs import KeyedSessionForm, SessionLogForm
from patients.models import Program, SessionLog
from patients.models.program import Status
from routines.stop_signs import known


@staff_view(Permission.SESSION_LOG)
def session_log_create(request: StaffRequest, program_id: int) -> HttpResponse:
    """Key in one session from the patient's paper, and go on with the next row."""
    programs = Program.objects.for_clinic(request.clinic).with_phases()
    program = get_object_or_404(programs.exclude(current=None), pk=program_id)
    trail.viewed(
        request, "patients.sessions_opened", subject=program, patient_id=program.patient_id
    )
    day = _day(request, program)
    form = KeyedSessionForm(
        request.POST if request.method == "POST" else None,
        prescriptions=program.prescriptions_on(day).with_routine(),
        by_patient=False,
        day=day,
    )
    if form.is_valid():
        try:
            log, _is_new = log_session(
                program=program,
                key=form.cleaned_data["key"],
                source=form.cleaned_data["source"],
                by=request.user,
                **form.session,
            )
            return redirect(_after(request, log))
        except ValidationError as error:
            form.add_error(None, error)
    context = {
        "form": form,
        "program": program,
        "day": day,
        "is_running": program.status == Status.ACTIVE,
        "last_logs": program.patient.session_logs.all()[:5],
    }
    return TemplateResponse(request, "patients/session_log_create.html", context)


@staff_view(Permission.PATIENT_VIEW)
def session_log_detail(request: StaffRequest, session_log_id: int) -> HttpResponse:
    """One session: what was done against what was prescribed, and what it said before."""
    logs = SessionLog.objects.for_clinic(request.clinic).with_program().with_items()
    log = get_object_or_404(logs, pk=session_log_id)
    _viewed(request, log)
    context = {
        "log": log,
        "signs": known(log.stop_signs),
        "alerts": log.alerts.select_related("handled_by"),
        "revisions": list(_revisions(log)),
    }
    return TemplateResponse(request, "patients/session_log_detail.html", context)


@staff_view(Permission.SESSION_LOG)
def session_log_edit(request: StaffRequest, session_log_id: int) -> HttpResponse:
    """Correct a session for the patient; what it said before is kept."""
    logs = SessionLog.objects.for_clinic(request.clinic).with_program()
    log = get_object_or_404(logs, pk=session_log_id)
    _viewed(request, log)
    form = SessionLogForm(
        request.POST if request.method == "POST" else None,
        prescriptions=log.prescriptions.with_routine(),
        by_patient=False,
        log=log,
    )
    context, status = {"form": form, "log": log}, 200
    if form.is_valid():
        try:
            correct_session(
                log=log,
                based_on=form.cleaned_data["based_on"] or 0,
                by=request.user,
                **form.session,
            )
            messages.success(request, _("Corrected. What it said before is kept."))
            return redirect("patients:session_log_detail", request.clinic.slug, log.pk)
        except Stale as stale:
            context["differences"] = form.differences(stale.current)
            catch_up(form, stale.current.corrections, name="based_on")
            status = 409
        except ValidationError as error:
            form.add_error(None, error)
    return TemplateResponse(request, "patients/session_log_edit.html", context, status=status)


def _viewed(request: StaffRequest, log: SessionLog) -> None:
    trail.viewed(request, "patients.session_opened", subject=log, patient_id=log.patient_id)


def _day(request: StaffRequest, program: Program) -> date:
    """The day the form is for: its doses are shown. Today, when no possible day is said."""
    today = request.clinic.today()
    asked = request.POST.get("done_on") or request.GET.get("day") or ""
    try:
        day = parse_date(asked)
    except ValueError:
        day = None
    return day if day is not None and program.starts_on <= day <= today else today


def _after(request: StaffRequest, log: SessionLog) -> str:
    if "next" not in request.POST or log.stop_signs:
        return reverse("patients:session_log_detail", args=[request.clinic.slug, log.pk])
    messages.success(request, _("Saved. The next row:"))
    day = min(log.done_on + timedelta(days=1), request.clinic.today())
    return reverse(
        "patients:session_log_create",
        args=[request.clinic.slug, log.program_version.program_id],
        query={"day": day.isoformat()},
    )


def _revisions(log: SessionLog) -> Iterator[dict[str, Any]]:
    """Each earlier state with the names of its routines, newest first."""
    names = {one.pk: one.routine_version.shown_name for one in log.prescriptions.with_routine()}
    for revision in log.revisions.select_related("replaced_by"):
        items = [
            {**item, "name": names.get(item["prescription"], "")} for item in revision.said["items"]
        ]
        yield {
            "revision": revision,
            "done_on": parse_date(revision.said["done_on"]),
            "said": revision.said,
            "signs": known(revision.said["stop_signs"]),
            "items": items,
        }
