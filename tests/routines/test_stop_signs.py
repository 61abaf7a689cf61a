"""The stop signs: who is told what, and what is asked again."""

import json
from pathlib import Path

import pytest

from routines.readability import HARDEST, grade, sentences, words
from routines.stop_signs import EMERGENCIES, STOP_SIGNS, WARNINGS, known

RULES = Path("routines/library/screening_rules.json")


def test_ten_signs_in_the_order_they_are_shown():
    assert [sign.id for sign in WARNINGS] == ["beat", "nerve", "sharp", "belly", "lump"]
    assert [sign.id for sign in EMERGENCIES] == ["collapse", "weak_leg", "saddle", "clot", "blood"]
    assert list(STOP_SIGNS.values()) == [*WARNINGS, *EMERGENCIES]


@pytest.mark.parametrize(
    ("sign", "urgency"),
    [("beat", 2), ("nerve", 2), ("sharp", 2), ("belly", 3), ("lump", 3)],
)
def test_urgency_of_a_warning(sign, urgency):
    assert STOP_SIGNS[sign].urgency == urgency


def test_every_emergency_is_urgent_and_says_whom_to_call():
    for sign in EMERGENCIES:
        assert sign.urgency == 3
        assert str(sign.advice("112")).startswith("Call 112 now."), sign.id


def test_nothing_is_left_unfilled_in_the_advice():
    for sign in STOP_SIGNS.values():
        assert "{" not in str(sign.advice("112")), sign.id
        assert "{" not in str(sign.text), sign.id


def test_a_beat_asks_about_an_aneurysm_again():
    assert STOP_SIGNS["beat"].reopens == ("aaa_known",)
    assert "Do not press on that spot again." in str(STOP_SIGNS["beat"].advice("911"))


def test_what_a_sign_reopens_is_a_screening_rule():
    groups = json.loads(RULES.read_text(encoding="utf-8"))["groups"]
    ids = {rule["id"] for group in groups for rule in group["rules"]}
    for sign in STOP_SIGNS.values():
        assert set(sign.reopens) <= ids, sign.id


def test_what_a_patient_reads_is_easy():
    text = "\n".join(f"{sign.text}\n{sign.advice('911')}" for sign in STOP_SIGNS.values())
    assert grade(text) <= HARDEST
    assert max(len(words(sentence)) for sentence in sentences(text)) <= 25


def test_known_puts_the_gravest_first_and_leaves_out_what_it_does_not_know():
    assert [sign.id for sign in known(["beat", "lump", "nonsense", "saddle"])] == [
        "saddle",
        "lump",
        "beat",
    ]
