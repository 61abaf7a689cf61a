"""One pictogram for each ball of the library, to be told apart without colour."""

from cmath import rect

from django.utils.translation import gettext_noop as _

from routines.drawings.closeup import hand
from routines.drawings.drawing import Drawing
from routines.drawings.figure import FAR, INK, ORANGE, PAPER, at, chain, line, shape, stroked
from routines.drawings.props import SQUARE, circle, tennis

MIDDLE = complex(SQUARE, SQUARE) / 2


def lacrosse() -> str:
    """Small and hard: a heavy rim and one glint."""
    glint = f"M{at(MIDDLE + rect(15, 3.4))}A15 15 0 0 1 {at(MIDDLE + rect(15, 4.6))}"
    return circle(MIDDLE, 25, ORANGE, INK, 7) + stroked(glint, stroke=PAPER, width=5)


def peanut() -> str:
    both = chain((34 + 60j, 25), (60 + 60j, 17), (86 + 60j, 25))
    glint = "M18 56Q20 45 30 43M70 56Q72 45 82 43"
    return shape(both, ORANGE) + stroked(glint, stroke=PAPER, width=4.5)


def roller() -> str:
    side = "M36 30H92A14 30 0 0 1 92 90H36Z"
    ribs = "M54 34V86M68 33V87M82 33V87"
    end = f'<ellipse cx="36" cy="60" rx="16" ry="30" fill="{ORANGE}" stroke="{INK}" '
    return (
        shape(side, ORANGE)
        + stroked(ribs, stroke=PAPER, width=3.5)
        + f'{end}stroke-width="5"/>'
        + f'<ellipse cx="36" cy="60" rx="6" ry="12" fill="{PAPER}"/>'
    )


def pad_and_chair() -> str:
    return (
        stroked("M58 18V102M58 60H96V102", width=8)
        + line(14 + 100j, 38 + 100j, stroke=FAR, width=12)
        + stroked("M8 110H112", stroke=FAR, width=3)
    )


def air_ball() -> str:
    """Big and half full: it sags, and shows its valve."""
    body = "M60 16C90 16 108 40 108 66C108 92 90 104 60 104C30 104 12 92 12 66C12 40 30 16 60 16Z"
    shine = "M28 62Q30 38 50 31"
    return (
        shape(body, ORANGE)
        + stroked(shine, stroke=PAPER, width=6)
        + circle(82 + 44j, 7, PAPER)
        + circle(82 + 44j, 3, INK)
    )


PICTURES = {
    "hands": (_("Your own hand with two fingers out."), hand(56 + 112j, 0.05 + 1j, 1.12)),
    "soft": (_("Soft air ball, half full."), air_ball()),
    "tennis": (_("Tennis ball."), tennis(MIDDLE, 34)),
    "lacrosse": (_("Lacrosse ball, small and hard."), lacrosse()),
    "peanut": (_("Peanut ball: two balls in one."), peanut()),
    "roller": (_("Foam roller."), roller()),
    "none": (_("No ball: a pad and a chair."), pad_and_chair()),
}


BALLS = {
    slug: Drawing(f"ball-{slug}", title, parts, square=True)
    for slug, (title, parts) in PICTURES.items()
}
