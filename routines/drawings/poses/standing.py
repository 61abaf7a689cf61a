"""Standing: the wall lean."""

from dataclasses import replace

from django.utils.translation import gettext_noop as _

from routines.drawings.drawing import Drawing
from routines.drawings.figure import PAPER, Pose, arrow, figure
from routines.drawings.flat import Flat, flat_figure
from routines.drawings.props import TALL, clock, floor, ring, soft, wall

WALL = 244
UPRIGHT = Pose(
    hip=168 + 124j,
    shoulder=169 + 57j,
    near_foot=172 + 234.6j,
    far_foot=142 + 234.6j,
    near_hand=174 + 131j,
    size=0.86,
)
LEAN = replace(
    UPRIGHT,
    hip=202 + 125j,
    shoulder=205 + 58j,
    near_foot=184 + 234.6j,
    far_foot=(175 + 178j, 158 + 231j),
    far_toes=1 + 0.1j,
    near_hand=(212 + 91j, 236 + 66j),
    near_palm=0.1 - 1j,
    far_hand=(221 + 86j, 236 + 55j),
    far_palm=0.1 - 1j,
)
BALL = soft(227 + 110j, 14.6)

# From the front: standing at ease.
AT_EASE = Flat(
    right_arm=(36 + 32j, 42 - 4j, 43 - 20j),
    left_arm=(-42 + 36j, -33 + 8j, -30 - 4j),
    right_leg=(14 - 66j, 15 - 131j, 21 - 141j),
    left_leg=(-14 - 66j, -15 - 131j, -21 - 141j),
    middle=180 + 121j,
    heading=-1j,
    back=False,
    size=0.84,
)

DRAWINGS = [
    Drawing(
        "wall-lean-1",
        _("Standing close to a wall and facing it. One foot is a small step back."),
        floor(TALL) + wall(WALL) + figure(replace(UPRIGHT, far_foot=144 + 234.6j)),
        tall=True,
    ),
    Drawing(
        "wall-lean-2",
        _("A hand holds the ball at the front of the hip, just inside the bone."),
        floor(TALL)
        + wall(WALL)
        + figure(
            replace(UPRIGHT, near_hand=(150 + 92j, 177 + 111j), near_palm=1),
            between=soft(193 + 110j, 13.5),
        ),
        tall=True,
    ),
    Drawing(
        "wall-lean-3",
        _("Both hands on the wall. The body leans in until the ball presses lightly."),
        floor(TALL) + wall(WALL) + figure(LEAN, behind=BALL) + arrow(138 + 110j, 172 + 110j),
        tall=True,
    ),
    Drawing(
        "wall-lean-4",
        _("Holding still with the ball between hip and wall. A clock runs."),
        floor(TALL) + wall(WALL) + figure(LEAN, behind=BALL) + clock(72 + 48j),
        tall=True,
    ),
    Drawing(
        "wall-lean-5",
        _("The hands push the wall away. The ball presses less."),
        floor(TALL)
        + wall(WALL)
        + figure(
            replace(
                LEAN,
                hip=200 + 125j,
                shoulder=186 + 60j,
                near_hand=236 + 76j,
                far_hand=236 + 66j,
            ),
            behind=soft(226 + 113j, 14.6),
        )
        + arrow(138 + 76j, 104 + 76j),
        tall=True,
    ),
    Drawing(
        "wall-lean-6",
        _("Seen from the front. Rest, then hold the ball at the other hip."),
        floor(TALL)
        + flat_figure(AT_EASE)
        + ring(AT_EASE.on_page(13.5 + 17j), 9.5, stroke=PAPER)
        + soft(AT_EASE.on_page(-18 + 17j), 11),
        tall=True,
    ),
]
