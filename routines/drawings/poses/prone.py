"""Face down on the forearms, the ball under the front of the hip."""

from dataclasses import replace

from django.utils.translation import gettext_noop as _

from routines.drawings.closeup import SPOT as CLOSE_SPOT
from routines.drawings.closeup import hand, right_hip
from routines.drawings.drawing import Drawing
from routines.drawings.figure import Pose, arrow, figure
from routines.drawings.flat import Flat, flat_figure, mirrored
from routines.drawings.poses.supine import BACK
from routines.drawings.props import (
    breath,
    circle,
    clock,
    floor,
    mat,
    ring,
    soft,
    tally,
    tennis,
    under,
)

SAFE = "#2b8a6b"

# Head to the right, so that the right side of the body is near.
FACE_DOWN = Pose(
    hip=183 + 147j,
    shoulder=260 + 113j,
    near_foot=(115 + 154j, 49 + 156j),
    far_foot=(120 + 154j, 54 + 156j),
    near_toes=-1 + 0.24j,
    far_toes=-1 + 0.24j,
    near_hand=(256 + 157j, 296 + 158j),
    far_hand=(268 + 157j, 308 + 158j),
    near_palm=1,
    far_palm=1,
    nod=-16,
    size=1.05,
)
# Hips held above the floor by the forearms and the knees.
RAISED = replace(
    FACE_DOWN,
    hip=182 + 122j,
    shoulder=261 + 106j,
    near_foot=(120 + 152j, 54 + 157j),
    far_foot=(126 + 152j, 60 + 157j),
)
ON_SOFT = replace(
    FACE_DOWN,
    hip=182 + 131j,
    shoulder=261 + 109j,
    near_foot=(116 + 151j, 50 + 156j),
    far_foot=(121 + 151j, 55 + 156j),
)
SOFT = soft(198 + 147j, 17, 1.06)
ON_TENNIS = replace(
    FACE_DOWN,
    hip=182 + 137j,
    shoulder=261 + 111j,
    near_foot=(115 + 152.5j, 49 + 156j),
    far_foot=(120 + 152.5j, 54 + 156j),
)
TENNIS_RAISED = replace(RAISED, hip=182 + 130j, shoulder=261 + 108j)
TENNIS = tennis(196 + 153.5j, 9.5)

# From above: head to the right, the right side near; the left knee is bent out to the side.
FROM_ABOVE = Flat(
    right_arm=(37 + 96j, 28 + 126j, 24 + 142j),
    left_arm=(-37 + 96j, -28 + 126j, -24 + 142j),
    right_leg=(14 - 66j, 16 - 130j, 16 - 146j),
    left_leg=(-62 + 20j, -34 - 38j, -30 - 54j),
    middle=180 + 100j,
    size=1.04,
)
HIP = FROM_ABOVE.on_page(19 + 21j)
SPOT = FROM_ABOVE.on_page(15 + 20j)
OTHER_HIP = replace(
    FROM_ABOVE,
    right_leg=mirrored(FROM_ABOVE.left_leg),
    left_leg=mirrored(FROM_ABOVE.right_leg),
    middle=180 + 80j,
)

# From above, rolled on to the left side: the front of the body faces the ball.
ON_SIDE = Pose(
    hip=176 + 74j,
    shoulder=256 + 70j,
    near_foot=(124 + 104j, 66 + 84j),
    far_foot=(132 + 112j, 72 + 100j),
    near_toes=-0.6 + 1j,
    far_toes=-0.6 + 1j,
    near_hand=(250 + 112j, 214 + 124j),
    far_hand=(284 + 104j, 316 + 92j),
    size=1.0,
)

SOFT_BALL = [
    Drawing(
        "face-down-soft-ball-1",
        _("Lying face down, propped up on the forearms."),
        floor() + figure(FACE_DOWN),
    ),
    Drawing(
        "face-down-soft-ball-2",
        _("The hips lift. A hand slides the soft ball under the front of one hip."),
        floor()
        + figure(
            replace(RAISED, near_hand=(256 + 143j, 232 + 153j), near_palm=-1 + 0j),
            behind=soft(201 + 147j, 17),
        ),
    ),
    Drawing(
        "face-down-soft-ball-3",
        _("Seen from above. The ball is under one hip. The other knee is bent out to the side."),
        mat() + flat_figure(FROM_ABOVE) + under(HIP, 17) + arrow(228 + 60j, 228 + 28j),
    ),
    Drawing(
        "face-down-soft-ball-4",
        _("The hips come down on the ball bit by bit."),
        floor() + figure(RAISED, behind=soft(198 + 147j, 17)) + arrow(190 + 60j, 190 + 94j),
    ),
    Drawing(
        "face-down-soft-ball-5",
        _("Still on the soft ball, breathing slowly. A clock runs."),
        floor() + figure(ON_SOFT, behind=SOFT) + breath(ON_SOFT.mouth, 1) + clock(36 + 32j),
    ),
    Drawing(
        "face-down-soft-ball-6",
        _("Seen from above. The arms push up and the body rolls away from the ball."),
        mat()
        + flat_figure(
            replace(
                FROM_ABOVE,
                right_arm=(48 + 74j, 38 + 102j, 34 + 118j),
                left_arm=(-48 + 74j, -38 + 102j, -34 + 118j),
                left_leg=mirrored(FROM_ABOVE.right_leg),
                middle=180 + 74j,
            )
        )
        + soft(HIP + 20j, 17)
        + arrow(150 + 142j, 150 + 112j),
    ),
    Drawing(
        "face-down-soft-ball-7",
        _("Seen from above. The ball is under the other hip now."),
        mat() + flat_figure(OTHER_HIP) + under(OTHER_HIP.on_page(-19 + 21j), 17),
    ),
]

