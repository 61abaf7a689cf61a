"""What a handout shows, on paper and in its preview on a page."""

from base64 import b64encode
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from routines.dose import Dose, Side
from routines.drawings import DRAWINGS, alt
from routines.drawings.drawing import Drawing
from routines.grids import Grid
from routines.handouts import Size
from routines.maps import map_of

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
        return format_html("{}", "")
    words = alt(key, facing, gettext)
    return _picture(context, f"{key}-{facing}.svg", words, DRAWINGS[key])


@register.simple_tag(takes_context=True)
def where_it_goes(context: template.Context, side: Side) -> SafeString:
    """The placement map, for the patient's own left, right, or both."""
    found = map_of(side)
    return _picture(context, f"{found.key}.svg", gettext(found.title), found)


@register.simple_tag(takes_context=True)
def pressure_strip(context: template.Context, dose: Dose, size: str) -> SafeString:
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
    words = gettext("Pressure felt, from 0 to 10. Yours is %(low)d to %(high)d.") % {
        "low": dose.pressure_low,
        "high": dose.pressure_high,
    }
    values = {
        "cells": cells,
        "words": words,
        "cell": width - 1,
        "height": height,
        "width": 11 * width + 2,
        "letters": letters,
        "baseline": height / 2 + letters * 0.35 + 1,
    }
    return _drawn(context, "strip", values)


@register.simple_tag(takes_context=True)
def blank_grid(context: template.Context, grid: Grid, name: str) -> SafeString:
    """A table to fill in by hand, for the routine of this name."""
    words = ngettext(
        "%(name)s: a blank table with %(rows)d row. Write the date, side, seconds, pressure, "
        "and pain before and after.",
        "%(name)s: a blank table with %(rows)d rows, one for each time. Write the date, side, "
        "seconds, pressure, and pain before and after.",
        grid.row_count,
    ) % {"name": name, "rows": grid.row_count}
    return _drawn(context, "grid", {"grid": grid, "words": words})


def _drawn(context: template.Context, name: str, values: dict[str, Any]) -> SafeString:
    """
    A picture that a template draws: on a page as it is, so that it has the page's letters.

    On paper it goes in as a file: the page's HTML is read letter by letter, a file is not.
    """
    drawn = render_to_string(f"routines/_handout_{name}.html", values)
    if not context.get("on_paper"):
        return drawn
    return format_html(
        '<img class="ho-{}" src="data:image/svg+xml;base64,{}" alt="{}">',
        name,
        b64encode(drawn.encode()).decode(),
        values["words"],
    )


@register.simple_tag
def weeks(first: int, last: int) -> str:
    """Weeks of a plan as people say them: "Week 3", "Weeks 1–2"."""
    if first == last:
        return gettext("Week %(week)d") % {"week": first}
    return gettext("Weeks %(first)d–%(last)d") % {"first": first, "last": last}
