"""The demo: marked on every page, and only where nobody else can reach it."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.http import HttpRequest

from clinic.models import Clinic

ACCOUNTS = "demo-accounts.json"
REFUSAL = (
    "The passwords of the demo lie in a file: it runs on this machine only. PUBLIC_URL is "
    "{url!r}: leave it out, or start with an empty HIPWISE_DATA."
)


def banner(request: HttpRequest) -> dict[str, bool]:
    """For templates: whether this installation holds the demo."""
    return {"is_demo": (settings.DATA_DIR / ACCOUNTS).exists()}


def is_on_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host in {"127.0.0.1", "::1", "localhost"} or host.endswith(".localhost")


def check_at_start() -> None:
    """Refuse to serve the demo's clinics under an address that others could reach."""
    url = settings.PUBLIC_URL
    if is_on_this_machine(url):
        return
    has_demo = Clinic.objects.filter(is_demo=True).exists()
    connections.close_all()  # gunicorn forks after this
    if has_demo:
        raise ImproperlyConfigured(REFUSAL.format(url=url))
