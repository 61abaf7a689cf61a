from django.conf import settings

from patients.models import OwnDevice, Patient
from tests import factories

URL = "/my/device/"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"


def test_a_phone_becomes_ones_own(client, elm):
    client.force_login(elm.patient_user)
    response = client.post(URL, headers={"User-Agent": PHONE})
    assert (response.status_code, response["Location"]) == (302, "/my/account/")
    device = OwnDevice.objects.first()
    assert (device.patient, device.user, device.words) == (
        elm.patient,
        elm.patient_user,
        "Chrome on Android",
    )
    cookie = response.cookies[settings.OWN_DEVICE_COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie.value not in str(OwnDevice.objects.values())
    text = client.get("/my/account/").content.decode()
    assert "Chrome on Android</strong> (this one)" in text
    assert "js/offline-own.js" in text


def test_marked_again_it_stays_one(client, elm):
    client.force_login(elm.patient_user)
    for _ in range(2):
        client.post(URL)
    assert OwnDevice.objects.exclude(pk=elm.own_device.pk).count() == 1


def test_a_sixth_is_refused_in_words(client, elm):
    client.force_login(elm.patient_user)
    for _ in range(4):
        client.post(URL)
        client.cookies.pop(settings.OWN_DEVICE_COOKIE)
    response = client.post(URL, follow=True)
    assert "You have 5 phones of your own. Forget one of them first." in response.content.decode()
    assert settings.OWN_DEVICE_COOKIE not in client.cookies


def test_on_a_shared_phone_nothing_of_it_is_loaded(client, elm):
    client.force_login(elm.patient_user)
    for page in ("/my/", "/my/account/", "/my/session/1/"):
        response = client.get(page)
        assert response["Hipwise-Device"] == "other"
        assert "js/offline" not in response.content.decode()


def test_the_phone_of_somebody_else_is_not_ones_own(client, elm):
    client.force_login(elm.patient_user)
    client.post(URL)
    other = elm.patient
    other.user = elm.owner
    other.save()
    client.force_login(elm.owner)
    assert client.get("/my/")["Hipwise-Device"] == "other"


def test_the_cookie_of_anothers_phone_says_nothing(client, elm):
    """Neither of another patient's, nor of one that somebody else marked for this patient."""
    client.force_login(elm.patient_user)
    ben = factories.make_patient(elm.clinic, given_names="Ben")
    for patient, user in ((ben, elm.patient_user), (elm.patient, elm.owner)):
        client.cookies[settings.OWN_DEVICE_COOKIE] = f"{patient} {user}".replace(" ", "-")
        factories.make_own_device(
            patient, client.cookies[settings.OWN_DEVICE_COOKIE].value, user=user
        )
        assert client.get("/my/")["Hipwise-Device"] == "other"


def test_who_looks_after_two_is_told_whose_program_a_phone_keeps(client, elm, oak):
    Patient.objects.filter(pk=oak.patient.pk).update(user=elm.patient_user)
    client.force_login(elm.patient_user)
    client.post("/my/which/", {"record": elm.patient.pk})
    whose = f"the one of {elm.patient.given_names} at {elm.clinic.name}"
    assert f"it keeps {whose}, and no other." in client.get("/my/account/").content.decode()
    client.post(URL)
    assert f"one program only: {whose}." in client.get("/my/account/").content.decode()
    client.post("/my/which/", {"record": oak.patient.pk})
    assert client.get("/my/")["Hipwise-Device"] == "other"
