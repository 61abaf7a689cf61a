from typing import Any

from django import template
from django.contrib.auth import SESSION_KEY as WHO

from clinic.idle import seconds_left

register = template.Library()


@register.simple_tag(takes_context=True)
def seconds_until_signed_out(context: Any) -> int:
    """How long until somebody who does nothing is signed out; 0 for whoever is not signed in."""
    session = getattr(context.get("request"), "session", None)
    return seconds_left(session) if session is not None and WHO in session else 0
