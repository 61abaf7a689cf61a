from allauth.mfa.models import Authenticator
from django import template
from django.http import HttpRequest

from clinic import second_factor

register = template.Library()


@register.filter
def in_fours(secret: str) -> list[str]:
    """In groups of four, as people read letters off a screen."""
    return [secret[start : start + 4] for start in range(0, len(secret), 4)]


@register.filter
def takes_passkeys(request: HttpRequest) -> bool:
    return second_factor.takes_passkeys(request)


@register.filter
def rows(wrapped: list) -> list[Authenticator]:
    """The rows of passkeys that the sign-in library hands out wrapped."""
    return [one.instance for one in wrapped]
