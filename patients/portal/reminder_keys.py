"""Whose reminders an address stops: what mails hold, for whoever reads them, signed in or not."""

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.multipartparser import MultiPartParserError
from django.urls import Resolver404, resolve

from clinic import walls
from patients.actions.reminders import read_stop_key, stop_reminder
from patients.models import Reminder

STOP = "reminder_stop"


class Unknown(Exception):
    """We did not write this address."""


def reminder_behind(token: str) -> Reminder | None:
    """The reminder that an address stops; None if it was stopped since; Unknown if not ours."""
    said = read_stop_key(token)
    if said is None:
        raise Unknown
    clinic_id, reminder_id, seed = said
    rows = Reminder.objects.for_clinic(clinic_id).select_related("clinic", "patient")
    return rows.filter(pk=reminder_id, seed=seed, is_on=True).first()


def stop_by(token: str) -> None:
    """Stop what an address stops; done twice, nothing more happens."""
    said = read_stop_key(token)
    if said is None:
        raise Unknown
    with walls.within(said[0]):
        reminder = reminder_behind(token)
        if reminder:
            stop_reminder(reminder=reminder, by=None)


def take_one_click(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """
    Take what mail programs send when somebody unsubscribes there (RFC 8058).

    They have no page of ours and no cookie: the address alone says that they may. Browsers that
    send our own form go on to the view, and its check that the form is ours.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        token = _token_in(request)
        if token is None:
            return get_response(request)
        try:
            if request.POST.get("List-Unsubscribe") != "One-Click":
                return get_response(request)
            stop_by(token)
        except (SuspiciousOperation, MultiPartParserError, OSError):
            return HttpResponseBadRequest()
        except Unknown:
            return HttpResponse(status=404)
        return HttpResponse("Stopped.", content_type="text/plain")

    return middleware


def _token_in(request: HttpRequest) -> str | None:
    if request.method != "POST":
        return None
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return None
    return match.kwargs["token"] if match.view_name == STOP else None
