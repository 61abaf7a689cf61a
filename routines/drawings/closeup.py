"""Close-ups of the front of the hips, and the hands that find the spot."""

from cmath import rect

from routines.drawings.figure import FAR, INK, PAPER, at, chain, line, shape, stroked, taper
from routines.drawings.props import circle

SKIN = "#f4ede6"
# In the close-up of the right hip: the spot just inside the front tip of the hip bone.
SPOT = 144 + 108j
NAVEL = 216 + 62j


def right_hip() -> str:
    """The right hip from the front: waist, hip bone, fold of the leg, navel."""
    side = "C94 40 76 62 73 98C71 124 76 148 78 170"
    body = f"M98 10{side}H272Q288 170 288 154V26Q288 10 272 10Z"
    wing = "M80 66C90 72 104 80 114 96C116 106 110 114 104 122C92 116 84 100 80 66Z"
    return (
        shape(body, SKIN)
        + shape(wing, FAR)
        + stroked(f"M98 10{side}", width=4.5)
        + stroked("M86 124Q144 150 206 167", width=3.5, dash="1 8")
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
    """A hand from above that holds the ball: four fingers over its face."""
    wrist, knuckles = ball + rect(r * 2.2, -1.85), ball + rect(r * 0.98, -1.85)
    drawn = chain((wrist - 14j, 10.5), (wrist, 9.5), (knuckles, 13.5))
    for turn, length in ((0.62, 22), (0.98, 30), (1.34, 32), (1.7, 26)):
        root = knuckles + rect(5, turn - 0.2) + (1.16 - turn) * 13
        tip = root + rect(length, turn + 0.35)
        drawn += taper(root, 5.8, tip, 4.8)
    return shape(drawn)


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
