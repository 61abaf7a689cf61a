"""
What a patient may feel that stops a program at once, and what they are told to do.

The words are data (library/stop_signs.json), from clinical.md 3c and 8. The rules a
sign reopens are asked again before anybody may go on.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words

DATA = Path(__file__).parent / "library" / "stop_signs.json"


@dataclass(frozen=True, slots=True)
class StopSign:
    """
    One sign in the patient's words.

    `brief` says all of it in few words, for the question before the list. `urgency` is an alert's:
    2 is the same day, 3 is urgent. `reopens` are ids of screening rules. `what_to_do` still holds
    `{emergency_number}`.
    """

    id: str
    text: "Words"
    brief: "Words"
    what_to_do: "Words"
    emergency: bool
    urgency: int
    reopens: tuple[str, ...]

    def advice(self, emergency_number: str) -> "Words":
        """What to do now, with the number to call where this clinic is."""
        return format_lazy(self.what_to_do, emergency_number=emergency_number)


def _read() -> dict[str, StopSign]:
    rows = json.loads(DATA.read_text(encoding="utf-8"))
    return {row["id"]: _sign(**row) for row in rows}


def _sign(*, text: str, brief: str, what_to_do: str, reopens: list[str], **rest: Any) -> StopSign:
    return StopSign(
        text=_(text), brief=_(brief), what_to_do=_(what_to_do), reopens=tuple(reopens), **rest
    )


STOP_SIGNS: dict[str, StopSign] = _read()
WARNINGS = tuple(sign for sign in STOP_SIGNS.values() if not sign.emergency)
EMERGENCIES = tuple(sign for sign in STOP_SIGNS.values() if sign.emergency)


def known(ids: list[str]) -> list[StopSign]:
    """The signs with these ids, gravest first; what is not known is left out."""
    signs = [STOP_SIGNS[one] for one in ids if one in STOP_SIGNS]
    return sorted(signs, key=lambda sign: (not sign.emergency, -sign.urgency))
