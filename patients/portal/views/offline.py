"""A patient's own phone: marked, forgotten, given the program, and heard of when it is back."""

from dataclasses import asdict
from http import HTTPStatus
from pathlib import Path

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinic import trail
from clinic.access import public_view
from clinic.templatetags.devices import device as device_words
from patients.actions.own_devices import forget_own_device, mark_own_device, note_seen
from patients.forms.session_logs import SessionLogForm
from patients.models import OwnDevice, Program
from patients.portal.access import PortalRequest, portal_view
from patients.portal.guided_forms import GuidedStartForm, GuidedStopForm
from patients.portal.guided_pages import USUAL_SENSES, start_context
from patients.portal.offline_forms import SealedForm
from patients.portal.offline_intake import Answer, Became, take_in
from patients.portal.offline_pages import package_of
from patients.portal.own_devices import forget_everything, remember
from patients.portal.sealed_sessions import read
from patients.sealed_keys import Unreadable

WORKER = ("js/offline-store.js", "js/offline-worker.js")


@portal_view
@require_POST
def own_device_mark(request: PortalRequest) -> HttpResponse:
    """“This is my own phone”: it may keep today’s program from now on."""
    response = redirect("portal:account")
    if request.own_device is None:
        try:
            words = device_words(request.headers.get("User-Agent", ""))
            _device, token = mark_own_device(patient=request.patient, words=words, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return response
        remember(response, token)
        messages.success(request, _("This phone is marked as your own."))
    return response


@portal_view
@require_POST
def own_device_forget(request: PortalRequest, own_device_id: int) -> HttpResponse:
    """Have a phone keep nothing any more; from that phone itself, or from another."""
    devices = OwnDevice.objects.for_clinic(request.clinic).of_patient(request.patient)
    device = get_object_or_404(devices.kept(), pk=own_device_id)
    forget_own_device(device=device, by=request.user)
    messages.success(request, _("Forgotten. It keeps your program no more."))
    response = redirect("portal:account")
    if device == request.own_device:
        forget_everything(response, but_sealed="keep" in request.POST)
        request.own_device = None
    return response


@portal_view
@require_safe
def offline_program(request: PortalRequest) -> HttpResponse:
    """Today's program and its whole session in one page, for a phone without a network."""
    device = request.own_device
    if device is None:
        return redirect("portal:home")
    note_seen(device)
    programs = Program.objects.for_clinic(request.clinic).with_doubts()
    program = programs.shown_to(request.patient)
    context = package_of(device, program)
    if program is not None and "pages" in context:
        prescriptions = list(context["prescriptions"])
        context |= start_context(program, prescriptions) | {
            "form": SessionLogForm(
                prescriptions=prescriptions, by_patient=True, day=request.clinic.today()
            ),
            "start": GuidedStartForm(initial={"senses": USUAL_SENSES}, auto_id="start_%s"),
        }
    context["stop"] = GuidedStopForm(auto_id="stop_%s")
    return TemplateResponse(request, "portal/offline_program.html", context)


@portal_view
def offline_send(request: PortalRequest) -> HttpResponse:
    """Take in a session that was done without a network; asked first, say who is signed in."""
    trail.told_by_an_action(request)
    if request.method != "POST":
        return JsonResponse({"whose": str(request.patient.pk), "token": get_token(request)})
    form = SealedForm(request.POST)
    if not form.is_valid():
        return _answer(Answer(Became.REFUSED, _unreadable()), HTTPStatus.BAD_REQUEST)
    devices = OwnDevice.objects.for_clinic(request.clinic).of_patient(request.patient)
    device = devices.readable().filter(user=request.user, handle=form.cleaned_data["device"])
    sender = device.select_related("clinic").first()
    if sender is None:
        return _answer(Answer(Became.REFUSED, _unreadable()))
    key, sealed = form.cleaned_data["key"], form.cleaned_data["sealed"]
    try:
        told = read(sender, key, sealed, now_there=form.cleaned_data["now"])
    except Unreadable:
        return _answer(Answer(Became.REFUSED, _unreadable()))
    return _answer(take_in(request, key, told))


def _answer(answer: Answer, status: int = HTTPStatus.OK) -> HttpResponse:
    return JsonResponse(asdict(answer), status=status)


def _unreadable() -> str:
    return _("We cannot read this session. Tell your clinic what you did.")


@public_view
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of patients' own phones: the same for everybody, and nobody's data."""
    parts = [finders.find(name) for name in WORKER]
    if not all(parts):
        raise Http404
    text = "\n".join(Path(str(part)).read_text(encoding="utf-8") for part in parts)
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")
