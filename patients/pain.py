"""When logged pain asks for attention. No Django here.

Pains are 0-10 (NPRS), never mixed with the pressure felt. The figures are
clinical.md 2c (pain during a session stays at 5 or less) and 3c (pain after of
two or more above before, two sessions running).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

PAINS = ("pain_before", "pain_worst", "pain_after")  # as a session log names them
RISE = 2
MOST_DURING = 5


@dataclass(frozen=True, slots=True)
class Pain:
    """What a patient said of one session; None where nothing was said."""

    before: int | None
    worst: int | None
    after: int | None

    @property
    def rises(self) -> bool:
        """Whether the session ended with clearly more pain than it began with."""
        if self.before is None or self.after is None:
            return False
        return self.after >= self.before + RISE

    @property
    def is_too_much(self) -> bool:
        """Whether it hurt more during the session than it may."""
        return self.worst is not None and self.worst > MOST_DURING


def keeps_rising(sessions: Sequence[Pain]) -> bool:
    """Whether pain rose in two sessions running, of `sessions` in the order of their days."""
    return any(one.rises and other.rises for one, other in pairwise(sessions))
