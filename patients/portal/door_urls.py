"""Addresses in front of both doors: the start page, codes on paper, invitations."""

from django.urls import path

from patients.portal.views import doors

urlpatterns = [path("", doors.front, name="front")]