TENNIS_BALL = [
    Drawing(
        "face-down-tennis-ball-1",
        _("Face down on the forearms. The tennis ball is ready in front of the hands."),
        floor() + figure(FACE_DOWN) + tennis(334 + 154j, 9.5),
    ),
    Drawing(
        "face-down-tennis-ball-2",
        _("The tennis ball lies inside the hip bone, no more than two fingers away from it."),
        right_hip() + tennis(CLOSE_SPOT + 4 + 6j, 19) + hand(CLOSE_SPOT - 16 - 20j, 1j, 0.8),
    ),
    Drawing(
        "face-down-tennis-ball-3",
        _("Seen from above. The arms and the bent knee take most of the weight."),
        mat()
        + "".join(
            circle(FROM_ABOVE.on_page(joint), 21, "", SAFE, 4)
            for joint in (30 + 108j, -30 + 108j, -60 + 18j)
        )
        + flat_figure(FROM_ABOVE)
        + under(SPOT, 9.5),
    ),
    Drawing(
        "face-down-tennis-ball-4",
        _("The hips come down on the tennis ball bit by bit."),
        floor() + figure(TENNIS_RAISED, behind=TENNIS) + arrow(190 + 68j, 190 + 102j),
    ),
    Drawing(
        "face-down-tennis-ball-5",
        _("Still on the tennis ball, breathing. A clock runs."),
        floor() + figure(ON_TENNIS, behind=TENNIS) + breath(ON_TENNIS.mouth, 1) + clock(36 + 32j),
    ),
    Drawing(
        "face-down-tennis-ball-6",
        _("The ball moves one inch along the hip bone."),
        right_hip()
        + ring(CLOSE_SPOT + 8 + 8j, 19)
        + tennis(CLOSE_SPOT - 6 - 22j, 19)
        + arrow(190 + 116j, 176 + 84j),
    ),
    Drawing(
        "face-down-tennis-ball-7",
        _("Lying on the other side. The tennis ball is left on the mat."),
        mat() + figure(ON_SIDE) + tennis(176 + 152j, 9.5) + arrow(148 + 150j, 148 + 116j),
    ),
]

KNEE_BENDS = [
    Drawing(
        "face-down-knee-bends-1",
        _("Seen from above. All is set: the tennis ball is under the front of the hip."),
        mat() + flat_figure(FROM_ABOVE) + under(SPOT, 9.5),
    ),
    Drawing(
        "face-down-knee-bends-2",
        _("The weight is down on the tennis ball."),
        floor() + figure(ON_TENNIS, behind=TENNIS) + arrow(190 + 76j, 190 + 110j),
    ),
    Drawing(
        "face-down-knee-bends-3",
        _("The knee on the ball side bends. The heel comes up."),
        floor()
        + figure(
            replace(ON_TENNIS, near_foot=(114 + 152.5j, 104 + 84j), near_toes=-0.15 - 1j),
            behind=TENNIS,
        )
        + arrow(52 + 128j, 82 + 78j, via=54 + 94j),
    ),
    Drawing(
        "face-down-knee-bends-4",
        _("The foot goes down slowly. Five dots stand for five times."),
        floor()
        + figure(
            replace(ON_TENNIS, near_foot=(114 + 152.5j, 64 + 106j), near_toes=-1 - 0.8j),
            behind=TENNIS,
        )
        + arrow(52 + 72j, 24 + 124j, via=26 + 90j)
        + tally(250 + 40j),
    ),
    Drawing(
        "face-down-knee-bends-5",
        _("The arms push up, so that the hip presses less on the ball."),
        floor()
        + figure(
            replace(
                RAISED,
                hip=182 + 130j,
                shoulder=251 + 87j,
                near_hand=266 + 159j,
                near_palm=1,
                far_hand=280 + 159j,
                far_palm=1,
            ),
            behind=TENNIS,
        )
        + arrow(222 + 66j, 222 + 32j),
    ),
    Drawing(
        "face-down-knee-bends-6",
        _("Resting on the back with the knees bent. The ball lies to one side."),
        floor() + figure(BACK) + tennis(336 + 154j, 9.5),
    ),
]

DRAWINGS = [*SOFT_BALL, *TENNIS_BALL, *KNEE_BENDS]
