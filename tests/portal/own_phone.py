"""The browser of a patient's own phone, for tests of its pages."""

from django.conf import settings

from tests import factories

TOKEN = "a-token-of-43-letters-as-cookies-hold-them-x"


def own_phone(client, elm):
    """Sign the patient in on a phone that they marked; return the device."""
    client.force_login(elm.patient_user)
    client.cookies[settings.OWN_DEVICE_COOKIE] = TOKEN
    return factories.make_own_device(elm.patient, token=TOKEN)
