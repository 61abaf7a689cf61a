"""The demo: marked on every page, and only where nobody else can reach it."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.http import HttpRequest

from clinic.models import Clinic
from clinic.production import is_on_this_machine

ACCOUNTS = "demo-accounts.json"
REFUSAL = (
    "The passwords of the demo lie in a file: it runs on this machine only. PUBLIC_URL is "
    "{url!r}: leave it out, or start with an empty HIPWISE_DATA."
)


def banner(request: HttpRequest) -> dict[str, bool]:
    """For templates: whether this installation holds the demo."""
    return {"is_demo": is_demo()}


def is_demo() -> bool:
    return (settings.DATA_DIR / ACCOUNTS).exists()


def refuse_elsewhere() -> None:
    """Refuse to serve the demo's clinics under an address that others could reach."""
    url = settings.PUBLIC_URL
    if not is_on_this_machine(url) and _holds_the_demo():
        raise ImproperlyConfigured(REFUSAL.format(url=url))


def _holds_the_demo() -> bool:
    try:
        return Clinic.objects.filter(is_demo=True).exists()
    except OperationalError:  # a database that is away at the start shows nobody anything
        return False
