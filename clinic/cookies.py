"""Cookies that stay in a browser for months: scripts do not see them, nor do other sites send them."""

from django.conf import settings
from django.http.response import HttpResponseBase


def keep(response: HttpResponseBase, name: str, value: str, *, seconds: int) -> None:
    """Have a browser show this again for so many seconds."""
    response.set_cookie(
        name, value, max_age=seconds, secure=settings.HTTPS, httponly=True, samesite="Lax"
    )
