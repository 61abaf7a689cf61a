"""Ending somebody's sessions: on other devices after a change, or everywhere."""

from enum import StrEnum, auto

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import get_random_string

from clinic import trail, walls
from clinic.models import User
from clinic.sign_ins import clinics_of

SEED = 16


class Why(StrEnum):
    PASSWORD = auto()
    SECOND_FACTOR = auto()
    EVERYWHERE = auto()
    MEMBERSHIP = auto()
    CLOSED = auto()
    CONSOLE = auto()


@transaction.atomic
def end_sessions(*, user: User, by: User | None, why: Why, keep: HttpRequest | None = None) -> int:
    """
    Sign somebody out everywhere, but for the session of the request `keep`; return how many.

    Every session knows the user's seed: with a new one the old sessions are over at their
    next request, also those that no list knows of.
    """
    user.session_seed = get_random_string(SEED)
    user.save(update_fields=["session_seed"])
    own = keep.session.session_key if keep else None
    others = list(UserSession.objects.filter(user=user).exclude(session_key=own))
    count = sum(session.exists() for session in others)  # a key that was changed is nobody's now
    for session in others:
        session.end()
    if keep is not None:
        _carry_on(user, keep)
    if count:
        for clinic, patient_id in clinics_of(user):
            with walls.within(clinic):
                trail.record(
                    "clinic.sessions_ended",
                    subject=user,
                    clinic=clinic,
                    by=by,
                    patient_id=patient_id,
                    why=why.value,
                    count=count,
                )
    return count


def _carry_on(user: User, request: HttpRequest) -> None:
    """The session goes on with the new seed, under another key."""
    before = request.session.session_key
    request.user.session_seed = user.session_seed  # type: ignore[union-attr]
    update_session_auth_hash(request, user)
    listed = UserSession.objects.filter(session_key=before)
    if not listed.update(session_key=request.session.session_key):
        UserSession.objects.create_from_request(request)
