"""The placement map: where the ball goes, and where it never goes.

Front view, so the patient's right is on the viewer's left. Measures in centimetres come from
the landmarks of clinical.md 2a: the spot lies within two finger widths of the hip bone, above
the fold of the leg; from half-way to the navel inwards is no-go.
"""

from django.utils.translation import gettext_noop as _

from routines.drawings.closeup import SKIN, hatch
from routines.drawings.drawing import Drawing
from routines.drawings.figure import FAR, INK, ORANGE, PAPER, at, shape, stroked
from routines.drawings.props import circle

SAFE = "#2b8a6b"
STOP = "#b3402a"

MIDDLE = 180
BONE = 74 + 132j  # the front tip of a hip bone: across from the midline, and down
TARGET = 55 + 146j
HALF_WAY = 35  # half-way from the hip bone to the navel

TITLES = {
    "right": _(
        "Where the ball goes: right side. Just inside the bone at the front of the right hip,"
        " above the fold of the leg. Never on the striped middle."
    ),
    "left": _(
        "Where the ball goes: left side. Just inside the bone at the front of the left hip,"
        " above the fold of the leg. Never on the striped middle."
    ),
    "both": _(
        "Where the ball goes: both sides, one at a time. Just inside the bone at the front of"
        " the hip, above the fold of the leg. Never on the striped middle."
    ),
}


def place(point: complex, side: int) -> complex:
    """A point given from the midline, on the viewer's left (-1: the patient's right) or right."""
    return complex(MIDDLE + side * point.real, point.imag)


def outline() -> str:
    body = (
        "M112 8C106 52 88 84 86 132C84 176 92 214 96 252H168C170 238 174 228 180 224"
        "C186 228 190 238 192 252H264C268 214 276 176 274 132C272 84 254 52 248 8"
    )
    return f'<path d="{body}" fill="{SKIN}" stroke="{INK}" stroke-width="4"/>'


def hip_bones() -> str:
    path = ""
    for side in (-1, 1):
        ridge, tip, foot, low = (at(place(p, side)) for p in (89 + 90j, BONE, 71 + 144j, 82 + 160j))
        inner, outer = at(place(72 + 102j, side)), at(place(94 + 130j, side))
        path += f"M{ridge}Q{inner} {tip}Q{foot} {low}Q{outer} {ridge}z"
    return shape(path, FAR)


def folds() -> str:
    path = "".join(
        f"M{at(place(86 + 160j, side))}Q{at(place(50 + 196j, side))} {at(place(12 + 216j, side))}"
        for side in (-1, 1)
    )
    return stroked(path, width=3.5, dash=".1 8")


def no_go() -> str:
    corners = [place(p, side) for side, p in ((-1, HALF_WAY + 22j), (1, HALF_WAY + 22j))]
    corners += [
        place(p, side) for side, p in ((1, HALF_WAY + 180j), (1, 214j), (-1, HALF_WAY + 180j))
    ]
    return stroked(hatch(corners), stroke=STOP, width=2.6)


def target(side: int) -> str:
    spot = place(TARGET, side)
    dashed = circle(spot, 18, PAPER, SAFE, 4.5).replace("/>", ' stroke-dasharray="8 6.1"/>')
    return dashed + circle(spot, 10.5, ORANGE)


# The letters on the patient's right and left, by what the reader's language writes for them:
# R and L in English, D and I in Spanish. Drawn rather than typed: no font is needed.
LETTERS = {
    "RL": "M40 52V28H48Q55 28 55 35Q55 42 48 42H40M48 42L56 52M306 28V52H319",
    "DI": "M40 52V28H45Q57 28 57 40Q57 52 45 52ZM313 28V52",
}
USUAL = "RL"


def map_parts(side: str, letters: str) -> str:
    sides = {"right": (-1,), "left": (1,), "both": (-1, 1)}[side]
    navel = circle(180 + 96j, 8, SKIN) + circle(180 + 96j, 5, INK)
    return (
        outline()
        + no_go()
        + navel
        + hip_bones()
        + folds()
        + "".join(target(s) for s in sides)
        + stroked(LETTERS[letters], width=4.5)
    )


def _map(side: str, letters: str) -> Drawing:
    key = f"map-{side}" if letters == USUAL else f"map-{side}-{letters.lower()}"
    return Drawing(key, TITLES[side], map_parts(side, letters), tall=True)


MAPS = {letters: {side: _map(side, letters) for side in TITLES} for letters in LETTERS}
