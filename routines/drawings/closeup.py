"""Close-ups of the front of the hips, and the hands that find the spot."""

from cmath import rect

from routines.drawings.figure import FAR, INK, PAPER, at, chain, line, shape, stroked, taper
from routines.drawings.props import circle

SKIN = "#f4ede6"
# In the close-up of the right hip: the front tip of the hip bone, and the spot just inside it.
BONE = 160 + 96j
SPOT = 190 + 108j
NAVEL = 262 + 62j


def right_hip() -> str:
    """The right hip from the front: waist, hip bone, fold of the leg, navel."""
    side = "C140 40 122 62 119 98C117 124 122 148 124 170"
    body = f"M144 10{side}H318Q334 170 334 154V26Q334 10 318 10Z"
    wing = "M126 66C136 72 150 80 160 96C162 106 156 114 150 122C138 116 130 100 126 66Z"
    return (
        shape(body, SKIN)
        + shape(wing, FAR)
        + stroked(f"M144 10{side}", width=4.5)
        + stroked("M132 124Q190 150 252 167", width=3.5, dash="1 8")
        + circle(NAVEL, 5, INK)
    )


def both_hips() -> str:
    """Both hips from the front."""
    side = "C98 42 82 62 80 98C79 124 84 148 86 170"
    other = "C262 42 278 62 280 98C281 124 276 148 274 170"
    back = "C276 148 281 124 280 98C278 62 262 42 258 10"
    wing = "M88 68C98 74 108 82 116 97C118 106 113 112 108 120C98 114 91 100 88 68Z"
    wing += "M272 68C262 74 252 82 244 97C242 106 247 112 252 120C262 114 269 100 272 68Z"
    return (
        shape(f"M102 10{side}H274{back}Z", SKIN)
        + shape(wing, FAR)
        + stroked(f"M102 10{side}M258 10{other}", width=4.5)
        + stroked("M94 124Q132 148 173 167M266 124Q228 148 187 167", width=3.5, dash="1 8")
        + circle(180 + 60j, 4, INK)
    )


def hand(tip: complex, way: complex, k: float = 1, thumb: int = 1) -> str:
    """A hand with two fingers out, pointing `way`; the thumb towards the midline."""
    way /= abs(way)
    aside = way * -1j * thumb
    knuckles, wrist = tip - way * 32 * k, tip - way * 68 * k
    drawn = (
        taper(knuckles + aside * 6 * k, 6.4 * k, tip + (aside * 6 - way * 2) * k, 5.2 * k)
        + taper(knuckles - aside * 6 * k, 6.4 * k, tip - aside * 6 * k, 5.2 * k)
        + taper(knuckles - (aside * 16 - way * 5) * k, 6 * k, wrist - aside * 2 * k, 8 * k)
        + chain(
            (knuckles - (way * 12 + aside * 2) * k, 14 * k),
            (wrist, 9.5 * k),
            (wrist - (way - aside * 0.3) * 20 * k, 11 * k),
        )
        + chain(
            (wrist + (way * 12 + aside * 5) * k, 7 * k),
            (knuckles + (aside * 19 - way * 10) * k, 6 * k),
            (knuckles + (aside * 21 + way * 5) * k, 4.8 * k),
        )
    )
    return shape(drawn) + line(knuckles, tip - way * 2 * k, stroke=PAPER, width=1.8 * k)


def grip(ball: complex, r: float) -> str:
    """Four fingers over the outer rim of a ball, from a hand behind it."""
    drawn = ""
    for turn, length in ((-2.75, 0.62), (-2.42, 0.5), (-2.09, 0.5), (-1.76, 0.62)):
        drawn += taper(ball + rect(r * 1.02, turn), 6.4, ball + rect(r * length, turn), 5.4)
    return shape(drawn)


def palm(ball: complex, r: float) -> str:
    """The hand and wrist behind the ball that `grip` holds."""
    outer = ball + rect(r * 1.05, -2.25)
    wrist = ball + rect(r * 1.9, -2.0)
    return shape(chain((outer, 15), (wrist, 9.5), (ball + rect(r * 2.55, -1.85), 10.5)))


def hatch(corners: list[complex], gap: float = 9) -> str:
    """Slanting lines across a convex area, as path data."""
    path = ""
    turn = rect(1, -0.785398)
    turned = [p * turn for p in corners]
    level = min(p.imag for p in turned) + gap / 2
    while level < max(p.imag for p in turned):
        cuts = []
        for a, b in zip(turned, turned[1:] + turned[:1], strict=True):
            if (a.imag < level) != (b.imag < level):
                cuts.append(a + (b - a) * (level - a.imag) / (b.imag - a.imag))
        if len(cuts) == 2:
            path += f"M{at(cuts[0] / turn)}L{at(cuts[1] / turn)}"
        level += gap
    return path
