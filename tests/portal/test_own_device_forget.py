import pytest
from django.conf import settings

from patients.models import OwnDevice
from tests.portal.own_phone import own_phone


def url(device):
    return f"/my/device/{device.pk}/forget/"


def test_a_phone_can_be_forgotten_from_another(client, elm):
    client.force_login(elm.patient_user)
    response = client.post(url(elm.own_device), follow=True)
    assert "It keeps your program no more." in response.content.decode()
    assert "Chrome on Android" not in response.content.decode()
    assert not OwnDevice.objects.kept().exists()


def test_another_phone_keeps_what_it_has(client, elm):
    client.force_login(elm.patient_user)
    assert "Clear-Site-Data" not in client.post(url(elm.own_device))


@pytest.mark.parametrize(
    ("typed", "cleared"), [({}, '"cache", "storage"'), ({"keep": "on"}, '"cache"')]
)
def test_this_phone_keeps_nothing_but_what_is_sealed(client, elm, typed, cleared):
    device = own_phone(client, elm)
    response = client.post(url(device), typed)
    assert response["Clear-Site-Data"] == cleared
    assert response["Hipwise-Device"] == "other"
    assert response.cookies[settings.OWN_DEVICE_COOKIE].value == ""


def test_nobody_forgets_anothers(client, elm, oak):
    client.force_login(oak.patient_user)
    assert client.post(url(elm.own_device)).status_code == 404
    assert OwnDevice.objects.filter(pk=elm.own_device.pk).kept().exists()


def test_forgotten_twice_it_is_not_found(client, elm):
    client.force_login(elm.patient_user)
    client.post(url(elm.own_device))
    assert client.post(url(elm.own_device)).status_code == 404
