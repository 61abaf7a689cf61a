"""Addresses in front of both doors: the start page, codes on paper, invitations."""

from django.urls import path

from patients.portal.views import (
    calendars,
    doors,
    help,
    invitations,
    manifest,
    offline,
    reminders,
)

urlpatterns = [
    path("", doors.front, name="front"),
    path("help/entry/", help.help_entry, name="help_entry"),
    path("app.webmanifest", manifest.manifest, name="manifest"),
    path("p/<str:code>/", doors.paper_code, name="paper_code"),
    path("reminder/<str:token>/", reminders.reminder_stop, name="reminder_stop"),
    path("worker.js", offline.worker, name="worker"),
    path("calendar/<str:token>.ics", calendars.calendar_feed, name="calendar_feed"),
    path("code/", invitations.invitation_code, name="invitation_code"),
    path("invitation/", invitations.invitation_accept, name="invitation_accept"),
    path("invitation/<str:token>/", invitations.invitation_open, name="invitation_open"),
]
