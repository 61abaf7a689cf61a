"""On the back, knees bent, feet flat: hands first, then the soft ball."""

from dataclasses import replace

from django.utils.translation import gettext_noop as _

from routines.drawings.closeup import SPOT as CLOSE_SPOT
from routines.drawings.closeup import both_hips, grip, hand, right_hip
from routines.drawings.drawing import Drawing
from routines.drawings.figure import Pose, arrow, figure
from routines.drawings.props import breath, clock, floor, ring, soft

BACK = Pose(
    hip=196 + 146j,
    shoulder=110 + 147j,
    near_foot=281 + 152.4j,
    far_foot=294 + 152.4j,
    near_hand=(158 + 155j, 198 + 157j),
    nod=-6,
)
# Two fingers on the spot: headward of the fold, on the front of the hip.
FINGERS = replace(BACK, near_hand=(136 + 127j, 165 + 112j), near_palm=9 + 12j)
ON_BALL = replace(
    BACK,
    near_hand=(131 + 122j, 160 + 98j),
    near_palm=12 + 1j,
    far_hand=(140 + 112j, 168 + 96j),
    far_palm=12 - 1j,
)
SPOT = 177 + 113j
OUT = breath(BACK.mouth - 4j, 0.2 - 1j)
PRESSED = soft(SPOT + 2j, wide=1.12)

HANDS = [
    Drawing(
        "hands-first-check-1",
        _("Lying on the back. The knees are bent and the feet are flat."),
        floor() + figure(BACK),
    ),
    Drawing(
        "hands-first-check-2",
        _("Two fingers lie just inside the bone at the front of the hip."),
        right_hip() + hand(CLOSE_SPOT, 0.22 + 1j),
    ),
    Drawing(
        "hands-first-check-3",
        _("Breathing in. The belly rises under a resting hand."),
        floor() + figure(replace(FINGERS, belly=9)) + arrow(150 + 96j, 150 + 62j),
    ),
    Drawing(
        "hands-first-check-4",
        _("Breathing out. Two fingers sink in a little at the front of the hip."),
        floor() + figure(FINGERS) + OUT + arrow(178 + 66j, 178 + 100j),
    ),
    Drawing(
        "hands-first-check-5",
        _("Two fingers stay on the spot. The foot on that side lifts one inch."),
        floor()
        + figure(replace(FINGERS, near_foot=278 + 142j, near_toes=1 - 0.05j))
        + arrow(330 + 156j, 330 + 122j),
    ),
    Drawing(
        "hands-first-check-6",
        _("Two fingers rest on the spot. The other hand lies on the ribs. A clock runs."),
        floor()
        + figure(replace(FINGERS, far_hand=(116 + 138j, 130 + 120j), far_palm=10 + 4j))
        + OUT
        + clock(),
    ),
    Drawing(
        "hands-first-check-7",
        _("The fingers leave the first hip and go to the same spot on the other hip."),
        both_hips()
        + ring(136 + 106j, 13)
        + hand(224 + 108j, -0.22 + 1j, 0.9, thumb=-1)
        + arrow(140 + 84j, 196 + 100j, via=166 + 56j),
    ),
]

SOFT_BALL = [
    Drawing(
        "back-soft-ball-1",
        _("Lying on the back with the knees bent. The soft ball is close by."),
        floor() + soft(35 + 146j) + figure(BACK),
    ),
    Drawing(
        "back-soft-ball-2",
        _("A hand sets the soft ball just inside the hip bone, above the fold of the leg."),
        right_hip() + soft(CLOSE_SPOT, 30) + grip(CLOSE_SPOT, 30),
    ),
    Drawing(
        "back-soft-ball-3",
        _("The soft ball lies on the front of the hip. Both hands rest on top of it."),
        floor() + figure(ON_BALL, behind=soft(SPOT)),
    ),
    Drawing(
        "back-soft-ball-4",
        _("Breathing out. The weight of the hands presses the ball down."),
        floor() + figure(ON_BALL, behind=PRESSED) + OUT + arrow(176 + 44j, 176 + 80j),
    ),
    Drawing(
        "back-soft-ball-5",
        _("The ball stays still under both hands. A clock runs."),
        floor() + figure(ON_BALL, behind=PRESSED) + clock(),
    ),
    Drawing(
        "back-soft-ball-6",
        _("Both hands lift up off the ball."),
        floor()
        + figure(
            replace(
                ON_BALL,
                near_hand=(126 + 112j, 150 + 76j),
                near_palm=12 - 2j,
                far_hand=(136 + 100j, 164 + 70j),
            ),
            behind=soft(SPOT),
        )
        + arrow(208 + 86j, 208 + 52j),
    ),
    Drawing(
        "back-soft-ball-7",
        _("The soft ball leaves the first hip and goes to the same spot on the other hip."),
        both_hips()
        + ring(136 + 105j, 17)
        + soft(224 + 105j, 20)
        + arrow(136 + 78j, 218 + 76j, via=176 + 4j),
    ),
]

DRAWINGS = [*HANDS, *SOFT_BALL]
