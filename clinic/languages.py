"""
Which language a page, a mail or a sheet of paper speaks.

Somebody's own choice comes first (their account, or the switch before sign-in), then what
their clinic wrote down for them, then what their browser asks for (docs/adr/0045).
"""

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

LANGUAGE = "language"  # in the session: what the account of whoever is signed in says


def spoken_languages() -> list[tuple[str, str]]:
    """What Hipwise speaks, each by its own name; models ask for it, so that one more is no change."""
    return list(settings.LANGUAGES)


def is_spoken(code: str) -> bool:
    return code in dict(settings.LANGUAGES)


def spoken(*wanted: str) -> str:
    """The first of the wanted languages that Hipwise speaks, or else English."""
    return next((code for code in wanted if is_spoken(code)), settings.LANGUAGE_CODE)


def chosen_in(request: HttpRequest) -> str:
    """What this person chose: on their account, or on this browser; or nothing."""
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    chosen = request.session.get(LANGUAGE) or cookie
    return chosen if is_spoken(chosen) else ""


def language_of(request: HttpRequest) -> str:
    """What a page speaks to this person: what they chose, or what their browser asks for."""
    return chosen_in(request) or translation.get_language_from_request(request)


def speak_to(request: HttpRequest, code: str) -> None:
    """Speak what the clinic wrote down, for this request, unless they chose by themselves."""
    if is_spoken(code) and not chosen_in(request):
        translation.activate(code)
        request.LANGUAGE_CODE = code


def language_when_all_fails(request: HttpRequest) -> str:
    """What was spoken when something broke; before that, what the browser asks for."""
    known = getattr(request, "LANGUAGE_CODE", "")
    return known or translation.get_language_from_request(request)
