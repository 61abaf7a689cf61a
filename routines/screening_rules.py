"""What is asked before anything is prescribed, and what each question bites on.

The 45 rules and their sources are clinical.md 3, kept in `library/screening_rules.json`.
`routines/screening.py` judges answers by them.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from routines.attributes import Attribute
from routines.balls import Ball
from routines.limits import Caps

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words

RULES_FILE = Path(__file__).parent / "library" / "screening_rules.json"
NO_CAPS = Caps()


class Tier(StrEnum):
    """What a yes means: not at all, only with a written reason, or with advice."""

    BLOCK = "block"
    OVERRIDE = "override"
    WARN = "warn"

    @property
    def label(self) -> "Words":
        return _TIER_LABELS[self]

    @property
    def severity(self) -> int:
        return _SEVERITIES[self]


_TIER_LABELS: "dict[Tier, Words]" = {
    Tier.BLOCK: _("Blocks"),
    Tier.OVERRIDE: _("Needs a reason"),
    Tier.WARN: _("Advice"),
}
_SEVERITIES = {Tier.WARN: 1, Tier.OVERRIDE: 2, Tier.BLOCK: 3}


@dataclass(frozen=True, slots=True)
class Period:
    """A tier that lasts some weeks, months or years from a date on."""

    tier: Tier
    count: int
    unit: str
    through: bool  # the last day still counts

    def ends_on(self, start: date) -> date:
        """The first day on which this tier no longer holds."""
        end = later(start, self.count, self.unit)
        return end + timedelta(days=1) if self.through else end


def later(start: date, count: int, unit: str) -> date:
    """`count` weeks, months or years after `start`; never earlier than meant."""
    if unit == "weeks":
        return start + timedelta(weeks=count)
    months = start.month - 1 + count * (12 if unit == "years" else 1)
    year, month = start.year + months // 12, months % 12 + 1
    try:
        return start.replace(year=year, month=month)
    except ValueError:  # 31 August and six months: 1 March, the later and stricter day
        return date(year, month + 1, 1)


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One screening rule: a question worded so that yes is what counts, and what it bites on.

    `bites_on` holds the attributes it guards; any one of them is enough, and none at all
    means every routine. `times` are tiers that pass with time since the date asked for.
    """

    id: str
    group: str
    title: "Words"
    tier: Tier
    bites_on: frozenset[Attribute]
    ask: "Words"
    note: "Words"
    source: tuple[str, ...]
    ask_without_smoking: "Words" = ""
    date_label: "Words" = ""
    date_needed: str = "no"  # yes, no, or unless_urgent
    asks_side: bool = False
    asks_c_section: bool = False
    urgent_label: "Words" = ""
    emergency: str = ""  # always, or urgent: only when that was ticked
    times: tuple[Period, ...] = ()
    times_c_section: tuple[Period, ...] = ()
    after: Tier | None = None
    caps: Caps = NO_CAPS
    advice: "Words" = ""
    reason_hint: "Words" = ""

    @property
    def is_asked(self) -> bool:
        """Whether it is a question; if not, the patient's record answers it."""
        return bool(self.ask)

    def bites(self, attributes: frozenset[Attribute]) -> bool:
        return not self.bites_on or bool(self.bites_on & attributes)

    def question(self, *, smoking: bool) -> "Words":
        """The words to read out; `smoking` says whether smoking matters for this patient."""
        return self.ask if smoking or not self.ask_without_smoking else self.ask_without_smoking

    def needs_date(self, *, urgent: bool) -> bool:
        return self.date_needed == "yes" or (self.date_needed == "unless_urgent" and not urgent)


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are asked together and can be answered with one “none of these”."""

    id: str
    title: "Words"
    rules: tuple[Rule, ...]


def _rule_from(raw: dict[str, Any], group: str) -> Rule:
    after = raw.get("after")
    return Rule(
        id=raw["id"],
        group=group,
        title=_(raw["title"]),
        tier=Tier(raw["tier"]),
        bites_on=frozenset(Attribute(name) for name in raw["bites_on"]),
        ask=raw["ask"] and _(raw["ask"]),
        note=raw["note"] and _(raw["note"]),
        source=tuple(raw["source"]),
        ask_without_smoking=_optional(raw, "ask_without_smoking"),
        date_label=_optional(raw, "date"),
        date_needed=raw.get("date_needed", "no"),
        asks_side=raw.get("side", False),
        asks_c_section=raw.get("c_section", False),
        urgent_label=_optional(raw, "urgent"),
        emergency=raw.get("emergency", ""),
        times=_periods(raw.get("times", [])),
        times_c_section=_periods(raw.get("times_c_section", [])),
        after=Tier(after) if after else None,
        caps=_caps(raw.get("caps", {})),
        advice=_optional(raw, "advice"),
        reason_hint=_optional(raw, "hint"),
    )


def _optional(raw: dict[str, Any], name: str) -> "Words":
    return _(raw[name]) if raw.get(name) else ""


def _periods(raw: list[dict[str, str]]) -> tuple[Period, ...]:
    periods = []
    for one in raw:
        count, unit = (one.get("under") or one["through"]).split()
        periods.append(Period(Tier(one["tier"]), int(count), unit, "through" in one))
    return tuple(periods)


def _caps(raw: dict[str, Any]) -> Caps:
    balls = raw.get("balls")
    return Caps(
        hold=raw.get("hold"),
        pressure=raw.get("pressure"),
        balls=frozenset(Ball(name) for name in balls) if balls else None,
        prone=raw.get("prone", True),
    )


_RAW = json.loads(RULES_FILE.read_text(encoding="utf-8"))
RULES_VERSION: str = _RAW["version"]
GROUPS: tuple[Group, ...] = tuple(
    Group(group["id"], _(group["title"]), tuple(_rule_from(r, group["id"]) for r in group["rules"]))
    for group in _RAW["groups"]
)
RULES: tuple[Rule, ...] = tuple(rule for group in GROUPS for rule in group.rules)
RULES_BY_ID: dict[str, Rule] = {rule.id: rule for rule in RULES}
ASKED_GROUPS: tuple[Group, ...] = tuple(
    group for group in GROUPS if all(rule.is_asked for rule in group.rules)
)
