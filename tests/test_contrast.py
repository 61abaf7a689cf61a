"""Colours by their numbers: what is switched on as high contrast reaches 7:1 everywhere."""

import re
from functools import cache
from itertools import product

import pytest

from tests.test_architecture import ROOT

VARIABLE = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{3,6}|\d+, \d+, \d+);")
GROUNDS = ("paper", "surface", "sunken")
WORDS = ("ink", "ink-soft", "now", "safe", "stop", "warn", "focus", "bs-link-color-rgb")
ON_COLOUR = [
    *[("on-now", "now"), ("on-now", "now-hover"), ("paper", "safe"), ("paper", "stop")],
    *[(word, f"{word}-tint") for word in ("now", "safe", "stop", "warn")],
    *[("ink", f"{tint}-tint") for tint in ("now", "safe", "stop", "warn")],
    *[("ink-soft", f"{tint}-tint") for tint in ("now", "safe", "stop", "warn")],
    *[("paper", "ink"), ("paper", "ink-soft"), ("surface", "ink")],
]
# Lines and pictures: 3:1, as WCAG 1.4.11 wants of what is not a word.
SHAPES = [*product(("line", "line-strong", "ball"), GROUNDS)]


@cache
def colours(name: str, scheme: str) -> dict[str, str]:
    """The colours of a style sheet, by day or by night."""
    light, _, dark = (
        (ROOT / "static" / "css" / f"{name}.css")
        .read_text()
        .partition("@media (prefers-color-scheme: dark)")
    )
    found = dict(VARIABLE.findall(light[light.index(":root") :].partition("}")[0]))
    if scheme == "dark":
        found |= dict(VARIABLE.findall(dark[dark.index(":root") :].partition("}")[0]))
    return found


def luminance(colour: str) -> float:
    if colour.startswith("#"):
        digits = colour[1:] if len(colour) == 7 else "".join(2 * one for one in colour[1:])
        parts = [int(digits[at : at + 2], 16) for at in (0, 2, 4)]
    else:
        parts = [int(one) for one in colour.split(",")]
    linear = [
        one / 255 / 12.92 if one <= 10 else ((one / 255 + 0.055) / 1.055) ** 2.4 for one in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    """How far two colours are apart, as WCAG 2.2 counts: 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def too_close(sheet: str, scheme: str, pairs: list[tuple[str, str]], least: float) -> list[str]:
    known = colours("hipwise", scheme) | colours(sheet, scheme)
    found = {f"{a} on {b}": ratio(known[a], known[b]) for a, b in pairs}
    return [f"{pair}: {far:.2f}" for pair, far in found.items() if far < least]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_high_contrast_is_seven_to_one(scheme):
    pairs = [*product(WORDS, GROUNDS), *ON_COLOUR]
    assert too_close("contrast", scheme, pairs, 7) == []
    assert too_close("contrast", scheme, SHAPES, 3) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_usual_colours_are_four_and_a_half_to_one(scheme):
    pairs = [*product(WORDS, GROUNDS), *ON_COLOUR]
    assert too_close("hipwise", scheme, pairs, 4.5) == []


def test_it_has_words_for_every_colour():
    usual = {name for name, value in colours("hipwise", "light").items()}
    strong = {name for name, value in colours("contrast", "light").items()}
    assert {"drawing"} == usual - strong
