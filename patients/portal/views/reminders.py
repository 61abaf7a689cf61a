"""When a patient wants to be reminded, and every way to stop that."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from clinic import mails
from clinic.access import public_view
from patients.actions.reminders import (
    MAIL,
    address_of,
    read_stop_key,
    reminder_of,
    send_test,
    set_reminder,
    stop_reminder,
)
from patients.portal.access import PortalRequest, portal_view
from patients.portal.reminder_forms import ReminderForm
from patients.portal.reminder_keys import Unknown, stop_by


@portal_view
def reminders(request: PortalRequest) -> HttpResponse:
    """Choose when to be reminded, and see how the last one went."""
    reminder, address = reminder_of(request.patient), address_of(request.patient)
    form = ReminderForm(request.POST or None, reminder=reminder, has_address=bool(address))
    if form.is_valid():
        set_reminder(patient=request.patient, by=request.user, **form.cleaned_data)
        if address:
            messages.success(request, _("Saved."))
        else:
            messages.warning(
                request, _("Saved for your calendar. No mail comes without an address.")
            )
        return redirect("portal:reminders")
    context = {
        "form": form,
        "reminder": reminder,
        "address": address,
        "mail": mails.newest_about(request.patient, MAIL),
    }
    return TemplateResponse(request, "portal/reminders.html", context)


@portal_view
@require_POST
def reminder_test(request: PortalRequest) -> HttpResponse:
    """Send one now, to see that it comes."""
    reminder = reminder_of(request.patient)
    try:
        if reminder.pk is None:
            raise ValidationError(_("Save your times first."))
        send_test(reminder=reminder)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("A mail is on its way to you. Look in your mailbox."))
    return redirect("portal:reminders")


@portal_view
@require_POST
def reminder_off(request: PortalRequest) -> HttpResponse:
    """Send no more mails."""
    reminder = reminder_of(request.patient)
    if reminder.pk is not None:
        stop_reminder(reminder=reminder, by=request.user)
    messages.success(request, _("No more mails will come."))
    return redirect("portal:reminders")


@public_view
@never_cache
def reminder_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Where a mail leads whoever wants no more of them; looking changes nothing."""
    if read_stop_key(token) is None:
        raise Http404
    if request.method == "POST":
        try:
            stop_by(token)
        except Unknown:
            raise Http404 from None
    context = {"is_stopped": request.method == "POST"}
    return TemplateResponse(request, "portal/reminder_stop.html", context)
