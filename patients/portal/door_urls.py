"""Addresses in front of both doors: the start page, codes on paper, invitations."""

from django.urls import path

from patients.portal.views import doors

urlpatterns = [
    path("", doors.front, name="front"),
    path("p/<str:code>/", doors.paper_code, name="paper_code"),
    path("invitation/<str:token>/", doors.invitation_accept, name="invitation_accept"),
]
