import re

import pytest

from patients.models import Invitation, Patient
from tests.mailbox import deliver_due, delivered

PRIVATE = ("Ana", "Muñoz", "psoas", "Psoas", "hip", "routine", "patient")


@pytest.fixture
def url(client, elm):
    Patient.objects.filter(pk=elm.patient.pk).update(email="ana@example.org")
    client.force_login(elm.front_desk)
    return f"/c/elm/patients/{elm.patient.pk}/invite/mail/"


def test_the_mail_works(client, elm, url):
    assert client.post(url).url == f"/c/elm/patients/{elm.patient.pk}/invite/"
    (message,) = delivered()
    assert message.to == ["ana@example.org"]
    path = re.search(r"/invitation/[\w-]{43}/", message.body).group()
    client.logout()
    assert client.get(path, follow=True).status_code == 200
    assert client.post("/invitation/").url == "/my/"


def test_nothing_private_is_in_the_mail(client, elm, url):
    client.post(url)
    (message,) = delivered()
    words = re.sub(r"http\S+", "", f"{message.subject} {message.body}").replace("Hipwise", "")
    assert not [word for word in PRIVATE if word in words]
    assert elm.clinic.name not in message.subject
    assert elm.clinic.name in message.body


def test_sent_again_the_first_is_worthless(client, elm, url):
    for _twice in range(2):
        client.post(url)
    client.logout()
    first, second = (re.search(r"/invitation/\S+", one.body).group() for one in delivered())
    assert client.get(first, follow=True).status_code == 404
    assert client.get(second, follow=True).status_code == 200


def test_a_mail_that_cannot_be_sent_loses_nothing(client, elm, url, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    page = client.post(url).url
    assert "The mail is about to be sent" in client.get(page).content.decode()
    deliver_due()
    text = client.get(page).content.decode()
    assert "was not sent yet: the mail server does not answer. It is tried again at" in text
    assert Invitation.objects.usable().get(patient=elm.patient).email == "ana@example.org"


def test_the_page_tells_when_it_was_sent(client, url):
    page = client.post(url).url
    deliver_due()
    assert "The mail was sent on" in client.get(page).content.decode()


def test_without_an_address_it_says_so(client, elm, url):
    Patient.objects.filter(pk=elm.patient.pk).update(email="")
    assert "no e-mail address" in client.post(url, follow=True).content.decode()
    assert delivered() == []


def test_it_takes_a_button(client, url):
    assert client.get(url).status_code == 405


def test_another_clinics_patient_is_not_found(client, oak, url):
    assert client.post(f"/c/elm/patients/{oak.patient.pk}/invite/mail/").status_code == 404
    assert delivered() == []
