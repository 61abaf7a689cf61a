from patients.actions.patients import archive_patient
from patients.models import Patient
from tests import factories


def archived(world):
    patient = factories.make_patient(world.clinic, given_names="Bo")
    return archive_patient(patient=patient, by=world.practitioner)


def test_it_brings_the_patient_back(client, elm):
    patient = archived(elm)
    client.force_login(elm.practitioner)
    response = client.post(f"/c/elm/patients/{patient.pk}/restore/")
    assert response.url == f"/c/elm/patients/{patient.pk}/"
    assert patient in Patient.objects.for_clinic(elm.clinic).active()


def test_the_front_desk_may_not(client, elm):
    patient = archived(elm)
    client.force_login(elm.front_desk)
    assert client.post(f"/c/elm/patients/{patient.pk}/restore/").status_code == 403
    assert patient in Patient.objects.for_clinic(elm.clinic).archived()
