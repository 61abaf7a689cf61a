"""Whether a browser is one that its patient called their own: by its cookie, and never by itself."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from clinic import cookies, tokens
from clinic.headers import have_forgotten
from clinic.models import Clinic, User
from patients.models import OwnDevice, Patient

KEPT_SECONDS = 365 * 24 * 60 * 60
# What every page behind the patient's door tells the browser: a worker that is left on a device
# which is nobody's own, or another person's, takes itself away.
HEADER, OWN, OTHER = "Hipwise-Device", "own", "other"


def own_device(
    request: HttpRequest, *, clinic: Clinic, patient: Patient, user: User
) -> OwnDevice | None:
    """The device a request comes from, if this patient marked it. Asks nothing without a cookie."""
    token = request.COOKIES.get(settings.OWN_DEVICE_COOKIE)
    if not token:
        return None
    devices = OwnDevice.objects.for_clinic(clinic).of_patient(patient).kept()
    device = devices.filter(user=user, cookie_hash=tokens.hash_of(token)).first()
    if device is not None:
        device.clinic, device.patient = clinic, patient
    return device


def remember(response: HttpResponseBase, token: str) -> None:
    """Let the browser show from now on that it is the patient's own."""
    cookies.keep(response, settings.OWN_DEVICE_COOKIE, token, seconds=KEPT_SECONDS)


def tell_browser(response: HttpResponseBase, device: OwnDevice | None) -> None:
    response.headers[HEADER] = OWN if device is not None else OTHER


def forget_everything(response: HttpResponseBase, *, but_sealed: bool) -> None:
    """Have the browser throw away what it keeps; what is sealed there may have to stay."""
    response.delete_cookie(settings.OWN_DEVICE_COOKIE, samesite="Lax")
    have_forgotten(response, but_sealed=but_sealed)
