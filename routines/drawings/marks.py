"""The marks that drawings are made of, each by itself: for the page that explains them."""

from cmath import rect

from django.utils.translation import gettext_noop as _

from routines.drawings.closeup import SKIN, hatch
from routines.drawings.drawing import Drawing
from routines.drawings.figure import FAR, INK, ORANGE, PAPER, arrow, at, shape, stroked, taper
from routines.drawings.placement import SAFE, STOP
from routines.drawings.props import SQUARE, circle, ring, soft, under

MIDDLE = complex(SQUARE, SQUARE) / 2


def clock() -> str:
    """The clock of a hold, larger."""
    hands = "M60 38V60H75"
    return circle(MIDDLE, 38, PAPER, INK, 8) + stroked(hands, width=7)


def breath() -> str:
    """The breath of a drawing, larger."""
    strokes = (
        f"M{at(mouth)}L{at(mouth + rect(length, turn))}"
        for mouth, turn, length in ((32 + 44j, -0.55, 42), (30 + 60j, 0, 60), (32 + 76j, 0.55, 42))
    )
    return stroked("".join(strokes), stroke=FAR, width=9)


def near_and_far() -> str:
    """Two legs: the near one dark, in front of the grey one."""
    far = taper(76 + 18j, 12, 92 + 104j, 8)
    near = taper(46 + 18j, 13, 34 + 104j, 9)
    return shape(far, FAR) + shape(near)


def hidden_ball() -> str:
    return shape(taper(24 + 60j, 22, 96 + 60j, 22)) + under(MIDDLE, 17)


def where_it_was() -> str:
    return ring(44 + 60j, 20, width=4) + soft(84 + 60j, 22)


def spot() -> str:
    dashed = circle(MIDDLE, 36, PAPER, SAFE, 8).replace("/>", ' stroke-dasharray="16 12.3"/>')
    return dashed + circle(MIDDLE, 21, ORANGE)


def stripes() -> str:
    corners = [20 + 14j, 100 + 14j, 100 + 106j, 20 + 106j]
    return stroked(hatch(corners, 15), stroke=STOP, width=5)


def hip_bone() -> str:
    wing = "M16 58Q38 42 64 62Q78 74 82 92Q66 112 46 96Q20 92 16 58Z"
    return f'<rect x="6" y="6" width="108" height="108" rx="14" fill="{SKIN}"/>' + shape(wing, FAR)


def fold() -> str:
    return f'<rect x="6" y="6" width="108" height="108" rx="14" fill="{SKIN}"/>' + stroked(
        "M20 34Q52 76 100 88", width=6, dash=".1 12"
    )


def from_above() -> str:
    frame = f'<rect x="10" y="24" width="100" height="72" rx="12" stroke="{FAR}" stroke-width="5"/>'
    return frame + circle(30 + 60j, 10, INK) + shape(taper(52 + 60j, 13, 92 + 60j, 8))


def times() -> str:
    return stroked("M18 60H102.1", width=14, dash="0 21")


def dots() -> str:
    """The menu of a browser on Android."""
    return "".join(circle(complex(60, y), 8, INK) for y in (28, 60, 92))


def share() -> str:
    """The sign for sharing on an iPhone: a box that an arrow leaves upwards."""
    tip = 60 + 14j
    head = "".join(f"M60 14L{x} 34" for x in (42, 78))
    return stroked(f"M44 50H28V104H92V50H76M60 {int(tip.imag)}V74{head}", width=7)


PICTURES = {
    "ball": (_("The ball."), soft(MIDDLE, 38)),
    "hidden": (_("The ball, hidden under the body."), hidden_ball()),
    "was": (_("A ring of dashes: the ball was there before."), where_it_was()),
    "arrow": (_("The arrow: what moves, and which way."), arrow(24 + 84j, 92 + 32j, size=22)),
    "clock": (_("The clock: hold still and let the time pass."), clock()),
    "breath": (
        _("Three short lines at the mouth: breathe out slowly."),
        breath(),
    ),
    "times": (_("Dots: count. One dot is one time."), times()),
    "far": (_("Dark is the near side of the body. Grey is the far side."), near_and_far()),
    "above": (_("A frame around the body: you look from above."), from_above()),
    "spot": (_("A green ring with a dot: press here."), spot()),
    "never": (_("Red stripes: never press here."), stripes()),
    "bone": (_("Grey on skin: the bone at the front of your hip."), hip_bone()),
    "fold": (_("A row of dots on skin: the fold of your leg. Stay above it."), fold()),
    "dots": (_("Three dots, one above the other."), dots()),
    "share": (_("A box with an arrow that points up."), share()),
}

MARKS = {
    slug: Drawing(f"mark-{slug}", title, parts, square=True)
    for slug, (title, parts) in PICTURES.items()
}
