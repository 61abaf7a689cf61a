from patients.models import Patient
from tests import factories


def test_it_archives_and_says_so(client, elm):
    patient = factories.make_patient(elm.clinic, given_names="Bo")
    client.force_login(elm.practitioner)
    response = client.post(f"/c/elm/patients/{patient.pk}/archive/", follow=True)
    assert "can be restored" in response.text
    assert Patient.objects.for_clinic(elm.clinic).archived().get() == patient


def test_it_says_why_not(client, elm):
    client.force_login(elm.practitioner)
    response = client.post(f"/c/elm/patients/{elm.patient.pk}/archive/", follow=True)
    assert "still follows a program" in response.text
    assert not Patient.objects.for_clinic(elm.clinic).archived().exists()


def test_the_front_desk_may_not(client, elm):
    client.force_login(elm.front_desk)
    assert client.post(f"/c/elm/patients/{elm.patient.pk}/archive/").status_code == 403
