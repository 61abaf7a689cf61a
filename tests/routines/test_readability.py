import json
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext

from routines.library import read_routines
from routines.readability import (
    HARDEST,
    HARDEST_IN_SPANISH,
    ease_in_spanish,
    grade,
    sentences,
    syllables,
    syllables_in_spanish,
    words,
)
from routines.stop_signs import STOP_SIGNS

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


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *[("pelota", 3), ("quédese", 3), ("guía", 2), ("pie", 1), ("día", 2), ("siga", 2)],
        *[("respiración", 4), ("cuello", 2), ("aire", 2), ("y", 1), ("muy", 1), ("ayuda", 3)],
        *[("agüita", 3), ("oído", 3), ("caer", 2), ("presione", 3)],
    ],
)
def test_spanish_syllables(word, count):
    assert syllables_in_spanish(word) == count


def test_short_spanish_words_are_easier():
    easy = "Pare ya. Baje el pie. Siga así un rato más."
    hard = "Interrumpa inmediatamente la realización del procedimiento de compresión miofascial."
    assert ease_in_spanish(easy) > 65 > ease_in_spanish(hard)
    assert ease_in_spanish("…") == 100


def test_the_library_is_easy_to_read_in_spanish():
    with translation.override("es"):
        steps = [[gettext(step.text) for step in one.content.steps] for one in read_routines()]
        signs = [f"{sign.text} {sign.advice('911')}" for sign in STOP_SIGNS.values()]
    for text in ("\n".join(one) for one in (*steps, signs)):
        assert ease_in_spanish(text) >= HARDEST_IN_SPANISH, text
