"""Another password of an account, as the trail tells it: that it changed, and in which way."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set

from clinic import sign_ins, trail
from clinic.models import User


def connect() -> None:
    """Django-allauth says by signals that somebody has another password."""
    for signal in (password_changed, password_set):
        signal.connect(_on_the_page, dispatch_uid="trail_password")
    password_reset.connect(_by_mail, dispatch_uid="trail_password")


def _on_the_page(user: User, **kwargs: Any) -> None:
    _tell(user, "page")


def _by_mail(user: User, **kwargs: Any) -> None:
    """Whoever reads their mails: nobody is signed in."""
    _tell(user, "mail")


def _tell(user: User, how: str) -> None:
    sign_ins.tell_clinics("clinic.password_changed", user, by=user, write=trail.record, how=how)
