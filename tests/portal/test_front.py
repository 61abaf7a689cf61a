from clinic.models import User
from patients.models import Patient


def test_staff_go_to_their_clinic(client, elm):
    client.force_login(elm.front_desk)
    assert client.get("/").url == "/c/elm/"


def test_patients_go_to_their_program(client, elm):
    client.force_login(elm.patient_user)
    assert client.get("/").url == "/my/"


def test_who_is_nobodys_is_told_and_can_leave(client, elm):
    client.force_login(User.objects.create_user("nobody"))
    response = client.get("/")
    assert response.status_code == 404
    assert "/accounts/logout/" in response.content.decode()


def test_an_archived_patient_is_nobodys(client, elm):
    Patient.objects.filter(pk=elm.patient.pk).update(
        archived_at="2026-01-01T00:00Z", archived_by=elm.owner
    )
    client.force_login(elm.patient_user)
    assert client.get("/").status_code == 404


def test_anonymous_are_sent_to_sign_in(client, db):
    assert client.get("/").url == "/accounts/login/?next=/"
