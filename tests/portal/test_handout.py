from clinic.models import TrailEntry
from tests import factories


def test_it_is_the_own_program_as_pdf_and_is_in_the_trail(client, elm):
    ben = factories.make_patient(elm.clinic, given_names="Ben")
    factories.make_program(ben, elm.routine, by=elm.practitioner)
    client.force_login(elm.patient_user)
    response = client.get("/my/handout.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert f"hipwise-p{elm.program.pk}-v1.pdf" in response["Content-Disposition"]
    entry = TrailEntry.objects.get(action="patients.handout_printed")
    assert (entry.actor, entry.patient_id) == (elm.patient_user, elm.patient.pk)


def test_without_a_program_there_is_none(client, elm):
    user = factories.User.objects.create_user("new-patient")
    factories.make_patient(elm.clinic, user=user)
    client.force_login(user)
    assert client.get("/my/handout.pdf").status_code == 404
