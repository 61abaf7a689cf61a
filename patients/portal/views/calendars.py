"""A patient's reminders in their own calendar, by a private address."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from clinic import mails
from clinic.access import public_view
from patients.actions.reminders import make_calendar, revoke_calendar
from patients.portal.access import PortalRequest, portal_view
from patients.portal.calendars import feed_behind


@portal_view
@require_POST
def calendar_create(request: PortalRequest) -> HttpResponse:
    """Make the address, and show it this once; one from before leads nowhere."""
    token = make_calendar(patient=request.patient, by=request.user)
    address = mails.public_address("calendar_feed", token)
    subscribe = "webcal:" + address.partition(":")[2]
    context = {"address": address, "subscribe": subscribe}
    return TemplateResponse(request, "portal/calendar_create.html", context)


@portal_view
@require_POST
def calendar_revoke(request: PortalRequest) -> HttpResponse:
    """Have the address lead nowhere."""
    revoke_calendar(patient=request.patient, by=request.user)
    messages.success(request, _("The address of your calendar no longer works."))
    return redirect("portal:reminders")


@public_view
@never_cache
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """What calendar programs fetch: days and an hour, and nothing about health."""
    feed = feed_behind(token)
    if feed is None:
        raise Http404
    return HttpResponse(feed.text(timezone.now()), content_type="text/calendar; charset=utf-8")
