"""What a handout shows, on paper and in its preview on a page."""

from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from routines.dose import Dose, Side
from routines.drawings import DRAWINGS, MAPS, alt
from routines.drawings.drawing import Drawing
from routines.handouts import Size

register = template.Library()

# One number of the pressure strip in points: its width, its height, its letters.
CELLS = {Size.NORMAL: (15, 17, 12), Size.LARGE: (23, 25, 18)}


def _picture(context: template.Context, name: str, words: str, drawing: Drawing) -> SafeString:
    source = f"asset:drawings/{name}" if context.get("on_paper") else static(f"drawings/{name}")
    tall = " ho-drawing--tall" if drawing.tall else ""
    return format_html('<img class="ho-drawing{}" src="{}" alt="{}">', tall, source, words)


@register.simple_tag(takes_context=True)
def step_drawing(context: template.Context, key: str, side: Side) -> SafeString:
    """A step's drawing for the side that is worked; both sides are drawn on the right."""
    facing = Side.LEFT if side == Side.LEFT else Side.RIGHT
    if key not in DRAWINGS:
        return SafeString("")
    words = alt(key, facing, gettext)
    return _picture(context, f"{key}-{facing}.svg", words, DRAWINGS[key])


@register.simple_tag(takes_context=True)
def where_it_goes(context: template.Context, side: Side) -> SafeString:
    """The placement map, for the patient's own left, right, or both."""
    found = MAPS[side]
    return _picture(context, f"{found.key}.svg", gettext(found.title), found)


@register.inclusion_tag("routines/_handout_strip.html")
def pressure_strip(dose: Dose, size: str) -> dict[str, Any]:
    """The numbers 0 to 10 with the prescribed band filled in."""
    width, height, letters = CELLS[Size(size)]
    cells = [
        {
            "number": number,
            "x": number * width + 1,
            "middle": number * width + 1 + width / 2,
            "inside": dose.pressure_low <= number <= dose.pressure_high,
        }
        for number in range(11)
    ]
    return {
        "cells": cells,
        "dose": dose,
        "cell": width - 1,
        "height": height,
        "width": 11 * width + 2,
        "letters": letters,
        "baseline": height / 2 + letters * 0.35 + 1,
    }


@register.simple_tag
def weeks(first: int, last: int) -> str:
    """Weeks of a plan as people say them: "Week 3", "Weeks 1–2"."""
    if first == last:
        return gettext("Week %(week)d") % {"week": first}
    return gettext("Weeks %(first)d–%(last)d") % {"first": first, "last": last}
