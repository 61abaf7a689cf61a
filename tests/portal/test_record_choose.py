import pytest

from patients.models import Patient


@pytest.fixture
def own(client, elm, oak):
    """Signed in as a patient of both clinics."""
    Patient.objects.filter(pk=oak.patient.pk).update(user=elm.patient_user)
    client.force_login(elm.patient_user)
    return client


def test_who_is_at_two_clinics_chooses_first(own, elm, oak):
    assert own.get("/my/").url == "/my/which/"
    records = own.get("/my/which/").context["records"]
    assert {record.pk for record in records} == {elm.patient.pk, oak.patient.pk}


def test_the_choice_lasts_and_can_be_changed(own, elm, oak):
    for world in (oak, elm):
        assert own.post("/my/which/", {"record": world.patient.pk}).url == "/my/"
        assert own.get("/my/").context["program"] == world.program
        assert own.get(f"/my/log/{world.log.pk}/").status_code == 200


def test_the_other_clinics_session_is_not_found_meanwhile(own, elm, oak):
    own.post("/my/which/", {"record": oak.patient.pk})
    assert own.get(f"/my/log/{elm.log.pk}/").status_code == 404


@pytest.mark.parametrize("record", ["", "x", "0", "9" * 5000])
def test_a_record_that_is_not_mine_is_not_found(own, record):
    assert own.post("/my/which/", {"record": record}).status_code == 404


def test_a_choice_that_is_no_longer_mine_is_asked_again(own, oak, elm):
    own.post("/my/which/", {"record": oak.patient.pk})
    Patient.objects.filter(pk=oak.patient.pk).update(user=None)
    assert own.get("/my/").context["program"] == elm.program


def test_staff_find_nothing(client, elm):
    client.force_login(elm.owner)
    assert client.get("/my/which/").status_code == 404
