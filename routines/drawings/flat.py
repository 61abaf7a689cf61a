"""The other rig: a body lying or standing flat to the viewer, seen from the front or the back.

Joints are given as across + up * 1j, measured from the middle of the hips: across grows towards
the right side of the body, up towards the head.
"""

from dataclasses import dataclass

from routines.drawings.figure import FAR, chain, curve, shape, taper

# Elbow, wrist and fingertips; or knee, ankle and toes.
Limb = tuple[complex, complex, complex]


@dataclass(frozen=True)
class Flat:
    """Where the joints of a figure are, and how it lies on the page."""

    right_arm: Limb
    left_arm: Limb
    right_leg: Limb
    left_leg: Limb
    middle: complex = 172 + 94j
    heading: complex = 1  # where the head points on the page
    back: bool = True  # seen from behind or above, or from the front
    size: float = 1.0

    def on_page(self, joint: complex) -> complex:
        right = self.heading * (1j if self.back else -1j)
        return self.middle + (self.heading * joint.imag + right * joint.real) * self.size


def mirrored(limb: Limb) -> Limb:
    """The same limb on the other side of the body."""
    elbow, wrist, tip = (complex(-p.real, p.imag) for p in limb)
    return elbow, wrist, tip


# The outline of the trunk, from the crotch up one side to the neck.
CONTOUR = (
    (11 - 8j),
    (21 - 2j),
    (25.5 + 5j),
    (24.5 + 15j),
    (20 + 36j),
    (24 + 58j),
    (31 + 72j),
    (32 + 81j),
    (22 + 88j),
    (10 + 94j),
)


def flat_leg(body: Flat, limb: Limb, side: int) -> str:
    knee, ankle, toes = (body.on_page(joint) for joint in limb)
    k = body.size
    calf = knee + (ankle - knee) * 0.3
    return (
        taper(body.on_page(12.5 * side + 1j), 13.8 * k, knee, 9 * k)
        + chain((knee, 9 * k), (calf, 8.6 * k), (ankle, 5.6 * k))
        + taper(ankle, 5.6 * k, toes, 5 * k)
    )


def flat_arm(body: Flat, limb: Limb, side: int) -> str:
    elbow, wrist, tip = (body.on_page(joint) for joint in limb)
    k = body.size
    shoulder = body.on_page(29 * side + 76j)
    return chain((shoulder, 8.6 * k), (elbow, 5.8 * k), (wrist, 4.5 * k), (tip, 4 * k))


def flat_trunk(body: Flat) -> str:
    k = body.size
    one_side = [body.on_page(p) for p in CONTOUR]
    other = [body.on_page(complex(-p.real, p.imag)) for p in reversed(CONTOUR)]
    outline = [body.on_page(-13j), *one_side, body.on_page(97j), *other]
    trunk = curve(outline if not body.back else outline[::-1])  # clockwise, as the limbs are
    head = taper(body.on_page(114j), 14.2 * k, body.on_page(105j), 10.5 * k)
    return trunk + head + taper(body.on_page(100j), 8.4 * k, body.on_page(90j), 9.5 * k)


def flat_figure(body: Flat, *, behind: str = "") -> str:
    """The left limbs in grey-blue, then `behind`, then the body and its right limbs in ink."""
    left = flat_leg(body, body.left_leg, -1) + flat_arm(body, body.left_arm, -1)
    right = flat_leg(body, body.right_leg, 1) + flat_trunk(body)
    return shape(left, FAR) + behind + shape(right + flat_arm(body, body.right_arm, 1))
