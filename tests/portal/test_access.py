"""The patient's door: a record of somebody's own opens it, and nothing else does."""

from django.utils import timezone

from patients.models import Patient


def test_a_record_opens_it(client, elm):
    client.force_login(elm.patient_user)
    assert client.get("/my/").wsgi_request.patient == elm.patient


def test_whoever_is_nobodys_patient_finds_nothing(client, elm):
    client.force_login(elm.owner)
    assert client.get("/my/").status_code == 404
    assert client.get("/my/which/").status_code == 404


def test_an_archived_record_opens_nothing(client, elm):
    changes = {"archived_at": timezone.now(), "archived_by": elm.owner}
    Patient.objects.filter(pk=elm.patient.pk).update(**changes)
    client.force_login(elm.patient_user)
    assert client.get("/my/").status_code == 404


def test_of_several_records_one_is_chosen_first(client, elm, oak):
    Patient.objects.filter(pk=oak.patient.pk).update(user=elm.patient_user)
    client.force_login(elm.patient_user)
    assert client.get("/my/").url == "/my/which/"
