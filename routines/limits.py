"""How far a dose may go: the clinic's own limits, the ball, the routine, and the screening.

No models here. The outer bounds that the database holds are on
`routines.models.DoseFields`; these are the inner, clinical ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import Enum
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from routines.balls import Ball
from routines.dose import Dose

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words

SHORTEST_REASON = 10


@dataclass(frozen=True, slots=True)
class Limits:
    """
    What a clinic allows: seconds, 0-10, counts. The defaults are clinical.md 2b and 8.

    `hold_reason_above` and `pressure_reason_from` do not refuse: from there on
    the prescription needs a written reason.
    """

    hold: int = 120
    hold_reason_above: int = 90
    pressure: int = 6
    pressure_reason_from: int = 6
    holds: int = 3
    loaded_minutes_a_side: int = 5
    times_a_day: int = 2
    weeks: int = 12

    def beyond_clinical(self) -> list[str]:
        """Names of the bounds that are wider than the clinical ones."""
        return [f.name for f in fields(self) if getattr(self, f.name) > f.default]


@dataclass(frozen=True, slots=True)
class Caps:
    """Narrower bounds, of one routine or of a screening. None means no bound."""

    hold: int | None = None
    pressure: int | None = None
    balls: frozenset[Ball] | None = None
    prone: bool = True

    def and_also(self, other: "Caps") -> "Caps":
        """The stricter of the two, bound by bound."""
        balls = [b for b in (self.balls, other.balls) if b is not None]
        return Caps(
            hold=_stricter(self.hold, other.hold),
            pressure=_stricter(self.pressure, other.pressure),
            balls=frozenset.intersection(*balls) if balls else None,
            prone=self.prone and other.prone,
        )


def _stricter(one: int | None, other: int | None) -> int | None:
    return min((bound for bound in (one, other) if bound is not None), default=None)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that stands against a dose: the field, and what is wrong and would be right."""

    field: str
    message: "Words"

    def __str__(self) -> str:
        return str(self.message)


class SetBy(Enum):
    """Whose bound it is, and the sentence that says so."""

    CLINIC = _(
        "{entered} is over the clinic’s limit of {limit}. The clinic’s owner can raise it in "
        "Settings."
    )
    BALL = _("{entered} is too much for this ball. Use {limit} or less.")
    ROUTINE = _("{entered} is too much for this routine. Use {limit} or less.")
    SCREENING = _("{entered} is too much after this patient’s screening. Use {limit} or less.")


def problems_of(
    dose: Dose,
    *,
    ball: Ball,
    prone: bool,
    limits: Limits,
    routine: Caps,
    screening: Caps,
    reason: str = "",
) -> list[Problem]:
    """
    What stands against prescribing `dose` with `ball`; empty when nothing does.

    `routine` and `screening` are their caps. `prone` says whether the routine is
    done face down. `reason` is what the practitioner wrote for going far.
    """
    return [
        *_order(dose),
        *_too_much(dose, ball, limits, routine, screening),
        *_too_long_loaded(dose, limits),
        *_not_after_screening(ball, prone, screening),
        *_unexplained(dose, limits, reason),
    ]


def _order(dose: Dose) -> Iterator[Problem]:
    if dose.pressure_low > dose.pressure_high:
        text = _("The low end ({low}) is above the high end ({high}). Swap them.")
        values = {"low": dose.pressure_low, "high": dose.pressure_high}
        yield Problem("pressure_low", format_lazy(text, **values))


def _too_much(
    dose: Dose, ball: Ball, limits: Limits, routine: Caps, screening: Caps
) -> Iterator[Problem]:
    seconds, plain = _("{n} s"), "{n}"
    bounds: list[tuple[str, int, Words, dict[SetBy, int | None]]] = [
        (
            "hold",
            dose.hold,
            seconds,
            {
                SetBy.SCREENING: screening.hold,
                SetBy.ROUTINE: routine.hold,
                SetBy.CLINIC: limits.hold,
            },
        ),
        (
            "pressure_high",
            dose.pressure_high,
            plain,
            {
                SetBy.SCREENING: screening.pressure,
                SetBy.ROUTINE: routine.pressure,
                SetBy.BALL: ball.facts.most_pressure,
                SetBy.CLINIC: limits.pressure,
            },
        ),
        ("holds", dose.holds, plain, {SetBy.CLINIC: limits.holds}),
        ("times_a_day", dose.times_a_day, plain, {SetBy.CLINIC: limits.times_a_day}),
    ]
    for field, entered, unit, by in bounds:
        given = {who: limit for who, limit in by.items() if limit is not None}
        who = min(given, key=lambda one: given[one])
        if entered > given[who]:
            words = {
                "entered": format_lazy(unit, n=entered),
                "limit": format_lazy(unit, n=given[who]),
            }
            yield Problem(field, format_lazy(who.value, **words))


def _too_long_loaded(dose: Dose, limits: Limits) -> Iterator[Problem]:
    if dose.loaded_seconds_a_side > limits.loaded_minutes_a_side * 60:
        text = _(
            "{holds} holds of {hold} s press each side for {seconds} s in a session. "
            "The clinic’s limit is {minutes} min: make the holds shorter or fewer."
        )
        values = {
            "holds": dose.holds,
            "hold": dose.hold,
            "seconds": dose.loaded_seconds_a_side,
            "minutes": limits.loaded_minutes_a_side,
        }
        yield Problem("holds", format_lazy(text, **values))


def _not_after_screening(ball: Ball, prone: bool, screening: Caps) -> Iterator[Problem]:
    if screening.balls is not None and ball not in screening.balls:
        yield Problem(
            "routine", _("The screening rules this ball out. Choose a softer one or a stretch.")
        )
    if prone and not screening.prone:
        yield Problem(
            "routine", _("The screening rules lying face down out. Choose the back or the wall.")
        )


def _unexplained(dose: Dose, limits: Limits, reason: str) -> Iterator[Problem]:
    if len(reason.strip()) >= SHORTEST_REASON:
        return
    if dose.hold > limits.hold_reason_above:
        text = _("Say why the hold is over {limit} s, in {letters} letters or more.")
        values = {"limit": limits.hold_reason_above, "letters": SHORTEST_REASON}
        yield Problem("reason", format_lazy(text, **values))
    elif dose.pressure_high >= limits.pressure_reason_from:
        text = _("Say why the pressure goes up to {entered}, in {letters} letters or more.")
        values = {"entered": dose.pressure_high, "letters": SHORTEST_REASON}
        yield Problem("reason", format_lazy(text, **values))
