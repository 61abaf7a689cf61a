"""What a calendar program fetches, with nothing but the address."""

import pytest
from django.utils import timezone

from clinic.models import Clinic
from patients.actions.programs import pause_program
from patients.actions.reminders import make_calendar, set_reminder
from patients.models import Patient
from patients.models.program import PauseReason
from tests import factories


@pytest.fixture
def address(elm) -> str:
    Clinic.objects.filter(pk=elm.clinic.pk).update(time_zone="Europe/Berlin")
    patient = Patient.objects.select_related("clinic", "user").get(pk=elm.patient.pk)
    set_reminder(
        patient=patient, by_mail=False, hour=9, days=[0, 4], again_after=0, by=elm.patient_user
    )
    return f"/calendar/{make_calendar(patient=patient, by=elm.patient_user)}.ics"


def test_it_holds_the_days_and_nothing_about_health(client, elm, address):
    response = client.get(address)
    text = response.content.decode()
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "strict-origin"
    assert "T090000\r\n" in text
    assert "BYDAY=MO,FR" in text
    assert "SUMMARY:Elm" in text
    for word in ("Ana", "Muñoz", "Psoas", "rogram", "hip", "pain"):
        assert word not in text.replace("Hipwise", "")
    assert not response.cookies


def test_while_the_program_is_paused_it_is_empty(client, elm, address):
    """Whatever somebody else follows."""
    ben = factories.make_patient(elm.clinic, given_names="Ben")
    factories.make_program(ben, elm.routine, by=elm.practitioner)
    pause_program(program=elm.program, reason=PauseReason.PRACTITIONER, by=elm.practitioner)
    response = client.get(address)
    assert response.status_code == 200
    assert b"BEGIN:VEVENT" not in response.content


def test_an_archived_patient_has_none(client, elm, address):
    Patient.objects.filter(pk=elm.patient.pk).update(
        archived_at=timezone.now(), archived_by=elm.owner
    )
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("token", ["x", "A" * 43, "ñ" * 43, "%00"])
def test_an_unknown_address_is_not_found(client, db, token):
    assert client.get(f"/calendar/{token}.ics").status_code in {400, 404}
    assert client.post(f"/calendar/{token}.ics").status_code in {400, 403, 405}
