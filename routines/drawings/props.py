"""What stands around a figure: the floor, a wall, a chair, the ball, a clock, a breath."""

from cmath import rect

from routines.drawings.figure import (
    FAR,
    GROUND,
    INK,
    ORANGE,
    PAPER,
    at,
    line,
    number,
    stroked,
)

# Pictures are 360 wide, low or tall; pictograms of balls are square.
WIDTH, LOW, TALL, SQUARE = 360, 180, 260, 120
FLOOR = {LOW: 166, TALL: 246}


def floor(height: int = LOW) -> str:
    return stroked(f"M16 {FLOOR[height]}H344", stroke=GROUND, width=5)


def mat() -> str:
    """A mat on the floor, seen from above."""
    return (
        f'<rect x="12" y="10" width="336" height="160" rx="14" stroke="{GROUND}" stroke-width="5"/>'
    )


def wall(x: float) -> str:
    return line(x + 10j, x + 246j, stroke=GROUND, width=7)


def pad(left: float, right: float, height: int = TALL) -> str:
    y = (FLOOR[height] - 7) * 1j
    return line(left + y, right + y, stroke=FAR, width=9)


def chair(x: float, back: float = 104, seat: float = 172) -> str:
    """A chair with its back to the figure."""
    y = FLOOR[TALL]
    path = f"M{number(x)} {number(back)}V{y}M{number(x)} {number(seat)}h46V{y}"
    return stroked(path, stroke=GROUND, width=7)


def counter(x: float, top: float = 132) -> str:
    path = f"M{number(x)} {number(top)}H344M{number(x + 12)} {number(top)}V{FLOOR[TALL]}"
    return stroked(path, stroke=GROUND, width=7)


def circle(centre: complex, r: float, fill: str, edge: str = "", width: float = 0) -> str:
    paint = f' fill="{fill}"' if fill else ""
    if edge:
        paint += f' stroke="{edge}" stroke-width="{number(width)}"'
    return f'<circle cx="{number(centre.real)}" cy="{number(centre.imag)}" r="{number(r)}"{paint}/>'


def ring(centre: complex, r: float, stroke: str = ORANGE, width: float = 3) -> str:
    """A dashed ring: where the ball was."""
    return circle(centre, r, "", stroke, width).replace("/>", ' stroke-dasharray="5 4"/>')


def under(centre: complex, r: float) -> str:
    """A ball out of sight below the body."""
    disc = circle(centre, r, ORANGE, PAPER, 3)
    return disc.replace("/>", ' stroke-dasharray="1 6"/>')


def soft(centre: complex, r: float = 17, wide: float = 1) -> str:
    """The soft air ball with its highlight; pressed when `wide` is above 1."""
    rx, ry = r * wide, r / wide
    shine = (
        f"M{at(centre - rx * 0.55 - 0.1j * ry)}"
        f"Q{at(centre - 0.5 * (rx + ry * 1j))} {at(centre - 0.05 * rx - 0.6j * ry)}"
    )
    return (
        f'<ellipse cx="{number(centre.real)}" cy="{number(centre.imag)}" rx="{number(rx)}"'
        f' ry="{number(ry)}" fill="{ORANGE}" stroke="{PAPER}" stroke-width="2"/>'
    ) + stroked(shine, stroke=PAPER, width=max(2, r / 7))


def tennis(centre: complex, r: float = 9) -> str:
    """The tennis ball with its seam."""
    left, right, dip = rect(r * 0.92, -2.2), rect(r * 0.92, -0.95), rect(r * 0.92, 0.95).imag * 2j
    half = dip / 2 + 0.55 * r
    seam = f"M{at(centre + left)}q{at(half, dip)}M{at(centre + right)}q{at(half - 1.1 * r, dip)}"
    return circle(centre, r, ORANGE, PAPER, 2) + stroked(seam, stroke=PAPER, width=max(1.6, r / 8))


def clock(centre: complex = 324 + 32j) -> str:
    """Hold: let the time pass."""
    hands = f"M{at(centre - 9j)}V{number(centre.imag)}h6"
    return circle(centre, 16, PAPER, INK, 4) + stroked(hands, width=3.5)


def breath(mouth: complex, way: complex) -> str:
    """Air from nose or mouth: three short strokes."""
    way /= abs(way)
    path = "".join(
        f"M{at(mouth + way * rect(5, turn))}l{at(way * rect(length, turn))}"
        for turn, length in ((-0.55, 9), (0, 12), (0.55, 9))
    )
    return stroked(path, stroke=FAR, width=3.5)


def tally(first: complex, count: int = 5) -> str:
    """Dots to count by."""
    return stroked(f"M{at(first)}h{13 * (count - 1)}.1", width=8, dash="0 13")
