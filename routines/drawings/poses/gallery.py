"""Drawings that belong to no routine of ours: a clinic may pick them for its own."""

from dataclasses import replace

from django.utils.translation import gettext_noop as _

from routines.drawings.drawing import Drawing
from routines.drawings.figure import FAR, Pose, arrow, figure, line, shape, stroked, taper
from routines.drawings.flat import flat_figure, mirrored
from routines.drawings.poses.kneeling import HALF, PAD
from routines.drawings.poses.prone import FACE_DOWN, FROM_ABOVE, HIP, ON_SIDE
from routines.drawings.poses.standing import AT_EASE, LEAN, UPRIGHT, WALL
from routines.drawings.poses.supine import BACK
from routines.drawings.props import (
    TALL,
    breath,
    chair,
    floor,
    mat,
    tennis,
    under,
    wall,
)

OTHER = FROM_ABOVE.on_page(-19 + 21j)
SEATED = Pose(
    hip=150 + 160j,
    shoulder=151 + 83j,
    near_foot=219 + 233j,
    far_foot=229 + 233j,
    near_hand=196 + 148j,
    near_palm=1 + 0.2j,
    size=1.0,
)
STRIDE = replace(
    UPRIGHT,
    hip=190 + 126j,
    shoulder=192 + 59j,
    near_foot=222 + 232j,
    near_toes=1 - 0.2j,
    far_foot=(178 + 181j, 148 + 228j),
    far_toes=1 + 0.5j,
    near_hand=168 + 122j,
    far_hand=222 + 114j,
)
LYING_FLAT = replace(
    FACE_DOWN,
    hip=180 + 148j,
    shoulder=262 + 149j,
    near_foot=(112 + 154j, 46 + 156j),
    far_foot=(117 + 154j, 51 + 156j),
    near_hand=(284 + 154j, 304 + 158j),
    far_hand=(290 + 152j, 312 + 158j),
    near_palm=1 + 0j,
    nod=-6,
)

DRAWINGS = [
    Drawing(
        "rest-on-back",
        _("Resting on the back with the knees bent and the hands on the ribs."),
        floor()
        + figure(
            replace(
                BACK,
                near_hand=(140 + 136j, 146 + 121j),
                near_palm=12 + 3j,
                far_hand=(120 + 136j, 134 + 119j),
                far_palm=12 + 3j,
            )
        ),
    ),
    Drawing(
        "rest-legs-up",
        _("Resting on the back with the lower legs up on a seat."),
        floor()
        + stroked("M232 108H322V164M244 108V164", stroke=FAR, width=8)
        + figure(
            replace(
                BACK,
                near_foot=(214 + 78j, 284 + 92j),
                near_toes=0.3 - 1j,
                far_foot=(220 + 78j, 292 + 92j),
                far_toes=0.3 - 1j,
            )
        ),
    ),
    Drawing(
        "rest-on-side",
        _("Seen from above. Lying on the side with the knees bent."),
        mat() + figure(replace(ON_SIDE, near_toes=-0.8 + 0.5j, far_toes=-0.8 + 0.5j)),
    ),
    Drawing(
        "rest-face-down",
        _("Resting face down, flat on the floor."),
        floor() + figure(LYING_FLAT),
    ),
    Drawing(
        "pillow-under-chest",
        _("Face down on the forearms with a pillow under the chest."),
        floor() + figure(FACE_DOWN, behind=shape(taper(212 + 150j, 13, 236 + 150j, 13), FAR)),
    ),
    Drawing(
        "knee-bent-on-ball-side",
        _("Seen from above. The knee on the ball side is bent out to press less."),
        mat()
        + flat_figure(
            replace(
                FROM_ABOVE,
                middle=180 + 80j,
                right_leg=mirrored(FROM_ABOVE.left_leg),
                left_leg=mirrored(FROM_ABOVE.right_leg),
            ),
        )
        + under(HIP + 4 - 21j, 16),
    ),
    Drawing(
        "ball-under-far-hip",
        _("Seen from above. The ball is under the other hip."),
        mat()
        + flat_figure(replace(FROM_ABOVE, left_leg=mirrored(FROM_ABOVE.right_leg)))
        + under(OTHER, 17),
    ),
    Drawing(
        "heel-slide",
        _("On the back. One foot slides away along the floor and back."),
        floor() + figure(replace(BACK, near_foot=318 + 152.4j)) + arrow(262 + 62j, 306 + 62j),
    ),
    Drawing(
        "breathe-sitting",
        _("Sitting tall on a chair and breathing slowly."),
        floor(TALL)
        + stroked("M122 98V246M122 178H178V246", stroke=FAR, width=8)
        + figure(replace(SEATED, near_hand=(146 + 130j, 168 + 122j), near_palm=1 - 0.1j))
        + breath(SEATED.mouth, 1),
        tall=True,
    ),
    Drawing(
        "stand-tall",
        _("Standing tall with the arms at the sides."),
        floor(TALL)
        + flat_figure(replace(AT_EASE, left_arm=mirrored(AT_EASE.right_arm)))
        + arrow(262 + 120j, 262 + 48j),
        tall=True,
    ),
    Drawing(
        "walk-away-from-wall",
        _("Walking away from the wall."),
        floor(TALL) + wall(76) + figure(STRIDE) + arrow(254 + 116j, 300 + 116j),
        tall=True,
    ),
    Drawing(
        "wall-lean-tennis-ball",
        _("Leaning into the wall with the tennis ball at the front of the hip."),
        floor(TALL)
        + wall(WALL)
        + figure(
            replace(
                LEAN,
                hip=212 + 126j,
                shoulder=211 + 59j,
                near_foot=192 + 234.6j,
                far_foot=(184 + 177j, 170 + 231j),
            ),
            behind=tennis(232.5 + 112j, 7.5),
        ),
        tall=True,
    ),
    Drawing(
        "kneel-down-with-chair",
        _("Kneeling on both knees with a hand on a chair."),
        floor(TALL)
        + PAD
        + chair(262, 92)
        + figure(
            replace(
                HALF,
                far_foot=(176 + 226j, 107 + 230j),
                far_toes=-1 + 0.25j,
                near_hand=(206 + 106j, 244 + 86j),
                near_palm=1 + 0j,
            )
        ),
        tall=True,
    ),
    Drawing(
        "call-the-clinic",
        _("Stop and call the clinic. A person sits and holds a phone to the ear."),
        floor(TALL)
        + stroked("M122 98V246M122 178H178V246", stroke=FAR, width=8)
        + figure(
            replace(SEATED, near_hand=(178 + 112j, 156 + 68j), near_palm=-0.1 - 1j),
            between=line(164 + 66j, 158 + 34j, stroke=FAR, width=9),
        ),
        tall=True,
    ),
]
