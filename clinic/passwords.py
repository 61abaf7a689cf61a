"""
What may be a password: long, and nobody's first guess. What letters it is made of is free.

Django's validators for length and for likeness to one's name stand beside these (settings).
"""

import gzip
import re
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from clinic.models import User

LIST = Path(__file__).parent / "data/common-passwords.txt.gz"
# Shown beside the field: whoever copies it has not made one up.
EXAMPLE = "paper lion river quiet"
PRODUCT = "hipwise"
NOT_LETTERS = re.compile(r"[\W_]+")
SHORTEST_UNIT, LONGEST_UNIT = 1, 6
LEAST_OF_ONES_OWN = 8


@cache
def common_passwords() -> frozenset[str]:
    return frozenset(gzip.decompress(LIST.read_bytes()).decode().split("\n")) - {""}


class NotCommon:
    """Refuses what others chose before: the list, and the same few letters over and over."""

    def validate(self, password: str, user: User | None = None) -> None:
        folded = password.strip().casefold()
        if folded in common_passwords() or folded == EXAMPLE or is_repeated(folded):
            raise ValidationError(
                _(
                    "Many people have this password, so it is easy to guess. "
                    "Make up four words that do not belong together."
                ),
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return gettext("No password that many people have.")


class NotOurNames:
    """Refuses a password that is little more than the name of the product or of one's clinic."""

    def validate(self, password: str, user: User | None = None) -> None:
        left = bare(password)
        for name in names_around(user):
            left = left.replace(name, "")
        if left != bare(password) and len(left) < LEAST_OF_ONES_OWN:
            raise ValidationError(
                _(
                    "The name of the clinic or of Hipwise is easy to guess. "
                    "Leave it out, or add three words of your own."
                ),
                code="password_of_our_names",
            )

    def get_help_text(self) -> str:
        return gettext("Not the name of the clinic.")


class NotTooLong:
    """Refuses what would only cost the server time."""

    def __init__(self, max_length: int = 256) -> None:
        self.max_length = max_length

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) > self.max_length:
            raise ValidationError(
                ngettext(
                    "Make it %(most)d letter or shorter.",
                    "Make it %(most)d letters or shorter.",
                    self.max_length,
                )
                % {"most": self.max_length},
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        return gettext("At most %(most)d letters.") % {"most": self.max_length}


def is_repeated(text: str) -> bool:
    """`aaaaaaaaaaaa`, `abcabcabcabc`: a few letters over and over."""
    units = (text[:size] for size in range(SHORTEST_UNIT, LONGEST_UNIT + 1))
    return any((unit * (len(text) // len(unit) + 1)).startswith(text) for unit in units if unit)


def names_around(user: User | None) -> list[str]:
    """The product's name, and the words of the clinics somebody works at, longest first."""
    from clinic.sign_ins import clinics_of  # noqa: PLC0415 -- it reads models of all apps

    clinics = [clinic for clinic, _patient in clinics_of(user)] if user and user.pk else []
    words = {PRODUCT, *(bare(word) for clinic in clinics for word in clinic.name.split())}
    whole = {bare(clinic.name) for clinic in clinics}
    return sorted({word for word in words | whole if len(word) >= 3}, key=len, reverse=True)


def bare(text: str) -> str:
    return NOT_LETTERS.sub("", text.casefold())
