"""What the library offers a patient after a screening: what goes, what needs a reason, what not."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clinic.models import Clinic
from patients.models import ScreeningOverride
from patients.screening_state import ScreeningState
from routines.balls import Ball
from routines.dose import Side
from routines.limits import Caps
from routines.models import Routine, RoutineVersion
from routines.screening import Finding, Rule, Tier, Verdict

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words


class Standing(StrEnum):
    """What may become of a routine on a side."""

    GOES = "goes"
    OVERRIDE = "override"
    BLOCKED = "blocked"

    @property
    def label(self) -> "Words":
        return _STANDING_LABELS[self]


_STANDING_LABELS: "dict[Standing, Words]" = {
    Standing.GOES: _("May be prescribed"),
    Standing.OVERRIDE: _("Needs your reason"),
    Standing.BLOCKED: _("Blocked"),
}
_BALLS: "dict[Ball, Words]" = {Ball.HANDS: _("hands"), Ball.SOFT: _("soft ball")}
_ON: "dict[Side, Words]" = {
    Side.LEFT: _("Left side"),
    Side.RIGHT: _("Right side"),
    Side.BOTH: _("Either side"),
}


@dataclass(frozen=True, slots=True)
class SideOffer:
    """One routine on one side, or on either where they do not differ."""

    side: Side
    verdict: Verdict

    @property
    def on(self) -> "Words":
        return _ON[self.side]

    @property
    def standing(self) -> Standing:
        if self.verdict.blocks:
            return Standing.BLOCKED
        return Standing.OVERRIDE if self.verdict.to_override else Standing.GOES

    @property
    def reasons(self) -> tuple[Finding, ...]:
        return self.verdict.blocks or self.verdict.to_override

    @property
    def caps(self) -> "list[Words]":
        """The bounds on its dose, as far as they say something about this routine."""
        return [] if self.standing is Standing.BLOCKED else words_of(self.verdict.caps)


@dataclass(frozen=True, slots=True)
class Offer:
    """One routine of the library, side by side."""

    version: RoutineVersion
    sides: tuple[SideOffer, ...]

    @property
    def is_possible(self) -> bool:
        """Whether it may be prescribed on one side at least, if need be with a reason."""
        return any(one.standing is not Standing.BLOCKED for one in self.sides)


@dataclass(frozen=True, slots=True)
class FindingCard:
    """One finding with what can be done about it."""

    finding: Finding
    override: ScreeningOverride | None
    in_force: bool
    alternatives: tuple[RoutineVersion, ...]
    opens: tuple[RoutineVersion, ...]

    @property
    def rule(self) -> Rule:
        return self.finding.rule

    @property
    def caps(self) -> "list[Words]":
        return words_of(self.rule.caps)

    @property
    def may_override(self) -> bool:
        """Whether a reason would open anything that the limits do not close again."""
        return self.finding.tier is Tier.OVERRIDE and bool(self.opens)


def offers(state: ScreeningState, clinic: Clinic) -> list[Offer]:
    """Every routine a practitioner of the clinic may choose from, in the library's order."""
    routines = Routine.objects.for_clinic(clinic).in_use().select_related("current")
    versions = [routine.current for routine in routines if routine.current]
    return [Offer(version, _side_by_side(state, version)) for version in versions]


def _side_by_side(state: ScreeningState, version: RoutineVersion) -> tuple[SideOffer, ...]:
    left, right, both = (
        SideOffer(side, state.verdict_for(version, side))
        for side in (Side.LEFT, Side.RIGHT, Side.BOTH)
    )
    blocked = left.standing is right.standing is Standing.BLOCKED
    return (both,) if blocked or left.verdict == right.verdict else (left, right)


def cards(state: ScreeningState, offered: Iterable[Offer]) -> list[FindingCard]:
    """The findings, strictest first, each with the routines it leaves and those it could open."""
    possible = [offer for offer in offered if offer.is_possible]
    return [
        FindingCard(
            finding=finding,
            override=state.overrides.get(finding.rule.id),
            in_force=finding.rule.id in state.in_force,
            alternatives=tuple(o.version for o in possible if not _touches(finding, o)),
            opens=tuple(o.version for o in possible if _touches(finding, o)),
        )
        for finding in state.findings
    ]


def _touches(finding: Finding, offer: Offer) -> bool:
    """Whether a finding stands between a patient and a routine on a side that is possible."""
    return any(
        found.rule == finding.rule
        for one in offer.sides
        if one.standing is not Standing.BLOCKED
        for found in (*one.verdict.to_override, *one.verdict.overridden, *one.verdict.warnings)
    )


def words_of(caps: Caps) -> "list[Words]":
    """The bounds that a screening puts on a dose, one by one: seconds, 0-10, balls."""
    words: list[Words] = []
    if caps.hold is not None:
        words.append(format_lazy(_("hold {n} s or less"), n=caps.hold))
    if caps.pressure is not None:
        words.append(format_lazy(_("pressure {n} or less"), n=caps.pressure))
    if caps.balls is not None:
        names = [_BALLS.get(ball, ball.label) for ball in Ball if ball in caps.balls - {Ball.NONE}]
        words.append(format_lazy(_("only {balls}"), balls=", ".join(str(name) for name in names)))
    if not caps.prone:
        words.append(_("not face down"))
    return words
