"""Half-kneeling: the hip stretch, with the knee of the worked side down."""

from dataclasses import replace

from django.utils.translation import gettext_noop as _

from routines.drawings.drawing import Drawing
from routines.drawings.figure import Pose, arrow, figure
from routines.drawings.props import TALL, breath, chair, clock, counter, floor, pad

HALF = Pose(
    hip=168 + 156j,
    shoulder=169 + 74j,
    near_foot=(164 + 226j, 95 + 230j),
    near_toes=-1 + 0.25j,
    far_foot=238 + 232.5j,
    near_hand=208 + 141j,
    near_palm=1 + 0.3j,
    size=1.06,
)
FORWARD = replace(
    HALF,
    hip=184 + 159j,
    shoulder=182 + 77j,
    near_hand=220 + 144j,
)
BACK = replace(HALF, hip=150 + 158j, shoulder=158 + 76j, near_hand=200 + 142j)
PAD = pad(142, 188)

DRAWINGS = [
    Drawing(
        "half-kneel-stretch-1",
        _("One knee is down on a pad. The other foot is flat in front. A hand holds a chair."),
        floor(TALL)
        + PAD
        + chair(272, 92)
        + figure(replace(HALF, far_hand=(214 + 97j, 254 + 86j), far_palm=1 + 0j)),
        tall=True,
    ),
    Drawing(
        "half-kneel-stretch-2",
        _("The tail bone tucks under and the buttock squeezes."),
        floor(TALL)
        + PAD
        + figure(replace(HALF, arch=-3, near_hand=(140 + 118j, 160 + 148j), near_palm=1 + 0.5j))
        + arrow(132 + 138j, 150 + 192j, via=120 + 182j),
        tall=True,
    ),
    Drawing(
        "half-kneel-stretch-3",
        _("The hips shift forward a little."),
        floor(TALL) + PAD + figure(FORWARD) + arrow(108 + 158j, 150 + 158j),
        tall=True,
    ),
    Drawing(
        "half-kneel-stretch-4",
        _("The back stays tall and straight."),
        floor(TALL) + PAD + figure(FORWARD) + arrow(136 + 160j, 136 + 40j),
        tall=True,
    ),
    Drawing(
        "half-kneel-stretch-5",
        _("Holding still and breathing slowly. A clock runs."),
        floor(TALL) + PAD + figure(FORWARD) + breath(FORWARD.mouth, 1) + clock(72 + 48j),
        tall=True,
    ),
    Drawing(
        "half-kneel-stretch-6",
        _("The hips ease back to rest."),
        floor(TALL) + PAD + figure(BACK) + arrow(118 + 158j, 78 + 158j),
        tall=True,
    ),
    Drawing(
        "half-kneel-stretch-7",
        _("The same stretch standing: one foot back, both hands on a counter."),
        floor(TALL)
        + counter(248, 127)
        + figure(
            Pose(
                hip=194 + 129j,
                shoulder=198 + 62j,
                near_foot=(172 + 180j, 138 + 226j),
                near_toes=1 + 0.45j,
                far_foot=226 + 234.6j,
                near_hand=246 + 119j,
                near_palm=1 + 0j,
                far_hand=251 + 116j,
                far_palm=1 + 0j,
                size=0.86,
            )
        ),
        tall=True,
    ),
]
