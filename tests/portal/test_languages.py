"""A patient's pages speak what the clinic wrote down, until the patient chooses."""

import pytest
from django.core import mail

from clinic.models import User
from patients.actions.invitations import mail_invitation, make_invitation
from tests import factories
from tests.mailbox import deliver_due


@pytest.fixture
def spanish(elm):
    elm.patient.language = "es"
    elm.patient.save()
    return elm


def test_pages_speak_the_language_of_the_record(client, spanish):
    client.force_login(spanish.patient_user)
    text = client.get("/my/").content.decode()
    assert '<html lang="es">' in text
    assert "Mi avance" in text


def test_who_chose_by_themselves_keeps_it(client, spanish):
    client.force_login(spanish.patient_user)
    client.post("/language/", {"language": "en", "next": "/my/account/"})
    assert '<html lang="en">' in client.get("/my/").content.decode()


def test_a_language_that_hipwise_does_not_speak_leaves_it_to_the_browser(client, elm):
    elm.patient.language = "pl"
    elm.patient.save()
    client.force_login(elm.patient_user)
    text = client.get("/my/", headers={"accept-language": "es"}).content.decode()
    assert '<html lang="es">' in text


def test_an_invitation_speaks_it_and_the_new_account_keeps_it(client, elm):
    patient = factories.make_patient(elm.clinic, given_names="Rosa", language="es")
    _invitation, keys = make_invitation(patient=patient, by=elm.practitioner)
    text = client.get(f"/invitation/{keys.token}/", follow=True).content.decode()
    assert "Le damos la bienvenida" in text
    words = "blue kettle warm Sunday"
    client.post("/invitation/", {"login": "rosa1951", "password1": words, "password2": words})
    assert User.objects.get(username="rosa1951").language == "es"


def test_the_mail_speaks_it(elm):
    patient = factories.make_patient(elm.clinic, email="rosa@example.org", language="es")
    mail_invitation(patient=patient, by=elm.practitioner)
    deliver_due()
    (message,) = mail.outbox
    assert message.subject == "Su invitación"
    assert "Sirve una vez, durante 72 horas." in message.body


def test_a_new_record_begins_with_the_clinics_language(client, elm):
    elm.clinic.language = "es"
    elm.clinic.save()
    client.force_login(elm.practitioner)
    text = client.get("/c/elm/patients/new/").content.decode()
    assert '<option value="es" selected>Español</option>' in text
