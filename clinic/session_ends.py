"""
What ends somebody's other sessions by itself: another password, another second factor.
Signing in and being asked again give the session another key.

Django-allauth says so by signals. Its list of sessions is written here, within the commit of
the sign-in.
"""

from typing import Any

from allauth.account import signals as account_signals
from allauth.account.adapter import get_adapter
from allauth.usersessions import adapter as usersessions_adapter
from allauth.usersessions.models import UserSession
from allauth.usersessions.signals import on_user_logged_in
from django.apps import apps
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from clinic.actions.sessions import Why, end_sessions
from clinic.models import User


def connect() -> None:
    account_signals.user_logged_in.disconnect(on_user_logged_in)
    user_logged_in.connect(_list_session, dispatch_uid="sessions_listed")
    for signal in (account_signals.password_changed, account_signals.password_set):
        signal.connect(_new_password, dispatch_uid="sessions_password")
    account_signals.password_reset.connect(_new_password, dispatch_uid="sessions_password")
    account_signals.authentication_step_completed.connect(_new_key, dispatch_uid="sessions_key")
    if apps.is_installed("allauth.mfa"):
        from allauth.mfa import signals  # noqa: PLC0415 -- may be absent

        for signal in (
            signals.authenticator_added,
            signals.authenticator_removed,
            signals.authenticator_reset,
        ):
            signal.connect(_new_factor, dispatch_uid="sessions_factor")


class OwnSessions(usersessions_adapter.DefaultUserSessionsAdapter):
    """“Sign out everywhere else” ends all other sessions, listed or not."""

    def end_sessions(self, sessions: list[UserSession]) -> None:
        request = get_adapter().request
        end_sessions(user=request.user, by=request.user, why=Why.EVERYWHERE, keep=request)


def _list_session(user: User, request: HttpRequest | None = None, **kwargs: Any) -> None:
    """As the library lists it, but in one statement: the key is new, so nobody is listed by it."""
    if request is not None and request.resolver_match is not None:
        longest = UserSession._meta.get_field("user_agent").max_length
        UserSession.objects.create(
            user=user,
            session_key=request.session.session_key,
            ip=get_adapter().get_client_ip(request),
            user_agent=request.headers.get("User-Agent", "")[:longest],
        )


def _new_key(request: HttpRequest, reauthenticated: bool = False, **kwargs: Any) -> None:
    """Whoever was asked again goes on under another key, like somebody who signs in."""
    if reauthenticated:
        before = request.session.session_key
        request.session.cycle_key()
        request.session.save()
        listed = UserSession.objects.filter(session_key=before)
        listed.update(session_key=request.session.session_key)


def _new_password(user: User, request: HttpRequest, **kwargs: Any) -> None:
    end_sessions(user=user, by=_acting(user, request), why=Why.PASSWORD, keep=_own(user, request))


def _new_factor(user: User, request: HttpRequest, **kwargs: Any) -> None:
    by, keep = _acting(user, request), _own(user, request)
    end_sessions(user=user, by=by, why=Why.SECOND_FACTOR, keep=keep)


def _acting(user: User, request: HttpRequest) -> User:
    return request.user if isinstance(request.user, User) else user


def _own(user: User, request: HttpRequest) -> HttpRequest | None:
    """The request, where it is of the person whose sessions end."""
    return request if request.user.pk == user.pk else None
