"""The rig: a pose is a set of joint positions, a figure is the ink around them.

A point is a complex number (x to the right, y down, in drawing units). Everything is drawn with
the right side of the body near the viewer; the left side is the mirror image.
"""

from cmath import phase, rect
from dataclasses import dataclass
from itertools import pairwise
from math import acos, radians, sqrt

INK = "#1f2f3d"
FAR = "#90a2b2"
GROUND = "#cfd8df"
ORANGE = "#e0562b"
PAPER = "#fff"

# Lengths of the parts of a body of stature 270 (Drillis and Contini's fractions of stature).
UPPER_ARM, FOREARM, THIGH, SHANK = 50, 40, 66, 66

# A wrist or ankle, when elbow or knee follow from the lengths; or both joints, seen foreshortened.
Limb = complex | tuple[complex, complex]


@dataclass(frozen=True)
class Pose:
    """Where the joints of a figure seen from its right side are."""

    hip: complex
    shoulder: complex
    near_foot: Limb
    far_foot: Limb
    near_hand: Limb | None = None
    far_hand: Limb | None = None
    near_toes: complex = 1
    far_toes: complex = 1
    near_palm: complex | None = None
    far_palm: complex | None = None
    near_elbow: int = 1
    far_elbow: int = 1
    nod: float = 0  # degrees, chin towards chest
    belly: float = 0  # how far the belly rises
    arch: float = 0  # how far the waist lies in front of the line from hip to shoulder
    size: float = 1.1

    @property
    def up(self) -> complex:
        return (self.shoulder - self.hip) / abs(self.shoulder - self.hip)

    @property
    def crown(self) -> complex:
        """Where the top of the head points."""
        return self.up * rect(1, radians(self.nod))

    @property
    def neck(self) -> complex:
        return self.shoulder + self.up * 9 * self.size

    @property
    def head(self) -> complex:
        lean = (self.up + self.crown * 1.4) / 2.4
        return self.neck + (lean * 23 + self.crown * 2j) * self.size

    @property
    def mouth(self) -> complex:
        return self.head + self.crown * (18j - 11) * self.size


def number(value: float) -> str:
    text = f"{round(value, 1):g}"
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text


def at(*points: complex) -> str:
    """Coordinates as path data: a minus sign needs no space before it."""
    values = [number(v) for p in points for v in (p.real, p.imag)]
    return values[0] + "".join(v if v.startswith("-") else f" {v}" for v in values[1:])


def snap(point: complex) -> complex:
    """The point as it is written, so that relative steps add up."""
    return complex(round(point.real, 1), round(point.imag, 1))


def taper(a: complex, ra: float, b: complex, rb: float) -> str:
    """The outline around a circle at `a` and another at `b`, as path data."""
    if abs(b - a) <= abs(ra - rb):
        centre, r = (a, ra) if ra > rb else (b, rb)
        arc = f"a{at(complex(r, r))} 0 1 1 "
        return f"M{at(centre - r)}{arc}{at(complex(2 * r))}{arc}{at(complex(-2 * r))}z"
    along, spread = phase(b - a), acos((ra - rb) / abs(b - a))
    a1, a2 = snap(a + rect(ra, along + spread)), snap(a + rect(ra, along - spread))
    b1, b2 = snap(b + rect(rb, along - spread)), snap(b + rect(rb, along + spread))
    return (
        f"M{at(a1)}a{at(complex(ra, ra))} 0 {int(ra > rb)} 1 {at(a2 - a1)}"
        f"l{at(b1 - a2)}a{at(complex(rb, rb))} 0 {int(rb > ra)} 1 {at(b2 - b1)}z"
    )


def chain(*joints: tuple[complex, float]) -> str:
    """Path data of a limb: joints with their thickness, one after the other."""
    return "".join(taper(a, ra, b, rb) for (a, ra), (b, rb) in pairwise(joints))


def smooth(*joints: tuple[complex, float]) -> str:
    """Path data of one rounded outline around a row of joints with their thickness."""
    centres = [centre for centre, _ in joints]
    ahead = [*centres[1:], 2 * centres[-1] - centres[-2]]
    back = [2 * centres[0] - centres[1], *centres[:-1]]
    along = [(b - a) / abs(b - a) for a, b in zip(back, ahead, strict=True)]
    left = [c - d * 1j * r for (c, r), d in zip(joints, along, strict=True)]
    right = [c + d * 1j * r for (c, r), d in zip(joints, along, strict=True)]
    top = centres[-1] + along[-1] * joints[-1][1]
    bottom = centres[0] - along[0] * joints[0][1]
    return curve([*left, top, *reversed(right), bottom])


def curve(points: list[complex]) -> str:
    """Path data of a closed curve through points (Catmull-Rom)."""
    points = [snap(p) for p in points]
    count = len(points)
    a, b, c = points[-1], points[0], points[1]
    path = f"M{at(b)}"
    for i in range(count):
        a, b, c, d = (points[(i + j) % count] for j in (-1, 0, 1, 2))
        first = at((c - a) / 6) if i == 0 else ""
        rest = at(c - (d - b) / 6 - b, c - b)
        if i == 0:
            path += f"c{first}{rest}" if rest.startswith("-") else f"c{first} {rest}"
        else:
            path += f"s{rest}"
    return path + "z"


