"""
Signing out by itself: when nobody did anything for a while, and after twelve hours in all.

How long is a while is written in the session at sign-in, so that no page asks for it: for staff
the shortest time of their clinics, for patients half an hour.
"""

import time
from collections.abc import Callable, Iterable
from enum import StrEnum, auto
from typing import Any

from django.contrib.auth import SESSION_KEY as WHO
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from clinic.languages import LANGUAGE
from clinic.models import Clinic, User

BEGAN, SEEN, MINUTES, LEFT = "signed_in_at", "seen_at", "idle_minutes", "left"
PATIENT_MINUTES = 30
LONGEST_SECONDS = 12 * 60 * 60
# Seen is written down this often at most: each time is a write to the database.
NOTED_SECONDS = 60
# What a page asks for by itself says so in a header, and nobody is there because of it.
BY_ITSELF = "Hipwise-Background"
STILL_WAITING = 503


class Ending(StrEnum):
    IDLE = auto()
    LONG = auto()


class SignOutIdle:
    """The middleware that ends a session whose time is over, before anything is shown."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = time.time()
        if WHO in request.session:
            ending = ending_of(request.session, now)
            if ending:
                end(request, ending, now)
        response = self.get_response(request)
        by_itself = BY_ITSELF in request.headers or response.status_code == STILL_WAITING
        if WHO in request.session and not by_itself:
            note(request.session, now)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Say why on the sign-in page; a form that was sent is kept by the next middleware."""
        ending = getattr(request, "ending", None)
        if ending is None or request.method == "POST" or not getattr(view, "login_required", True):
            return None
        return to_sign_in(ending, request.get_full_path())


def begin(request: HttpRequest, user: User, clinics: Iterable[Clinic]) -> None:
    """Note when somebody signed in, and how long they may be idle, who works at these clinics."""
    now = int(time.time())
    request.session.pop(LEFT, None)
    request.session.update(
        {
            BEGAN: now,
            SEEN: now,
            MINUTES: min((one.idle_minutes for one in clinics), default=PATIENT_MINUTES),
            LANGUAGE: user.language,
        }
    )


def keep_to(request: HttpRequest, minutes: int) -> None:
    """A clinic that became stricter is obeyed at once; one that became laxer from the next day."""
    if request.session.get(MINUTES, 0) > minutes:
        request.session[MINUTES] = minutes


def ending_of(session: Any, now: float) -> Ending | None:
    """
    Why a session is over, if it is.

    A clock that was set back revives nothing: seen in the future is not seen.
    """
    began, seen = session.get(BEGAN, 0), session.get(SEEN, 0)
    if not -NOTED_SECONDS < now - began < LONGEST_SECONDS:
        return Ending.LONG
    if not -NOTED_SECONDS < now - seen < session.get(MINUTES, 0) * 60:
        return Ending.IDLE
    return None


def seconds_left(session: Any) -> int:
    """How long until the session ends if nobody does anything."""
    now = time.time()
    idle = session.get(SEEN, 0) + session.get(MINUTES, 0) * 60
    return max(0, int(min(idle, session.get(BEGAN, 0) + LONGEST_SECONDS) - now))


def note(session: Any, now: float) -> None:
    if now - session.get(SEEN, 0) >= NOTED_SECONDS:
        session[SEEN] = int(now)


def end(request: HttpRequest, ending: Ending, now: float) -> None:
    """Sign out, and remember in the empty session who left: a form of theirs may still come."""
    user = request.user
    request.ending = ending  # type: ignore[attr-defined]
    logout(request)
    if isinstance(user, User):
        request.session[LEFT] = {"who": user.pk, "why": ending, "at": now}


def who_left(request: HttpRequest) -> tuple[int, Ending] | None:
    """Who was signed out by itself in this browser, a short time ago, and why."""
    left = request.session.get(LEFT)
    if left is None or not 0 <= time.time() - left["at"] < LONGEST_SECONDS:
        return None
    return left["who"], Ending(left["why"])


def to_sign_in(ending: Ending, back: str) -> HttpResponse:
    """The sign-in page, which says why, and leads back."""
    return redirect(f"{reverse('account_login')}?{urlencode({'next': back, 'ended': ending})}")
