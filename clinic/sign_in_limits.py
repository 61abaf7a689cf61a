"""
How often a password may be tried, so that nobody guesses and nobody locks another person out.

Wrong passwords count by address and account together: whoever fills that up shuts out nobody but
themselves. All wrong passwords of one address count too, and there a browser in which this person
signed in before is let past: a whole clinic shares one address (docs/adr/0022).
"""

from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

from clinic import cookies

FAILED, FAILED_HERE, FAILED_AT = "login_failed", "login_failed_here", "login_failed_at"
MAIL_ASKED, MAIL_GOT = "mail_asked", "mail_got"
SALT = "clinic.known_browser"
KEPT_SECONDS = 90 * 24 * 60 * 60
MOST_MARKS = 16  # two for each of those who share one browser, as at a front desk


def login_in(credentials: dict[str, Any]) -> str:
    """What was typed as name or address."""
    return str(credentials.get("email") or credentials.get("username") or "").casefold()


def use(request: HttpRequest, login: str) -> ratelimit.RateLimitUsage | None:
    """Count a try; None where there were too many. A right password is taken off again."""
    known = known_browser(request)
    if known and mark_of(known["id"], login) in known["for"]:
        return _consume(request, FAILED_HERE, f"{known['id']}:{login}")
    by_address = _consume(request, FAILED_AT, "")
    by_account = _consume(request, FAILED, key_of(request, login)) if by_address else None
    if not by_address or not by_account:
        return None
    return ratelimit.RateLimitUsage([*by_address.usage, *by_account.usage])


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


def knows(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Whether this person signed in with this browser before, in whichever way."""
    known = known_browser(request)
    return known is not None and mark_of(known["id"], account_of(user)) in known["for"]


def may_be_mailed(request: HttpRequest, address: str) -> bool:
    """
    Count a mail that somebody asks for who is not signed in, as a code or a new password.

    Who asks too often stops nobody but themselves; an address gets so many in an hour and no
    more, whoever asks, but for the browsers that its owner signed in with.
    """
    login = address.casefold()
    known = known_browser(request)
    if known and mark_of(known["id"], login) in known["for"]:
        return bool(_consume(request, MAIL_ASKED, f"{known['id']}:{login}"))
    by_sender = _consume(request, MAIL_ASKED, key_of(request, login))
    return bool(by_sender and _consume(request, MAIL_GOT, login))


def remember(
    request: HttpRequest, response: HttpResponse, user: AbstractBaseUser, *logins: str
) -> None:
    """Let the browser show next time that this person signed in with it, and by which names."""
    known = known_browser(request) or {"id": get_random_string(16), "for": []}
    marks = [mark_of(known["id"], name) for name in (account_of(user), *logins)]
    known["for"] = [*marks, *(one for one in known["for"] if one not in marks)][:MOST_MARKS]
    shown = signing.dumps(known, salt=SALT)
    cookies.keep(response, settings.KNOWN_BROWSER_COOKIE, shown, seconds=KEPT_SECONDS)


def account_of(user: AbstractBaseUser) -> str:
    """Whoever it is, by whatever they sign in; no name that is typed holds a NUL."""
    return f"\0{user.pk}"


def mark_of(browser: str, login: str) -> str:
    """The cookie says nobody's name."""
    return salted_hmac(SALT, f"{browser}:{login}", algorithm="sha256").hexdigest()[:32]


def _consume(request: HttpRequest, action: str, key: str) -> ratelimit.RateLimitUsage | None:
    return ratelimit.consume(request, app="allauth.account", action=action, key=key)
