"""The guided session: begun, screen by screen, stopped or ended as a log."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clinic import trail
from patients.actions.guided_sessions import (
    SessionEnded,
    begin_guided_session,
    finish_guided_session,
    is_elsewhere,
    items_so_far,
    keep_progress,
    leave_guided_session,
    stop_guided_session,
    tell_something_new,
)
from patients.actions.session_logs import log_session
from patients.forms.session_logs import SessionLogForm
from patients.guiding import Guide, Kind
from patients.models import GuidedSession, Program, SessionLog
from patients.models.session_log import Source
from patients.portal.access import PortalRequest, portal_view
from patients.portal.guided_forms import (
    GuidedStartForm,
    GuidedStepForm,
    GuidedStopForm,
    News,
    shown_now,
)
from patients.portal.guided_pages import (
    USUAL_SENSES,
    as_begun,
    for_own_device,
    guide_of,
    is_open,
    known_of,
    newest_session,
    open_session,
    screen_context,
    start_context,
    was_logged_that_day,
)
from patients.portal.views.logs import after_log
from patients.progress import progress_on
from routines.stop_signs import known

OUT = {"stop": "portal:guided_stop", "end": "portal:guided_end"}


@portal_view
def guided_start(request: PortalRequest) -> HttpResponse:
    """Before anything is pressed: what is new, how much it hurts; or go on where one was."""
    newest = newest_session(request)
    session = newest if newest is not None and newest.ended_at is None else None
    programs = Program.objects.for_clinic(request.clinic).with_doubts()
    program = programs.shown_to(request.patient)
    if program is None or not is_open(program):
        is_to_save = session is not None and session.may_be_logged
        return redirect("portal:guided_end" if is_to_save else "portal:home")
    today = request.clinic.today()
    prescriptions = list(program.prescriptions_on(today).with_routine())
    senses = newest.senses if newest else USUAL_SENSES
    form = GuidedStartForm(
        request.POST if request.method == "POST" else None, initial={"senses": senses}
    )
    if form.is_valid() and prescriptions:
        return _begin(request, program, form)
    progress = progress_on(today, program, prescriptions)
    context = start_context(program, prescriptions) | {
        "form": form,
        "session": session,
        "left_today": max((one.left_today for one in progress), default=0),
    }
    return TemplateResponse(request, "portal/guided_start.html", context)


def _begin(request: PortalRequest, program: Program, form: GuidedStartForm) -> HttpResponse:
    news = form.cleaned_data["news"]
    if news == News.SIGN:
        return redirect("portal:guided_stop")
    if news == News.HEALTH:
        tell_something_new(program=program, by=request.user)
        return redirect("portal:guided_start")
    if program.is_in_doubt:
        return redirect("portal:guided_start")
    session = begin_guided_session(
        program=program,
        pain_before=form.cleaned_data["pain_before"],
        senses=form.cleaned_data["senses"],
        by=request.user,
    )
    if not session.may_go_on:
        return redirect("portal:guided_start")
    return redirect("portal:guided_step", session.position)


@portal_view
def guided_step(request: PortalRequest, screen_number: int) -> HttpResponse:
    """One screen of the session, and what was held or felt on it."""
    session = open_session(request)
    if session is None or not session.may_go_on:
        return redirect("portal:guided_start")
    if request.method != "POST" and not as_begun(session):
        return redirect("portal:guided_end")
    guide = guide_of(session)
    screen = guide.at(screen_number)
    if screen is None:
        return redirect("portal:guided_step", min(session.position, guide.last) or 1)
    form = GuidedStepForm(request.POST, session=session, screen=screen)
    if request.method == "POST" and form.is_valid():
        target = _target(form.cleaned_data["go"], screen_number, guide)
        position = target if isinstance(target, int) else screen_number
        try:
            session = keep_progress(session=session, position=position, **form.kept)
        except SessionEnded:
            return redirect("portal:guided_end")
        if is_elsewhere(session, form.cleaned_data["turn"]):
            return _elsewhere(request)
        if not isinstance(target, int):
            return redirect(target)
        return redirect("portal:guided_step", target)
    context = screen_context(session, guide, screen_number)
    context |= {"form": form if request.method == "POST" else None}
    if request.own_device is not None:
        context["kept"] = for_own_device(session)
    if screen.kind is Kind.HOLD:
        context["shown"] = shown_now(session, screen)
    return TemplateResponse(request, "portal/guided_step.html", context)


def _target(go: str, number: int, guide: Guide) -> int | str:
    """Where a screen leads: to the number of another, or to an address by name."""
    if go in OUT:
        return OUT[go]
    if go == "back":
        return max(1, number - 1)
    if go == "hold":
        return guide.first_hold_after(number)
    return number + 1 if number < guide.last else OUT["end"]


@portal_view
@require_POST
def guided_keep(request: PortalRequest) -> HttpResponse:
    """What a running timer keeps on its way: nothing is shown, so nothing is told."""
    trail.told_by_an_action(request)
    session = open_session(request)
    if session is None:
        return HttpResponse(status=HTTPStatus.GONE)
    asked = request.POST.get("screen", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 0
    screen = guide_of(session).at(number)
    if screen is None:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    form = GuidedStepForm(request.POST, session=session, screen=screen)
    if not form.is_valid():
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    try:
        session = keep_progress(session=session, **form.kept)
    except SessionEnded:
        return HttpResponse(status=HTTPStatus.GONE)
    if is_elsewhere(session, form.cleaned_data["turn"]):
        return HttpResponse(status=HTTPStatus.CONFLICT)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@portal_view
def guided_stop(request: PortalRequest) -> HttpResponse:
    """Stop: what to do at once, and what the patient feels; telling it pauses the program."""
    session = open_session(request)
    if session is not None and not session.may_be_logged:
        session = None
    form = GuidedStopForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return redirect(after_log(_stop(request, session, form)))
        except ValidationError as error:
            form.add_error(None, error)
    context = {"form": form, "session": session, "signs": known(form.noticed)}
    return TemplateResponse(request, "portal/guided_stop.html", context)


def _stop(
    request: PortalRequest, session: GuidedSession | None, form: GuidedStopForm
) -> SessionLog:
    signs = form.cleaned_data["stop_signs"]
    if session is not None:
        return stop_guided_session(
            session=session, items=items_so_far(session), stop_signs=signs, by=request.user
        )
    programs = Program.objects.for_clinic(request.clinic).of_patient(request.patient)
    program = programs.shown_to_patients().first()
    if program is None:
        raise Http404
    log, _is_new = log_session(
        program=program,
        key=form.cleaned_data["key"],
        done_on=request.clinic.today(),
        source=Source.SELF_REPORTED,
        items=[],
        pain_before=None,
        pain_worst=None,
        pain_after=None,
        stop_signs=signs,
        note="",
        by=request.user,
    )
    return log


@portal_view
def guided_end(request: PortalRequest) -> HttpResponse:
    """The log of the session: filled in with what was truly held; sent twice, stored once."""
    session = newest_session(request)
    if session is not None and session.log_id is not None and request.method == "POST":
        return redirect("portal:log_saved", session.log_id)
    if session is None or session.ended_at is not None or not session.may_be_logged:
        return redirect("portal:guided_start")
    prescriptions = list(session.phase.prescribed.with_routine())
    form = SessionLogForm(
        request.POST if request.method == "POST" else None,
        prescriptions=prescriptions,
        by_patient=True,
        day=session.day,
        known=known_of(session, prescriptions),
    )
    if form.is_valid():
        try:
            log, _is_new = finish_guided_session(
                session=session,
                by=request.user,
                something_new=form.cleaned_data["something_new"],
                wants_answer=form.cleaned_data["wants_answer"],
                **form.session | {"done_on": session.day},
            )
            return redirect(after_log(log))
        except ValidationError as error:
            form.add_error(None, error)
    context = {
        "form": form,
        "session": session,
        "program": session.phase.version.program,
        "is_as_begun": as_begun(session),
        "is_second": was_logged_that_day(session),
        "signs": known(form.noticed),
    }
    return TemplateResponse(request, "portal/guided_end.html", context)


@portal_view
@require_POST
def guided_leave(request: PortalRequest) -> HttpResponse:
    """Throw the open session away, to begin again or not at all."""
    session = open_session(request)
    if session is not None:
        leave_guided_session(session=session, by=request.user)
        messages.success(request, _("Thrown away. Nothing of it is saved."))
    return redirect("portal:guided_start")


def _elsewhere(request: PortalRequest) -> HttpResponse:
    """For a page that a newer one, here or on another phone, has taken over from."""
    status = HTTPStatus.CONFLICT
    return TemplateResponse(request, "portal/guided_elsewhere.html", status=status)