def shape(path: str, fill: str = INK) -> str:
    return f'<path d="{path}" fill="{fill}"/>'


def bend(root: complex, end: complex, upper: float, lower: float, side: int) -> complex:
    """Where the joint between `root` and `end` lies: knee or elbow."""
    reach = abs(end - root)
    if reach > upper + lower + 0.5:
        raise ValueError(f"{end} is {reach - upper - lower:.1f} out of reach of {root}")
    ahead = (upper**2 - lower**2 + reach**2) / (2 * reach)
    aside = sqrt(max(0, upper**2 - ahead**2))
    return root + (end - root) / reach * (ahead + side * aside * 1j)


def leg(
    hip: complex,
    foot: Limb,
    toes: complex,
    k: float,
    *,
    plain: bool = False,
) -> str:
    """Thigh, shank and foot; the far leg shows so little that it may be plain."""
    if isinstance(foot, tuple):
        knee, ankle = foot
    else:
        knee, ankle = bend(hip, foot, THIGH * k, SHANK * k, -1), foot
    toes /= abs(toes)
    sole, shin = toes * 1j, ankle - knee
    calf = shin / (abs(shin) or 1) * 1j
    heel, tip = ankle + (sole * 5 - toes * 4.5) * k, ankle + (sole * 7 + toes * 24) * k
    shank = chain if plain else smooth
    return (
        taper(hip, 13.5 * k, knee, 8.8 * k)
        + shank(
            (knee, 8.6 * k),
            (knee + shin * 0.34 + calf * 1.5 * k, 8.5 * k),
            (ankle, 5.2 * k),
        )
        + taper(heel, 5.2 * k, tip, 3.2 * k)
        + taper(ankle, 5.2 * k, tip - toes * 2 * k, 3 * k)
    )


def arm(
    shoulder: complex,
    hand: Limb,
    palm: complex | None,
    side: int,
    k: float,
    halo: float = 0,
) -> str:
    if isinstance(hand, tuple):
        elbow, wrist = hand
    else:
        elbow, wrist = bend(shoulder, hand, UPPER_ARM * k, FOREARM * k, side), hand
    along = palm or wrist - elbow
    tip = wrist + along / abs(along) * 17 * k
    top = shoulder + (elbow - shoulder) * 0.25 if halo else shoulder
    return chain(
        (top, 7.2 * k + halo),
        (elbow, 5.4 * k + halo),
        (wrist, 4.4 * k + halo),
        (tip, 3.5 * k + halo),
    )


def trunk(pose: Pose) -> str:
    """Pelvis, belly, chest, neck and head."""
    k, hip, up, head = pose.size, pose.hip, pose.up, pose.head
    front, face = up * 1j, pose.crown * 1j
    spine = pose.shoulder - hip
    waist = hip + spine * 0.42 + front * (pose.arch + pose.belly / 2)
    chest = hip + spine * 0.76 + front * (1 * k + pose.arch * 0.4)
    body = smooth(
        (hip - front * 1.5 * k, 15.5 * k),
        (waist, 14 * k + pose.belly / 2),
        (chest, 16.8 * k),
        (pose.shoulder + up * 1 * k, 13 * k),
        (pose.neck + up * 8 * k, 7 * k),
    )
    return (
        body
        + taper(head, 14.6 * k, head + (face * 4 - pose.crown * 11) * k, 8.6 * k)
        + taper(head, 10 * k, head + (face * 13.2 - pose.crown * 4.5) * k, 3.2 * k)
    )


def figure(pose: Pose, *, behind: str = "", between: str = "") -> str:
    """Far limbs in grey-blue, then `behind`, the body, `between`, and the near arm on top."""
    k = pose.size
    far = leg(pose.hip, pose.far_foot, pose.far_toes, k, plain=True)
    if pose.far_hand is not None:
        far += arm(pose.shoulder, pose.far_hand, pose.far_palm, pose.far_elbow, k)
    near = leg(pose.hip, pose.near_foot, pose.near_toes, k) + trunk(pose)
    drawn = shape(far, FAR) + behind + shape(near) + between
    if pose.near_hand is None:
        return drawn
    near_arm = pose.shoulder, pose.near_hand, pose.near_palm, pose.near_elbow, k
    return drawn + shape(arm(*near_arm, halo=1.7), PAPER) + shape(arm(*near_arm))


def line(*points: complex, stroke: str = INK, width: float = 4, dash: str = "") -> str:
    path = "M" + "L".join(at(p) for p in points)
    return stroked(path, stroke=stroke, width=width, dash=dash)


def stroked(path: str, *, stroke: str = INK, width: float = 4, dash: str = "") -> str:
    """A rounded line (caps, joins and the absence of a fill come from the document)."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{path}" stroke="{stroke}" stroke-width="{number(width)}"{dashes}/>'


def arrow(start: complex, end: complex, via: complex | None = None, size: float = 10) -> str:
    """The one thing that moves, and which way; bent through `via` when it turns."""
    tail = end - (start if via is None else via)
    tail = tail / abs(tail) * size
    head = f"M{at(end - tail * rect(1, 0.7))}L{at(end)}L{at(end - tail * rect(1, -0.7))}"
    shaft = f"M{at(start)}L{at(end)}" if via is None else f"M{at(start)}Q{at(via)} {at(end)}"
    return stroked(shaft + head, stroke=ORANGE, width=5)
