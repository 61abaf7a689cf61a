"""The other rig: a body lying or standing flat to the viewer, seen from the front or the back.

Joints are given as across + up * 1j, measured from the middle of the hips: across grows towards
the right side of the body, up towards the head.
"""

from dataclasses import dataclass

from routines.drawings.figure import FAR, chain, shape, smooth, taper

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
    turn: float = 0  # how far the head leans to the right side

    def on_page(self, joint: complex) -> complex:
        right = self.heading * (1j if self.back else -1j)
        return self.middle + (self.heading * joint.imag + right * joint.real) * self.size


def mirrored(limb: Limb) -> Limb:
    """The same limb on the other side of the body."""
    elbow, wrist, tip = (complex(-p.real, p.imag) for p in limb)
    return elbow, wrist, tip


def flat_leg(body: Flat, limb: Limb, side: int) -> str:
    knee, ankle, toes = (body.on_page(joint) for joint in limb)
    k = body.size
    return chain((body.on_page(11 * side), 13 * k), (knee, 8.8 * k), (ankle, 5.4 * k)) + taper(
        ankle, 5.4 * k, toes, 4.4 * k
    )


def flat_arm(body: Flat, limb: Limb, side: int) -> str:
    elbow, wrist, tip = (body.on_page(joint) for joint in limb)
    k = body.size
    shoulder = body.on_page(27 * side + 76j)
    return chain((shoulder, 7.4 * k), (elbow, 5.6 * k), (wrist, 4.4 * k), (tip, 3.8 * k))


def flat_trunk(body: Flat) -> str:
    k, lean = body.size, body.turn
    rows = ((-1, 9), (9, 23), (37, 19.5), (61, 24.5), (76, 26), (87, 12), (95, 7), (104, 6.5))
    head = body.on_page(complex(lean, 115))
    return smooth(*((body.on_page(up * 1j), width * k) for up, width in rows)) + taper(
        head, 14.4 * k, body.on_page(complex(lean, 105)), 9.5 * k
    )


def flat_figure(body: Flat, *, behind: str = "") -> str:
    """The left limbs in grey-blue, then `behind`, then the body and its right limbs in ink."""
    left = flat_leg(body, body.left_leg, -1) + flat_arm(body, body.left_arm, -1)
    right = flat_leg(body, body.right_leg, 1) + flat_trunk(body)
    return shape(left, FAR) + behind + shape(right + flat_arm(body, body.right_arm, 1))
