"""Words for what the trail keeps as names."""

from typing import Any

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinic.trail_names import in_words

register = template.Library()

METHODS = {
    "password": _("password"),
    "code": _("e-mailed code"),
    "totp": _("code of the app"),
    "webauthn": _("passkey"),
    "recovery_codes": _("recovery code"),
    "invitation": _("invitation"),
    "password_reset": _("new password by e-mail"),
}
ENDINGS = {
    "password": _("a new password"),
    "second_factor": _("another second factor"),
    "everywhere": _("signed out everywhere else"),
    "membership": _("works at the clinic no longer"),
    "closed": _("the account is closed"),
    "console": _("by whoever runs the server"),
}


@register.filter
def sign_in_words(methods: Any) -> str:
    """` with password, passkey`, or nothing for lines from before methods were told."""
    if not methods:
        return ""
    words = ", ".join(str(METHODS.get(method, method)) for method in methods)
    return gettext(" with %(methods)s") % {"methods": words}


@register.filter
def ending_words(why: str) -> str:
    return str(ENDINGS.get(why, why))


@register.filter
def named(names: Any) -> str:
    """One name of the code or several, as words; nothing where a line says none."""
    return ", ".join(map(in_words, [names] if isinstance(names, str) else names or []))
