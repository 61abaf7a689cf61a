"""
Parts of pages that depend on what they are given and on the language, and on nothing else.

A drawing, a scale, a dose: they come again on every page, and half of the time of a patient's
program went into them. So a process makes each of them once.
"""

from collections.abc import Callable
from functools import lru_cache, wraps

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language

KEPT = 2000  # of each kind, the ones asked for last

Fragment = Callable[..., SafeString]


def made_once(make: Fragment) -> Fragment:
    """Keep what `make` made of the same arguments in the same language."""

    @lru_cache(maxsize=KEPT)
    def kept(_language: str | None, *given: object) -> SafeString:
        return make(*given)

    @wraps(make)
    def again(*given: object) -> SafeString:
        if settings.DEBUG:  # templates change while they are worked on
            return make(*given)
        return kept(get_language(), *given)

    return again
