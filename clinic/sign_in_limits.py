"""
How often a password may be tried, so that nobody guesses and nobody locks another person out.

Wrong passwords count by address and account together: whoever fills that up shuts out nobody but
themselves. All wrong passwords of one address count too, and there a browser in which this person
signed in before is let past: a whole clinic shares one address (docs/adr/0022).
"""

from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

FAILED, FAILED_HERE = "login_failed", "login_failed_here"
SALT = "clinic.known_browser"
KEPT_SECONDS = 90 * 24 * 60 * 60
MOST_PEOPLE = 8  # who share one browser, as at a front desk


def login_in(credentials: dict[str, Any]) -> str:
    """What was typed as name or address."""
    return str(credentials.get("email") or credentials.get("username") or "").casefold()


def use(request: HttpRequest, login: str) -> ratelimit.RateLimitUsage | None:
    """Count a try; None where there were too many. A right password is taken off again."""
    known = known_browser(request)
    if known and mark_of(known["id"], login) in known["for"]:
        return _consume(request, FAILED_HERE, f"{known['id']}:{login}")
    return _consume(request, FAILED, key_of(request, login))


def key_of(request: HttpRequest, login: str) -> str:
    return f"{ratelimit.get_ip(request)}:{login}"


def known_browser(request: HttpRequest) -> dict[str, Any] | None:
    """Who signed in with this browser before, as its cookie says; nobody else can write one."""
    try:
        found = signing.loads(
            request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE, ""), salt=SALT, max_age=KEPT_SECONDS
        )
    except signing.BadSignature:
        return None
    return found if isinstance(found, dict) else None


def remember(request: HttpRequest, response: HttpResponse, login: str) -> None:
    """Let the browser show next time that this person signed in with it."""
    known = known_browser(request) or {"id": get_random_string(16), "for": []}
    mark = mark_of(known["id"], login)
    known["for"] = [mark, *(one for one in known["for"] if one != mark)][:MOST_PEOPLE]
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE,
        signing.dumps(known, salt=SALT),
        max_age=KEPT_SECONDS,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def mark_of(browser: str, login: str) -> str:
    """The cookie says nobody's name."""
    return salted_hmac(SALT, f"{browser}:{login}", algorithm="sha256").hexdigest()[:32]


def _consume(request: HttpRequest, action: str, key: str) -> ratelimit.RateLimitUsage | None:
    return ratelimit.consume(request, app="allauth.account", action=action, key=key)
