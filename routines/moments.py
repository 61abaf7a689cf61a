"""
Which step belongs to which moment of a guided session: before a hold, during it, after it.

A routine's steps are one list, as paper shows them. The hold is found by its words, in each
language that clinics write in; where no step has them, the last step is the hold. No Django here.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar


@dataclass(frozen=True, slots=True)
class Wording:
    """The words by which one language tells the moments of a routine apart."""

    holding: str
    moving: str  # done in the hold, just before
    again: str
    advice: str  # “If you cannot kneel, …” is for before


WORDINGS = (
    Wording(
        holding=r"hold still|keep breathing|breathe slowly",
        moving=r"for \d+ seconds",
        again=r"again|once more",
        advice=r"if",
    ),
    Wording(
        holding=r"quédese quieto|quédese quieta|siga respirando|respire despacio",
        moving=r"durante \d+ segundos",
        again=r"otra vez|una vez más|de nuevo",
        advice=r"si",
    ),
)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b({'|'.join(words)})\b", re.IGNORECASE)


HOLDING = _any_of(one.holding for one in WORDINGS)
MOVING = _any_of(one.moving for one in WORDINGS)
AGAIN = _any_of(one.again for one in WORDINGS)
ADVICE = _any_of(one.advice for one in WORDINGS)


Step = TypeVar("Step")  # has `text` and `both_sides_only`: of a version, or its content


@dataclass(frozen=True, slots=True)
class Moments(Generic[Step]):
    """
    The steps of one routine, by when they are said.

    `resting` is between two holds on a side; `leaving` after the last hold on a side;
    `switching` comes then, when the other side is still to do.
    """

    before: tuple[Step, ...]
    during: tuple[Step, ...]
    resting: tuple[Step, ...]
    leaving: tuple[Step, ...]
    switching: tuple[Step, ...]


def moments_of(steps: Sequence[Step]) -> Moments[Step]:
    """Sort the steps of a routine by the moment in which they are said."""
    every: Sequence[Any] = steps
    switching = tuple(step for step in every if step.both_sides_only)
    own = [step for step in every if not step.both_sides_only]
    if not own:
        return Moments((), switching, (), (), switching)
    last = max((n for n, step in enumerate(own) if _holds(own, n)), default=len(own) - 1)
    first = last
    while first and MOVING.search(own[first - 1].text):
        first -= 1
    later = own[last + 1 :]
    advice = tuple(step for step in later if ADVICE.match(step.text))
    after = [step for step in later if step not in advice]
    until = next((n for n, step in enumerate(after, start=1) if AGAIN.search(step.text)), None)
    return Moments(
        before=(*own[:first], *advice),
        during=tuple(own[first : last + 1]),
        resting=tuple(after[:until]),
        leaving=tuple(step for step in after if not AGAIN.search(step.text)),
        switching=switching,
    )


def _holds(own: Sequence[Any], number: int) -> bool:
    return HOLDING.search(own[number].text) is not None
