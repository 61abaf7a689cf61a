import json
from pathlib import Path

import pytest

from routines.readability import HARDEST, grade, sentences, syllables, words

LIBRARY = Path(__file__).resolve().parents[2] / "routines" / "library" / "routines.json"


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("stop", 1),
        ("breathe", 1),
        ("breathes", 1),
        ("pressed", 1),
        ("lifted", 2),
        ("little", 2),
        ("muscles", 2),
        ("places", 2),
        ("slowly", 2),
        ("psoas", 2),
        ("emergency", 4),
        ("Muñoz", 2),
        ("clinic’s", 2),
        ("the", 1),
    ],
)
def test_syllables_are_counted_as_spoken(word, count):
    assert syllables(word) == count


def test_colons_and_line_ends_end_a_sentence():
    assert sentences("Stop: rest.\nCall us! 3. Now?") == ["Stop", " rest", "Call us", " Now"]
    assert words("Press 2–4, then don’t.") == ["Press", "then", "don’t"]


def test_a_text_without_words_is_easy():
    assert grade("") == 0.0
    assert grade("12 … 3") == 0.0


def test_a_hard_text_is_hard():
    text = (
        "Iliopsoas haematoma is contraindicated bilaterally whenever anticoagulation "
        "predisposes individuals to extravasation in the retroperitoneal compartment."
    )
    assert grade(text) > 2 * HARDEST


def test_the_librarys_steps_are_easy():
    for routine in json.loads(LIBRARY.read_text()):
        steps = [step["text"] if isinstance(step, dict) else step for step in routine["steps"]]
        assert grade("\n".join(steps)) <= HARDEST, routine["slug"]
