"""What presses. Sizes are centimetres; firmness is 0 (none) to 5 (hard)."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Ball(models.TextChoices):
    """The balls of the library, softest first."""

    NONE = "none", _("No ball: pad and chair")
    HANDS = "hands", _("Your own hands")
    SOFT = "soft", _("Soft air ball")
    ROLLER = "roller", _("Foam roller")
    TENNIS = "tennis", _("Tennis ball")
    PEANUT = "peanut", _("Peanut ball")
    LACROSSE = "lacrosse", _("Lacrosse ball")

    @property
    def facts(self) -> "BallFacts":
        return _FACTS[self]


FIRM_FROM = 3  # of 5: the soft air ball is 2, a tennis ball 3


@dataclass(frozen=True, slots=True)
class BallFacts:
    """Size, firmness and the highest pressure felt (0-10) a ball may be prescribed at."""

    size: str | Promise
    firmness: int
    most_pressure: int
    at_home: str | Promise
    note: str | Promise

    @property
    def is_firm(self) -> bool:
        """Whether it is firm close to bone: from a tennis ball on (docs/clinical.md 4)."""
        return self.firmness >= FIRM_FROM


# Upper bounds of pressure: clinical.md 8, "Limits for custom values". The roller and
# the peanut are held to the tennis ball's; a stretch has no ball and its own 0-5 band.
_FACTS = {
    Ball.NONE: BallFacts(_("–"), 0, 5, _("A folded towel and a steady chair"), ""),
    Ball.HANDS: BallFacts(_("two fingers"), 1, 3, "", _("Best for a first session.")),
    Ball.SOFT: BallFacts(
        _("15–23 cm (6–9 in)"),
        2,
        5,
        _("A small beach ball or play ball, half full of air"),
        _("Leave it part inflated, so that it gives."),
    ),
    Ball.ROLLER: BallFacts(
        _("15 cm (6 in) across"),
        3,
        6,
        "",
        _("Too wide to reach the spot inside the hip bone: not used by the built-in routines."),
    ),
    Ball.TENNIS: BallFacts(_("6.7 cm (2.6 in)"), 3, 6, _("An old tennis ball gives more"), ""),
    Ball.PEANUT: BallFacts(
        _("two balls of 6 cm (2.5 in)"),
        4,
        6,
        _("Two tennis balls in a sock"),
        _("Not needed at the front of the hip: not used by the built-in routines."),
    ),
    Ball.LACROSSE: BallFacts(
        _("6.3 cm (2.5 in)"), 5, 6, "", _("Hard: only when a practitioner says so.")
    ),
}
