"""What a screening means: findings from answers, and what may be prescribed after them.

Nothing here reads a table: plain values in, plain values out. Whenever something is
not known (no answer, no date, no side), the strictest reading counts. Tiers, times
and caps are clinical.md 3b.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from typing import TYPE_CHECKING, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from routines.attributes import Attribute
from routines.balls import Ball
from routines.dose import Side
from routines.limits import Caps
from routines.screening_rules import (
    ASKED_GROUPS,
    GROUPS,
    NO_CAPS,
    RULES,
    RULES_BY_ID,
    RULES_VERSION,
    Group,
    Period,
    Rule,
    Tier,
    later,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words

__all__ = [
    "ASKED_GROUPS",
    "GROUPS",
    "RULES",
    "RULES_BY_ID",
    "RULES_VERSION",
    "Answer",
    "Finding",
    "Group",
    "Period",
    "Rule",
    "Tier",
    "Verdict",
    "all_no",
    "answers_from",
    "judge",
    "problem_of",
    "smoking_matters",
    "to_json",
    "verdict",
]

ADULT_YEARS = 18
SMOKING_ASKED_FROM_YEARS = 65  # USPSTF 2019 screens men who ever smoked from 65 on (C6)


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What was said to one question.

    `smoking` says that the wording with smoking was read out: a “no” without it
    does not answer a man of 65.
    """

    yes: bool
    on: date | None = None
    side: Side | None = None
    c_section: bool = False
    urgent: bool = False
    smoking: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that applies to this patient today; `until` is when it passes or loosens by itself."""

    rule: Rule
    tier: Tier
    why: "Words"
    side: Side = Side.BOTH
    until: date | None = None
    emergency: bool = False
    answered: bool = True

    def bites(self, attributes: frozenset[Attribute], side: Side) -> bool:
        return self.rule.bites(attributes) and self.side.covers(side)


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What the findings say about one routine on one side.

    `caps` hold whether or not an override is in force. `stale` says why the
    screening itself no longer counts, and is empty when it does.
    """

    blocks: tuple[Finding, ...] = ()
    to_override: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    overridden: tuple[Finding, ...] = ()
    caps: Caps = NO_CAPS
    stale: "Words" = ""

    @property
    def may_go(self) -> bool:
        return not (self.blocks or self.to_override or self.stale)


def judge(
    answers: Mapping[str, Answer], *, birth_date: date, sex: str, today: date
) -> tuple[Finding, ...]:
    """What applies to this patient on `today`, strictest first; a question without answer blocks."""
    smoking = smoking_matters(birth_date=birth_date, sex=sex, today=today)
    found = []
    for rule in RULES:
        if rule.is_asked:
            finding = _finding(rule, answers.get(rule.id), smoking=smoking, today=today)
        else:
            finding = _minor(rule, birth_date, today)
        if finding:
            found.append(finding)
    return tuple(sorted(found, key=lambda f: (not f.emergency, -f.tier.severity)))


def smoking_matters(*, birth_date: date, sex: str, today: date) -> bool:
    """Whether having smoked adds to the risk of an aneurysm: from 65 on, unless female."""
    return sex != "female" and today >= later(birth_date, SMOKING_ASKED_FROM_YEARS, "years")


def _minor(rule: Rule, birth_date: date, today: date) -> Finding | None:
    grown_up = later(birth_date, ADULT_YEARS, "years")
    return Finding(rule, rule.tier, rule.note, until=grown_up) if today < grown_up else None


def _finding(rule: Rule, answer: Answer | None, *, smoking: bool, today: date) -> Finding | None:
    half_asked = answer and not answer.yes and _is_half_asked(rule, answer, smoking)
    if answer is None or half_asked:
        return Finding(rule, Tier.BLOCK, _("Not answered. Ask this question."), answered=False)
    if not answer.yes:
        return None
    tier, until, why = _tier(rule, answer, today)
    if tier is None:
        return None
    side = answer.side or Side.BOTH if rule.asks_side else Side.BOTH
    return Finding(rule, tier, why, side, until, _is_emergency(rule, answer))


def _is_half_asked(rule: Rule, answer: Answer, smoking: bool) -> bool:
    return smoking and bool(rule.ask_without_smoking) and not answer.smoking


def _is_emergency(rule: Rule, answer: Answer) -> bool:
    unknown = rule.date_needed == "unless_urgent" and answer.on is None
    return rule.emergency == "always" or (rule.emergency == "urgent" and (answer.urgent or unknown))


def _tier(rule: Rule, answer: Answer, today: date) -> "tuple[Tier | None, date | None, Words]":
    times = rule.times_c_section if answer.c_section and rule.times_c_section else rule.times
    words = rule.advice if rule.tier is Tier.WARN else rule.note
    if answer.urgent and rule.urgent_label:
        return Tier.BLOCK, None, format_lazy("{}. {}", rule.urgent_label, rule.note)
    if not times:
        return rule.tier, None, words
    if answer.on is None and rule.date_needed == "no":
        return times[0].tier, None, words
    if answer.on is None or answer.on > today:
        return times[0].tier, None, _("The date is not known, so the strictest case counts.")
    for period in times:
        if today < period.ends_on(answer.on):
            return period.tier, period.ends_on(answer.on), words
    return rule.after, None, words


