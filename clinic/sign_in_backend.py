"""Who somebody is by name and password, in the same time whoever they say they are."""

from collections.abc import Iterator
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.userkit import filter_users_by_email, get_user_by_username
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest


class OneComparison(AuthenticationBackend):
    """
    Django-allauth's own, but that a password is compared once.

    It would look for an address as a name, as an address and as an address again, and compare
    each time: an account that there is took twice as long to refuse as one that there is not.
    """

    def _authenticate(
        self, request: HttpRequest | None, **credentials: Any
    ) -> AbstractBaseUser | None:
        login = credentials.get("email") or credentials.get("username") or ""
        password = credentials.get("password") or ""
        return next((one for one in _known_by(login) if self._check_password(one, password)), None)


def _known_by(login: str) -> Iterator[AbstractBaseUser]:
    """By an address first; a name is looked for only if that password was wrong or nobody has it."""
    by_address = []
    if "@" in login:  # else it can only be a name
        by_address = filter_users_by_email(login, prefer_verified=True, for_login=True)
    yield from by_address
    by_name = get_user_by_username(login)
    if by_name is not None and by_name not in by_address:
        yield by_name
