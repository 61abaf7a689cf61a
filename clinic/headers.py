"""What every answer tells the browser besides its content: pages, PDFs, files and errors."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.security import SecurityMiddleware
from django.utils.cache import add_never_cache_headers

GetResponse = Callable[[HttpRequest], HttpResponse]

# What a page may use of the device: passkeys, and a screen that stays on during a session.
ALLOWED = ("publickey-credentials-create", "publickey-credentials-get", "screen-wake-lock")
REFUSED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
PERMISSIONS = ", ".join(
    [*(f"{name}=(self)" for name in ALLOWED), *(f"{name}=()" for name in REFUSED)]
)
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": settings.X_FRAME_OPTIONS,
}
# A key in the address must not travel with a click. `no-referrer` would also make browsers send
# `Origin: null` with our own forms, which the CSRF check refuses (docs/adr/0020): these pages
# tell at most our host.
KEYED_ROUTES = {
    "invitation_open",
    "staff_invitation_open",
    "first_owner_open",
    "paper_code",
    "reminder_stop",
    "calendar_feed",
    "account_reset_password_from_key",
}
KEYED_REFERRER = "strict-origin"


def tell_browsers(get_response: GetResponse) -> GetResponse:
    """
    Add the headers that no answer may lack, also to refusals from before any view.

    Nothing is stored anywhere but what says itself for how long (static files). When
    somebody has signed out, the browser is told to forget what it has of us.
    """
    usual = SecurityMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        match = request.resolver_match
        route = match.view_name if match else ""
        if route in KEYED_ROUTES:
            response["Referrer-Policy"] = KEYED_REFERRER
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        usual.process_response(request, response)  # HSTS, also on what is answered before it
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        if route == "account_logout" and request.method == "POST" and response.status_code == 302:
            is_own = settings.OWN_DEVICE_COOKIE in request.COOKIES
            have_forgotten(response, but_sealed=is_own and "keep" in request.POST)
        return response

    return middleware


def have_forgotten(response: HttpResponseBase, *, but_sealed: bool) -> None:
    """Everything we left; but a patient's own device keeps what is sealed and waits to be sent."""
    response.headers["Clear-Site-Data"] = '"cache"' if but_sealed else '"cache", "storage"'