def verdict(
    findings: Iterable[Finding],
    *,
    attributes: frozenset[Attribute],
    side: Side | str,
    ball: Ball | str,
    overridden: frozenset[str] = frozenset(),
    stale: "Words" = "",
) -> Verdict:
    """
    What `findings` say about a routine with these attributes, this ball, on this side.

    `overridden` are the ids of rules a practitioner has overridden; a BLOCK stays one.
    """
    ball = Ball(ball)
    if ball.facts.is_firm:
        attributes = attributes | {Attribute.FIRM}
    biting = [
        _at_its_limits(finding, attributes, ball)
        for finding in findings
        if finding.bites(attributes, Side(side))
    ]
    of = {tier: [f for f in biting if f.tier is tier] for tier in Tier}
    return Verdict(
        blocks=tuple(of[Tier.BLOCK]),
        to_override=tuple(f for f in of[Tier.OVERRIDE] if f.rule.id not in overridden),
        warnings=tuple(of[Tier.WARN]),
        overridden=tuple(f for f in of[Tier.OVERRIDE] if f.rule.id in overridden),
        caps=reduce(Caps.and_also, (f.rule.caps for f in biting), NO_CAPS),
        stale=stale,
    )


def _at_its_limits(finding: Finding, attributes: frozenset[Attribute], ball: Ball) -> Finding:
    """The finding, or a block where the limits that go with its override leave nothing to do."""
    caps = finding.rule.caps
    face_down = not caps.prone and Attribute.PRONE in attributes
    too_firm = caps.balls is not None and ball not in caps.balls
    if finding.tier is not Tier.OVERRIDE or not (face_down or too_firm):
        return finding
    why = _("Not face down: choose the back or the wall.") if face_down else _("Ball too firm.")
    return replace(finding, tier=Tier.BLOCK, why=format_lazy("{} {}", why, finding.why))


def problem_of(rule: Rule, answer: Answer, *, birth_date: date, today: date) -> "Words | None":
    """What is wrong with an answer as somebody gave it, and what would be right; None if nothing."""
    if not answer.yes:
        return None
    if rule.date_label and answer.on is None and rule.needs_date(urgent=answer.urgent):
        return _("The date is missing. Fill it in.")
    if answer.on and answer.on > today:
        return _("This date is in the future. Write the day it happened.")
    if answer.on and answer.on < birth_date:
        return _("This date is before the patient was born. Check the year.")
    if rule.asks_side and answer.side is None:
        return _("Say which side: left, right, or both.")
    return None


def answers_from(stored: Any) -> dict[str, Answer]:
    """Read answers as they are stored; whatever cannot be read counts as not answered."""
    if not isinstance(stored, dict):
        return {}
    return {
        rule.id: _answer_from(stored[rule.id], rule)
        for rule in RULES
        if rule.is_asked and isinstance(stored.get(rule.id), dict)
        if isinstance(stored[rule.id].get("yes"), bool)
    }


def _answer_from(stored: dict[str, Any], rule: Rule) -> Answer:
    side = stored.get("side")
    return Answer(
        yes=stored["yes"],
        on=_date_from(stored.get("on")),
        side=Side(side) if isinstance(side, str) and side in set(Side) else None,
        c_section=rule.asks_c_section and stored.get("c_section") is not False,
        urgent=stored.get("urgent") is True,
        smoking=stored.get("smoking") is True,
    )


def _date_from(stored: Any) -> date | None:
    try:
        return date.fromisoformat(stored)
    except (TypeError, ValueError):
        return None


def to_json(answers: Mapping[str, Answer]) -> dict[str, dict[str, Any]]:
    """Answers as they are stored: only what was said."""
    return {
        rule_id: _answer_to_json(answer, RULES_BY_ID[rule_id])
        for rule_id, answer in answers.items()
    }


def _answer_to_json(answer: Answer, rule: Rule) -> dict[str, Any]:
    stored: dict[str, Any] = {"yes": answer.yes}
    if answer.on:
        stored["on"] = answer.on.isoformat()
    if answer.side:
        stored["side"] = answer.side.value
    if answer.yes and rule.asks_c_section:
        stored["c_section"] = answer.c_section
    return stored | {name: True for name in ("urgent", "smoking") if getattr(answer, name)}


def all_no() -> dict[str, dict[str, Any]]:
    """The stored answers of somebody who said no to everything, smoking too."""
    answers = {
        rule.id: Answer(yes=False, smoking=bool(rule.ask_without_smoking))
        for rule in RULES
        if rule.is_asked
    }
    return to_json(answers)
