"""
How large the words of a page are, and how strong its contrast.

Somebody's own choice comes first (their account), then what was chosen in this browser before
signing in (docs/adr/0047). A device that asks for more contrast by itself gets it anyhow.
"""

from dataclasses import asdict, dataclass, replace

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from clinic.models import User


@dataclass(frozen=True, slots=True)
class Seeing:
    """The two switches."""

    large_text: bool = False
    high_contrast: bool = False

    @property
    def as_cookie(self) -> str:
        return ".".join(name for name, is_on in asdict(self).items() if is_on)


SWITCHES = tuple(asdict(Seeing()))


def seeing_of(request: HttpRequest) -> Seeing:
    """How this person wants to see a page; what their account leaves open, their browser says."""
    on = request.COOKIES.get(settings.SEEING_COOKIE_NAME, "").split(".")
    seeing = Seeing(**{name: name in on for name in SWITCHES})
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return seeing
    chosen = {name: getattr(user, name) for name in SWITCHES}
    return replace(seeing, **{name: is_on for name, is_on in chosen.items() if is_on is not None})


def switches(request: HttpRequest) -> dict[str, object]:
    """For templates: the switches as they are, looked up only by a page that asks."""
    return {"seeing": SimpleLazyObject(lambda: seeing_of(request))}
