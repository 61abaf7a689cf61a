"""A browser's name for itself, in words that its owner knows."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

register = template.Library()

# In this order: most browsers also claim to be those further down.
BROWSERS = [
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
DEVICES = [
    ("iPhone", _("iPhone")),
    ("iPad", _("iPad")),
    ("Android", _("Android")),
    ("CrOS", _("Chromebook")),
    ("Windows", _("Windows")),
    ("Mac OS X", _("Mac")),
    ("Linux", _("Linux")),
]


@register.simple_tag(takes_context=True)
def is_somebodys_own(context: Any) -> bool:
    """Whether this browser is one that a patient called their own, whoever is signed in."""
    request = context.get("request")
    return request is not None and settings.OWN_DEVICE_COOKIE in request.COOKIES


@register.filter
def device(user_agent: str) -> str:
    """“Chrome on Android”; what it is not sure of it does not say."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    where = next((str(name) for mark, name in DEVICES if mark in user_agent), "")
    if browser and where:
        return gettext("%(browser)s on %(device)s") % {"browser": browser, "device": where}
    return browser or where or gettext("Another browser")
