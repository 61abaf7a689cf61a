"""
Signing in, as the trail tells it.

The one place with signals: they are how Django and django-allauth say that
somebody came in or was turned away. A line goes to each clinic that the person
belongs to; an app says whom it knows by `clinics_of` in its AppConfig.
"""

import logging
from typing import Any

from django.apps import apps
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models import Q
from django.http import HttpRequest

from clinic import trail, walls
from clinic.models import Clinic, User

logger = logging.getLogger("hipwise.sign_in")


def connect() -> None:
    user_logged_in.connect(_came_in, dispatch_uid="trail_came_in")
    user_login_failed.connect(_wrong_password, dispatch_uid="trail_wrong_password")
    from allauth.account.signals import login_code_rejected  # noqa: PLC0415 -- needs its models

    login_code_rejected.connect(_wrong_code, dispatch_uid="trail_wrong_code")
    if apps.is_installed("allauth.mfa"):
        from allauth.mfa.signals import authentication_failed  # noqa: PLC0415 -- may be absent

        authentication_failed.connect(_wrong_factor, dispatch_uid="trail_wrong_factor")


def clinics_of(user: User) -> list[tuple[Clinic, int | None]]:
    """The clinics somebody belongs to, with the number of their patient's record there, if any."""
    asked = [app for app in apps.get_app_configs() if hasattr(app, "clinics_of")]
    with walls.as_user(user):
        return [found for app in asked for found in app.clinics_of(user)]


def _came_in(user: User, request: HttpRequest | None = None, **kwargs: Any) -> None:
    if request is None or request.resolver_match is None:
        return  # no person came by any address
    for clinic, patient_id in clinics_of(user):
        with walls.within(clinic):
            trail.notice(
                "clinic.signed_in", subject=user, clinic=clinic, by=user, patient_id=patient_id
            )


def _wrong_password(credentials: dict[str, Any], **kwargs: Any) -> None:
    login = credentials.get("username") or credentials.get("email") or ""
    user = User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login)).first()
    if user is None:
        logger.warning("sign-in failed: no such account")
    else:
        _failed(user, "password")


def _wrong_code(user: User | None = None, **kwargs: Any) -> None:
    if user is not None:
        _failed(user, "code")


def _wrong_factor(user: User, **kwargs: Any) -> None:
    _failed(user, "second factor")


def _failed(user: User, how: str) -> None:
    """Whoever tried is not known: the line is about the account, and by nobody."""
    for clinic, patient_id in clinics_of(user):
        with walls.within(clinic):
            trail.notice(
                "clinic.sign_in_failed",
                subject=user,
                clinic=clinic,
                by=None,
                patient_id=patient_id,
                how=how,
            )
