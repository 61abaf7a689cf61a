"""The patient's door. What opens it is a Patient record with this user; a Membership never does."""

from functools import wraps
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from clinic import trail, walls
from clinic.access import AUDIENCE, MemberRequest, View, made
from clinic.languages import speak_to
from clinic.models import Clinic
from patients.models import OwnDevice, Patient
from patients.portal.own_devices import own_device, tell_browser

CHOSEN_RECORD = "portal_patient_id"


class RecordsRequest(MemberRequest):
    """A request of somebody who is a patient, of one clinic or of several."""

    records: list[Patient]


class PortalRequest(RecordsRequest):
    """A request that came in by the patient's door."""

    clinic: Clinic
    patient: Patient
    own_device: OwnDevice | None


def records_view(view: View) -> View:
    """Open a view to everybody who is a patient somewhere; others get 404."""

    @wraps(view)
    def wrapper(request: RecordsRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with walls.as_user(request.user):
            mine = Patient.objects.of_user(request.user).active().select_related("clinic")
            request.records = list(mine)
            if not request.records:
                raise Http404
            return made(view(request, *args, **kwargs))

    setattr(wrapper, AUDIENCE, "portal")
    return wrapper


def portal_view(view: View) -> View:
    """
    Open a view to a patient, as `request.patient` of `request.clinic`.

    Who has records at several clinics chooses one first; others get 404. Every
    page behind this door is about the patient, so the door itself tells the trail.
    """

    @records_view
    @wraps(view)
    def wrapper(request: PortalRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        patient = _chosen(request)
        if patient is None:
            return redirect("portal:record_choose")
        request.patient, request.clinic = patient, patient.clinic
        walls.go_into(request.clinic)
        timezone.activate(patient.clinic.zone)
        speak_to(request, patient.language)
        trail.viewed(
            request,
            "patients.own_page_opened",
            subject=patient,
            patient_id=patient.pk,
            page=view.__name__,
        )
        request.own_device = own_device(
            request, clinic=request.clinic, patient=patient, user=request.user
        )
        response = made(view(request, *args, **kwargs))
        tell_browser(response, request.own_device)
        trail.write_viewing(request, response)
        return response

    return wrapper


def _chosen(request: RecordsRequest) -> Patient | None:
    if len(request.records) == 1:
        return request.records[0]
    chosen = request.session.get(CHOSEN_RECORD)
    return next((record for record in request.records if record.pk == chosen), None)
