"""Every picture of the product: steps, placement maps and balls, drawn by code.

`DRAWINGS` are the pictures a step may have; each is a file for the right and one for the left.
`python manage.py draw` writes them all to static/drawings/.
"""

from collections.abc import Callable

from django.utils.translation import gettext_noop as _

from routines.drawings.balls import BALLS
from routines.drawings.drawing import Drawing
from routines.drawings.marks import MARKS
from routines.drawings.placement import MAPS, USUAL
from routines.drawings.poses import gallery, kneeling, prone, standing, supine

__all__ = [
    "BALLS",
    "DRAWINGS",
    "MAPS",
    "MARKS",
    "SIDES",
    "Drawing",
    "alt",
    "files",
    "placement",
    "step_key",
    "svg",
]

SIDES = {"right": _("Right side."), "left": _("Left side.")}

DRAWINGS: dict[str, Drawing] = {
    drawing.key: drawing
    for position in (supine, standing, prone, kneeling, gallery)
    for drawing in position.DRAWINGS
}


def step_key(routine_slug: str, number: int) -> str:
    """The drawing of a step of a built-in routine; steps count from 1."""
    return f"{routine_slug}-{number}"


def alt(key: str, side: str, translate: Callable[[str], str] = str) -> str:
    """What the picture shows, in words; pass gettext to have it in the reader's language."""
    return f"{translate(DRAWINGS[key].title)} {translate(SIDES[side])}"


def svg(key: str, side: str) -> str:
    """The drawing as an SVG file; the left side is the mirror image."""
    mirror = {"right": False, "left": True}[side]
    return DRAWINGS[key].svg(title=alt(key, side), mirror=mirror)


def placement(side: str, letters: str) -> Drawing:
    """The map of a side with the letters of the reader's language, or else with R and L."""
    return MAPS.get(letters, MAPS[USUAL])[side]


def files() -> dict[str, str]:
    """Every file by its name under static/drawings/."""
    steps = {f"{key}-{side}.svg": svg(key, side) for key in DRAWINGS for side in SIDES}
    maps = [drawing for of_letters in MAPS.values() for drawing in of_letters.values()]
    others = [*maps, *BALLS.values(), *MARKS.values()]
    return steps | {f"{drawing.key}.svg": drawing.svg() for drawing in others}
