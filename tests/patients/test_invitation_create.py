import re

import pytest
from django.conf import settings

from patients.models import Invitation, Patient


@pytest.fixture
def url(elm):
    return f"/c/elm/patients/{elm.patient.pk}/invite/"


def test_the_sheet_works(client, elm, url):
    client.force_login(elm.front_desk)
    response = client.post(url)
    address, code = response.context["address"], response.context["code"]
    assert re.fullmatch(re.escape(settings.PUBLIC_URL) + r"/invitation/[\w-]{43}/", address)
    assert re.fullmatch(r"([A-Z2-9]{5}-){3}[A-Z2-9]{5}", code)
    text = response.content.decode()
    assert code in text
    assert "127.0.0.1:8000/code<" in text
    assert "data:image/svg+xml" in response.context["qr_code"]
    client.logout()
    path = address.removeprefix(settings.PUBLIC_URL)
    assert client.get(path, follow=True).status_code == 200
    client.cookies.clear()
    assert client.post("/code/", {"code": code}, follow=True).status_code == 200


def test_opening_the_page_makes_nothing(client, elm, url):
    client.force_login(elm.front_desk)
    response = client.get(url)
    assert "Make the sheet" in response.content.decode()
    assert list(Invitation.objects.filter(patient=elm.patient)) == [elm.invitation]


def test_neither_name_nor_clinic_is_in_the_address(client, elm, url):
    client.force_login(elm.front_desk)
    address = client.post(url).context["address"].lower()
    assert "elm" not in address.removeprefix(settings.PUBLIC_URL)
    assert "ana" not in address.split("/invitation/")[0]


def test_it_tells_of_a_sheet_that_still_works(client, elm, url):
    client.force_login(elm.front_desk)
    response = client.get(url)
    assert [one for one, _mail in response.context["usable"]] == [elm.invitation]
    assert f"/c/elm/invitations/{elm.invitation.pk}/revoke/" in response.content.decode()


def test_an_archived_patient_is_refused_in_words(client, elm, url):
    type(elm.patient).objects.filter(pk=elm.patient.pk).update(
        archived_at="2026-01-01T00:00Z", archived_by=elm.owner
    )
    client.force_login(elm.front_desk)
    assert "This patient is archived." in client.post(url).content.decode()


def test_another_clinics_patient_is_not_found(client, elm, oak):
    client.force_login(elm.owner)
    assert client.post(f"/c/elm/patients/{oak.patient.pk}/invite/").status_code == 404


def test_what_is_over_is_not_listed(client, elm, url):
    Invitation.objects.update(expires_at=elm.invitation.made_at)
    client.force_login(elm.front_desk)
    assert client.get(url).context["usable"] == []
    assert Patient.objects.for_chart().get(pk=elm.patient.pk).invited_until is None
