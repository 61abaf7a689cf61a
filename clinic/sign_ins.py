"""
Signing in, as the trail tells it.

The one place with signals: they are how Django and django-allauth say that
somebody came in or was turned away. A line goes to each clinic that the person
belongs to; an app says whom it knows by `clinics_of` in its AppConfig.
"""

import logging
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.apps import apps
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.cache import cache
from django.db.models import Q
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from clinic import idle, trail, walls
from clinic.models import Clinic, User

logger = logging.getLogger("hipwise.sign_in")


def connect() -> None:
    user_logged_in.connect(_came_in, dispatch_uid="trail_came_in")
    user_logged_out.connect(_left, dispatch_uid="trail_left")
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
    if request is None:
        return
    clinics = clinics_of(user)
    idle.begin(request, user, [clinic for clinic, patient_id in clinics if patient_id is None])
    if request.resolver_match is None:
        return  # no person came by any address
    proofs = get_authentication_records(request, user)
    methods = [_name_of(proof) for proof in proofs]
    tell_clinics(
        "clinic.signed_in", user, by=user, write=trail.record, clinics=clinics, methods=methods
    )


def _name_of(proof: dict[str, Any]) -> str:
    """`password`, `code`, `invitation`, or which second factor: `totp`, `webauthn`…"""
    return str(proof.get("type") or proof["method"])


def _left(user: User | None, request: HttpRequest, **kwargs: Any) -> None:
    """By the button, or by idling: then no page has been looked up yet."""
    how = getattr(request, "ending", "button" if request.resolver_match else "")
    if user is not None and how:
        tell_clinics("clinic.signed_out", user, by=user, how=str(how))


def _wrong_password(
    credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    user = _with_login(credentials.get("username") or credentials.get("email") or "")
    if user is None:
        logger.warning("sign-in failed: no such account")
    else:
        _failed(user, "password", request)


def tell_too_many(request: HttpRequest, login: str) -> None:
    """Tries that are not even compared: one line a minute, however many there are."""
    mark = salted_hmac("clinic.too_many", login).hexdigest()
    user = _with_login(login) if cache.add(f"too_many:{mark}", True, 60) else None
    if user is not None:
        tell_clinics("clinic.sign_in_limited", user, by=None)


def _with_login(login: str) -> User | None:
    return User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login)).first()


def _wrong_code(user: User | None = None, **kwargs: Any) -> None:
    if user is not None:
        _failed(user, "code")


def _wrong_factor(user: User, request: HttpRequest | None = None, **kwargs: Any) -> None:
    _failed(user, "second factor", request)


def _failed(user: User, how: str, request: HttpRequest | None = None) -> None:
    """Whoever tried is not known: the line is about the account, and by nobody."""
    if request is not None and getattr(request, "user", None) == user:
        tell_clinics("clinic.ask_again_failed", user, by=None, how=how)
    else:
        tell_clinics("clinic.sign_in_failed", user, by=None, how=how)


def tell_clinics(
    action: str,
    user: User,
    *,
    by: User | None,
    write: Callable[..., object] = trail.notice,
    clinics: list[tuple[Clinic, int | None]] | None = None,
    **details: Any,
) -> None:
    """A line in each clinic of the person; coming in is told in the commit that lets them in."""
    for clinic, patient_id in clinics_of(user) if clinics is None else clinics:
        with walls.within(clinic):
            write(
                action,
                subject=user,
                clinic=clinic,
                by=by,
                patient_id=patient_id,
                **details,
            )
