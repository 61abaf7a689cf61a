"""Whoever is refused is in the trail of the clinic that should know."""

import pytest

from clinic.models import TrailEntry


def told(clinic) -> list[tuple]:
    lines = TrailEntry.objects.for_clinic(clinic).at_the_doors()
    return [(line.action, line.actor, line.details) for line in lines]


def test_a_page_that_is_not_for_their_role(client, elm):
    client.force_login(elm.front_desk)
    assert client.get("/c/elm/trail/").status_code == 403
    assert told(elm.clinic) == [
        (
            "clinic.page_refused",
            elm.front_desk,
            {"page": "trail_list", "role": "front_desk", "asked": {}},
        )
    ]


def test_another_clinics_record_under_ones_own_address(client, elm, oak):
    client.force_login(oak.practitioner)
    assert client.get(f"/c/oak/patients/{elm.patient.pk}/").status_code == 404
    assert told(oak.clinic) == [
        (
            "clinic.record_not_found",
            oak.practitioner,
            {"page": "patients:patient_detail", "asked": {"patient_id": elm.patient.pk}},
        )
    ]
    assert told(elm.clinic) == [], "nobody writes into another clinic's trail"


def test_another_clinics_door(client, elm, oak):
    client.force_login(oak.practitioner)
    assert client.get(f"/c/elm/patients/{elm.patient.pk}/").status_code == 404
    assert told(oak.clinic) == [
        ("clinic.door_refused", oak.practitioner, {"page": "patients:patient_detail"})
    ]
    assert told(elm.clinic) == []


def test_a_patient_at_the_staff_door(client, elm):
    client.force_login(elm.patient_user)
    client.post("/c/elm/patients/new/")
    (line,) = TrailEntry.objects.for_clinic(elm.clinic).at_the_doors()
    assert (line.action, line.patient_id) == ("clinic.door_refused", elm.patient.pk)


def test_another_patients_session(client, elm, oak):
    client.force_login(oak.patient_user)
    client.get(f"/my/log/{elm.log.pk}/")
    (line,) = TrailEntry.objects.for_clinic(oak.clinic).at_the_doors()
    assert (line.action, line.patient_id) == ("clinic.record_not_found", oak.patient.pk)
    assert line.details["asked"] == {"session_log_id": elm.log.pk}


@pytest.mark.parametrize("address", ["/c/elm/patients/", "/c/nowhere/", "/nothing/at/all/"])
def test_of_strangers_without_an_account_nothing_is_told(client, elm, address):
    client.get(address)
    assert not TrailEntry.objects.exists()


def test_a_number_too_long_for_any_record_is_left_out(client, elm):
    client.force_login(elm.practitioner)
    assert client.get(f"/c/elm/patients/{'9' * 30}/").status_code == 404
    assert told(elm.clinic) == []
