"""What an answer means, rule by rule and day by day: clinical.md 3."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.attributes import Attribute
from routines.balls import Ball
from routines.dose import Side
from routines.limits import Caps
from routines.screening import (
    ASKED_GROUPS,
    RULES,
    RULES_BY_ID,
    Answer,
    Finding,
    Tier,
    Verdict,
    all_no,
    answers_from,
    judge,
    problem_of,
    to_json,
    verdict,
)

TODAY = date(2025, 11, 20)
BORN = date(1980, 5, 1)
A = Attribute
SUPINE = frozenset({A.BELLY, A.FLOOR})
PRONE = frozenset({A.BELLY, A.FLOOR, A.PRONE})
STRETCH = frozenset({A.KNEEL, A.HIPEXT})
SOFT_OR_HANDS = frozenset({Ball.NONE, Ball.HANDS, Ball.SOFT})


def findings_for(
    answers: dict[str, Answer], born: date = BORN, sex: str = "female", today: date = TODAY
) -> dict[str, Finding]:
    said = answers_from(all_no()) | answers
    return {f.rule.id: f for f in judge(said, birth_date=born, sex=sex, today=today)}


def verdict_for(
    answers: dict[str, Answer],
    attributes: frozenset[Attribute] = SUPINE,
    side: Side = Side.LEFT,
    ball: Ball = Ball.SOFT,
    overridden: tuple[str, ...] = (),
    **of: Any,
) -> Verdict:
    findings = findings_for(answers, **of).values()
    return verdict(
        findings, attributes=attributes, side=side, ball=ball, overridden=frozenset(overridden)
    )


def test_there_are_45_rules_in_three_tiers():
    tiers = [rule.tier for rule in RULES]
    assert len(RULES) == len(RULES_BY_ID) == 45
    assert [tiers.count(t) for t in Tier] == [22, 15, 8]


def test_every_rule_is_asked_except_the_one_the_birth_date_answers():
    assert [rule.id for rule in RULES if not rule.is_asked] == ["minor"]
    assert sum(len(group.rules) for group in ASKED_GROUPS) == 44
    assert 8 <= len(ASKED_GROUPS) <= 10


def test_every_rule_says_what_to_do_with_a_yes():
    for rule in RULES:
        assert rule.title
        assert rule.note, rule.id
        assert rule.source, rule.id
        assert bool(rule.advice) == (rule.tier is Tier.WARN), rule.id
        can_be_overridden = rule.tier is Tier.OVERRIDE or Tier.OVERRIDE in {
            rule.after,
            *(period.tier for period in (*rule.times, *rule.times_c_section)),
        }
        assert bool(rule.reason_hint) == can_be_overridden, rule.id


BITES = {
    "": "dvt_now infection red_flags cauda_equina neuro_progress fracture minor",
    "belly": (
        "aaa_known vascular_fragile postpartum surgery_recent hernia acute_abdomen ibd_flare "
        "kidney_acute transplant spleen_liver cancer_active bleeding skin cannot_report anticoag "
        "aaa_risk dvt_past abdo_history gyn_gi_chronic radicular pad diabetes_neuro trauma meal "
        "menses_iud aspirin constip alcohol"
    ),
    "belly prone": "pregnant htn_severe",
    "belly hipext": "thr hip_joint",
    "firm prone": "osteoporosis",
    "firm hipext": "hypermobile",
    "prone": "spine_ext htn reflux",
    "kneel": "kneel",
}


@pytest.mark.parametrize(("attributes", "ids"), BITES.items())
def test_rules_bite_on_the_attributes_of_clinical_md(attributes: str, ids: str):
    found = {r.id for r in RULES if r.bites_on == frozenset(map(Attribute, attributes.split()))}
    assert found == set(ids.split())


def test_nobody_is_stopped_who_said_no_to_everything():
    assert findings_for({}) == {}
    assert verdict_for({}, PRONE | STRETCH | {A.FIRM}, ball=Ball.LACROSSE).may_go


@pytest.mark.parametrize("rule", [r for r in RULES if r.is_asked], ids=lambda r: r.id)
def test_a_question_without_an_answer_blocks(rule):
    answers = answers_from(all_no())
    del answers[rule.id]
    (finding,) = judge(answers, birth_date=BORN, sex="female", today=TODAY)
    assert (finding.rule, finding.tier, finding.answered) == (rule, Tier.BLOCK, False)


UNTIMED = [r for r in RULES if r.is_asked and not r.times]


@pytest.mark.parametrize("rule", UNTIMED, ids=lambda r: r.id)
def test_a_yes_means_the_tier_of_the_rule(rule):
    finding = findings_for({rule.id: Answer(yes=True)})[rule.id]
    assert (finding.tier, finding.until) == (rule.tier, None)


def day(text: str) -> date:
    return date.fromisoformat(text)


# rule, c-section, date asked for, day judged, tier on that day
BOUNDARIES = [
    ("postpartum", False, "2025-01-01", "2025-02-11", "block"),
    ("postpartum", False, "2025-01-01", "2025-02-12", None),
    ("postpartum", True, "2025-01-01", "2025-03-25", "block"),
    ("postpartum", True, "2025-01-01", "2025-03-26", "override"),
    ("postpartum", True, "2025-01-01", "2025-07-01", "override"),
    ("postpartum", True, "2025-01-01", "2025-07-02", None),
    ("surgery_recent", False, "2025-01-01", "2025-02-11", "block"),
    ("surgery_recent", False, "2025-01-01", "2025-02-12", "override"),
    ("surgery_recent", False, "2025-01-01", "2025-07-01", "override"),
    ("surgery_recent", False, "2025-01-01", "2025-07-02", None),
    ("surgery_recent", False, "2024-08-31", "2025-03-01", "override"),
    ("surgery_recent", False, "2024-08-31", "2025-03-02", None),
    ("dvt_now", False, "2025-01-15", "2025-04-15", "block"),
    ("dvt_now", False, "2025-01-15", "2025-04-16", "override"),
    ("dvt_now", False, "2024-11-30", "2025-03-01", "block"),
    ("dvt_now", False, "2024-11-30", "2025-03-02", "override"),
    ("dvt_past", False, "2025-01-15", "2025-04-14", "block"),
    ("dvt_past", False, "2025-01-15", "2025-04-15", "override"),
    ("dvt_past", False, "1990-01-15", "2025-04-15", "override"),
    ("thr", False, "2025-01-01", "2025-03-25", "block"),
    ("thr", False, "2025-01-01", "2025-03-26", "override"),
    ("thr", False, "2001-01-01", "2025-03-26", "override"),
    ("abdo_history", False, "2025-01-01", "2025-02-11", "block"),
    ("abdo_history", False, "2025-01-01", "2025-02-12", "override"),
    ("abdo_history", False, "1990-01-01", "2025-02-12", "override"),
    ("cancer_active", False, "2020-02-29", "2025-03-01", "block"),
    ("cancer_active", False, "2020-02-29", "2025-03-02", "override"),
    ("cancer_active", False, "2020-03-10", "2025-03-10", "block"),
    ("cancer_active", False, "2020-03-10", "2025-03-11", "override"),
]


@pytest.mark.parametrize(("rule", "c_section", "on", "today", "tier"), BOUNDARIES)
def test_a_tier_passes_on_its_day(rule, c_section, on, today, tier):
    answer = Answer(yes=True, on=day(on), c_section=c_section)
    finding = findings_for({rule: answer}, today=day(today)).get(rule)
    assert (finding.tier if finding else None) == tier


TIMED = [rule for rule in RULES if rule.times]


def test_the_rules_with_a_time_are_those_of_clinical_md():
    assert {rule.id for rule in TIMED} == {
        "postpartum",
        "surgery_recent",
        "dvt_now",
        "dvt_past",
        "thr",
        "abdo_history",
        "cancer_active",
    }


@pytest.mark.parametrize("rule", TIMED, ids=lambda r: r.id)
@pytest.mark.parametrize("on", [None, TODAY + timedelta(days=1), date.max])
def test_without_a_sensible_date_the_strictest_case_counts(rule, on):
    assert findings_for({rule.id: Answer(yes=True, on=on)})[rule.id].tier is Tier.BLOCK


def test_the_day_it_passes_is_told():
    surgery = Answer(yes=True, on=TODAY - timedelta(days=10))
    finding = findings_for({"surgery_recent": surgery})["surgery_recent"]
    assert finding.until == TODAY + timedelta(days=32)


@pytest.mark.parametrize(
    ("rule", "answer", "emergency"),
    [
        ("cauda_equina", Answer(yes=True), True),
        ("dvt_now", Answer(yes=True), True),
        ("dvt_now", Answer(yes=True, urgent=True, on=date(2020, 1, 1)), True),
        ("dvt_now", Answer(yes=True, on=TODAY - timedelta(days=20)), False),
        ("hernia", Answer(yes=True, side=Side.LEFT), False),
        ("hernia", Answer(yes=True, side=Side.LEFT, urgent=True), True),
        ("fracture", Answer(yes=True, urgent=True), False),
    ],
)
def test_emergencies_are_told_apart(rule, answer, emergency):
    finding = findings_for({rule: answer})[rule]
    assert (finding.emergency, finding.tier) == (emergency, Tier.BLOCK)


def test_an_emergency_comes_first():
    yes = {"aspirin": Answer(yes=True), "hernia": Answer(yes=True, urgent=True)}
    assert list(findings_for(yes)) == ["hernia", "aspirin"]


@pytest.mark.parametrize("rule", ["hernia", "skin"])
def test_a_side_is_blocked_alone(rule):
    left = {rule: Answer(yes=True, side=Side.LEFT)}
    assert not verdict_for(left, side=Side.LEFT).may_go
    assert not verdict_for(left, side=Side.BOTH).may_go
    assert verdict_for(left, side=Side.RIGHT).may_go
    for side in Side:
        assert not verdict_for({rule: Answer(yes=True)}, side=side).may_go


@pytest.mark.parametrize(
    ("born", "today", "found"),
    [
        ("2007-11-21", "2025-11-20", True),
        ("2007-11-20", "2025-11-20", False),
        ("2008-02-29", "2026-02-28", True),
        ("2008-02-29", "2026-03-01", False),
    ],
)
def test_under_18_comes_from_the_birth_date(born, today, found):
    assert ("minor" in findings_for({}, born=day(born), today=day(today))) is found


@pytest.mark.parametrize(
    ("born", "sex", "asked_smoking", "tier"),
    [
        ("1960-11-20", "male", True, None),
        ("1960-11-20", "male", False, Tier.BLOCK),
        ("1960-11-21", "male", False, None),
        ("1940-01-01", "female", False, None),
        ("1940-01-01", "unknown", False, Tier.BLOCK),
        ("1940-01-01", "other", False, Tier.BLOCK),
    ],
)
def test_a_no_without_the_smoking_question_does_not_answer_a_man_of_65(
    born, sex, asked_smoking, tier
):
    no = {"aaa_risk": Answer(yes=False, smoking=asked_smoking)}
    finding = findings_for(no, born=day(born), sex=sex).get("aaa_risk")
    assert (finding.tier if finding else None) is tier


def test_the_question_about_smoking_is_only_put_to_those_it_matters_for():
    rule = RULES_BY_ID["aaa_risk"]
    assert "smoked" in str(rule.question(smoking=True))
    assert "smoked" not in str(rule.question(smoking=False))


@pytest.mark.parametrize(
    ("rule", "caps"),
    [
        ("anticoag", Caps(hold=30, pressure=3, balls=SOFT_OR_HANDS, prone=False)),
        ("trauma", Caps(pressure=3, balls=frozenset({Ball.NONE, Ball.HANDS}), prone=False)),
    ],
)
def test_caps_come_with_the_finding_whether_overridden_or_not(rule, caps):
    yes = {rule: Answer(yes=True)}
    before = verdict_for(yes, ball=Ball.HANDS)
    after = verdict_for(yes, ball=Ball.HANDS, overridden=(rule,))
    assert (before.may_go, before.caps) == (False, caps)
    assert (after.may_go, after.caps) == (True, caps)
    assert [f.rule.id for f in after.overridden] == [rule]


def test_a_minor_presses_with_hands_or_a_soft_ball():
    young = {"born": date(2012, 1, 1), "overridden": ("minor",)}
    assert verdict_for({}, ball=Ball.SOFT, **young).may_go
    assert verdict_for({}, STRETCH, ball=Ball.NONE, **young).may_go
    assert not verdict_for({}, ball=Ball.TENNIS, **young).may_go


@pytest.mark.parametrize(
    ("rule", "attributes", "ball"),
    [
        ("anticoag", PRONE, Ball.SOFT),
        ("anticoag", SUPINE, Ball.TENNIS),
        ("osteoporosis", PRONE, Ball.SOFT),
        ("osteoporosis", SUPINE, Ball.LACROSSE),
        ("spine_ext", PRONE, Ball.SOFT),
        ("trauma", SUPINE, Ball.SOFT),
    ],
)
def test_no_override_reaches_past_its_caps(rule, attributes, ball):
    found = verdict_for({rule: Answer(yes=True)}, attributes, ball=ball, overridden=(rule,))
    assert [f.rule.id for f in found.blocks] == [rule]


def test_a_firm_ball_is_firm_even_when_the_routine_does_not_say_so():
    for firm in (Ball.ROLLER, Ball.TENNIS, Ball.PEANUT, Ball.LACROSSE):
        assert not verdict_for({"osteoporosis": Answer(yes=True)}, ball=firm).may_go
    assert verdict_for({"osteoporosis": Answer(yes=True)}, ball=Ball.SOFT).may_go


def test_a_block_is_never_overridden():
    yes = {"pregnant": Answer(yes=True)}
    assert not verdict_for(yes, overridden=tuple(RULES_BY_ID)).may_go
    assert verdict_for(yes, STRETCH, ball=Ball.NONE).may_go


def test_advice_stops_nobody():
    found = verdict_for({"aspirin": Answer(yes=True)})
    assert found.may_go
    assert [f.rule.id for f in found.warnings] == ["aspirin"]


def test_a_stale_screening_lets_nothing_go():
    assert not verdict((), attributes=SUPINE, side="left", ball="soft", stale="old").may_go


@pytest.mark.parametrize(
    ("rule", "answer", "has_problem"),
    [
        ("thr", Answer(yes=True), True),
        ("thr", Answer(yes=True, on=TODAY), False),
        ("thr", Answer(yes=True, on=TODAY + timedelta(days=1)), True),
        ("thr", Answer(yes=True, on=BORN - timedelta(days=1)), True),
        ("thr", Answer(yes=False), False),
        ("dvt_now", Answer(yes=True), True),
        ("dvt_now", Answer(yes=True, urgent=True), False),
        ("cancer_active", Answer(yes=True), False),
        ("hernia", Answer(yes=True), True),
        ("hernia", Answer(yes=True, side=Side.BOTH), False),
        ("fracture", Answer(yes=True), False),
    ],
)
def test_what_an_answer_still_needs(rule, answer, has_problem):
    problem = problem_of(RULES_BY_ID[rule], answer, birth_date=BORN, today=TODAY)
    assert (problem is not None) is has_problem


@pytest.mark.parametrize(
    "stored",
    [
        None,
        [],
        "no",
        {"pregnant": None},
        {"pregnant": {}},
        {"pregnant": {"yes": "false"}},
        {"pregnant": {"yes": 0}},
        {"unheard_of": {"yes": False}},
    ],
)
def test_what_cannot_be_read_counts_as_not_answered(stored):
    assert answers_from(stored) == {}


@pytest.mark.parametrize("on", [None, "soon", "2025-13-01", 7, [], "9999-12-31"])
def test_a_date_that_cannot_be_read_counts_as_unknown(on):
    answers = answers_from({"thr": {"yes": True, "on": on, "side": []}})
    assert findings_for(answers)["thr"].tier is Tier.BLOCK


def test_a_birth_of_unknown_kind_counts_as_a_c_section():
    on = (TODAY - timedelta(weeks=8)).isoformat()
    known = answers_from({"postpartum": {"yes": True, "on": on, "c_section": False}})
    unknown = answers_from({"postpartum": {"yes": True, "on": on}})
    assert "postpartum" not in findings_for(known)
    assert findings_for(unknown)["postpartum"].tier is Tier.BLOCK


# Whatever is said, these hold.

days = st.dates(date(1985, 1, 1), date(2026, 6, 1))
some_answer = st.builds(
    Answer,
    yes=st.booleans(),
    on=st.none() | days,
    side=st.none() | st.sampled_from(Side),
    c_section=st.booleans(),
    urgent=st.booleans(),
    smoking=st.booleans(),
)
some_answers = st.dictionaries(st.sampled_from([r.id for r in RULES if r.is_asked]), some_answer)
patients = st.fixed_dictionaries(
    {
        "birth_date": st.dates(date(1930, 1, 1), date(2020, 1, 1)),
        "sex": st.sampled_from(["female", "male", "other", "unknown"]),
        "today": days,
    }
)
routines = st.fixed_dictionaries(
    {
        "attributes": st.frozensets(st.sampled_from(Attribute)),
        "side": st.sampled_from(Side),
        "ball": st.sampled_from(Ball),
        "overridden": st.frozensets(st.sampled_from([r.id for r in RULES])),
    }
)
rule_ids = st.sampled_from([r.id for r in RULES if r.is_asked])


def standing(found: Verdict) -> int:
    """3 blocked, 2 to override, 1 advice, 0 free."""
    return 3 * bool(found.blocks) or 2 * bool(found.to_override) or int(bool(found.warnings))


def within(inner: Caps, outer: Caps) -> bool:
    return inner.and_also(outer) == inner


@given(some_answers, rule_ids, some_answer, patients, routines)
def test_adding_a_yes_never_loosens(answers, rule, answer, patient, routine):
    no, yes = Answer(yes=False, smoking=True), answer
    if not yes.yes:
        return
    before = verdict(judge(answers | {rule: no}, **patient), **routine)
    after = verdict(judge(answers | {rule: yes}, **patient), **routine)
    assert standing(after) >= standing(before)
    assert within(after.caps, before.caps)


@given(some_answers, patients, routines)
def test_leaving_a_question_out_never_loosens(answers, patient, routine):
    full = answers_from(all_no()) | answers
    before = verdict(judge(full, **patient), **routine)
    for rule in answers:
        less = {key: said for key, said in full.items() if key != rule}
        after = verdict(judge(less, **patient), **routine)
        assert standing(after) >= standing(before)
        assert within(after.caps, before.caps)


@given(some_answers, patients, st.sampled_from(Side))
def test_a_stretch_is_never_held_up_by_rules_about_the_belly(answers, patient, side):
    found = verdict(judge(answers, **patient), attributes=STRETCH, side=side, ball=Ball.NONE)
    held_up = {f.rule for f in (*found.blocks, *found.to_override, *found.warnings)}
    assert all(not r.bites_on or r.bites_on & STRETCH for r in held_up)


@given(st.sampled_from(TIMED), some_answer, days, routines)
def test_time_only_loosens(rule, answer, start, routine):
    if not answer.yes or (answer.on and answer.on > start):
        return
    standings = [
        standing(
            verdict(
                findings_for({rule.id: answer}, today=start + timedelta(days=n)).values(), **routine
            )
        )
        for n in (0, 1, 41, 42, 43, 84, 92, 93, 183, 185, 1826, 1828)
    ]
    assert all(later <= earlier for earlier, later in pairwise(standings))


@given(some_answers, patients, routines)
def test_more_overrides_never_tighten_and_never_lift_a_block(answers, patient, routine):
    findings = judge(answers, **patient)
    without = verdict(findings, **routine | {"overridden": frozenset()})
    with_all = verdict(findings, **routine | {"overridden": frozenset(RULES_BY_ID)})
    assert without.blocks == with_all.blocks
    assert without.caps == with_all.caps
    assert with_all.may_go == (not without.blocks)


@given(some_answers)
def test_answers_come_back_as_they_were_stored(answers):
    back = answers_from(to_json(answers))
    assert {k: (a.yes, a.on, a.side, a.urgent) for k, a in back.items()} == {
        k: (a.yes, a.on, a.side, a.urgent) for k, a in answers.items()
    }
    assert to_json(back) == to_json(answers)
