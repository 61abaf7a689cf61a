from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from routines.dose import Dose, Side
from routines.drawings import DRAWINGS, MARKS, SIDES, alt
from routines.fragments import made_once
from routines.maps import map_of
from routines.models import RoutineStep, RoutineVersion
from routines.stop_signs import StopSign

register = template.Library()

CELL = 50  # width of one number of the pressure scale
FLAT, TALL = 180, 260  # heights of drawings that are 360 wide


@register.simple_tag
@made_once
def drawing(key: str, side: str = "right") -> SafeString:
    """A step's drawing for the side that is worked; what is done on both is drawn on the right."""
    found = DRAWINGS[key]
    one_side = side in SIDES
    words = alt(key, side, gettext) if one_side else gettext(found.title)
    height = TALL if found.tall else FLAT
    return _picture(f"{key}-{side if one_side else Side.RIGHT}", words, height)


@register.simple_tag
@made_once
def placement_map(side: str) -> SafeString:
    """Where the ball goes, on the patient's own left, right, or both."""
    found = map_of(side)
    return _picture(found.key, gettext(found.title), TALL)


@register.simple_tag
@made_once
def mark(slug: str) -> SafeString:
    """One mark of the drawings, small, with its words beside it."""
    found = MARKS[slug]
    src = static(f"drawings/{found.key}.svg")
    return render_to_string("routines/_mark.html", {"src": src, "words": gettext(found.title)})


def _picture(name: str, words: str, height: int) -> SafeString:
    context = {"src": static(f"drawings/{name}.svg"), "alt": words, "height": height}
    return render_to_string("routines/_drawing.html", context)


@register.simple_tag
@made_once
def dose_shown(dose: Dose) -> SafeString:
    """A dose, shown the same everywhere."""
    return render_to_string("routines/_dose.html", {"dose": dose})


@register.filter
def steps_for(version: RoutineVersion, side: str) -> list[RoutineStep]:
    """The steps of somebody who works `side`."""
    return version.steps_for(side)


@register.filter
def seconds(value: int) -> str:
    """90 as "1 min 30 s"."""
    minutes, rest = divmod(int(value), 60)
    if not minutes:
        return gettext("%(s)d s") % {"s": rest}
    if not rest:
        return gettext("%(m)d min") % {"m": minutes}
    return gettext("%(m)d min %(s)d s") % {"m": minutes, "s": rest}


@register.filter
def minutes(value: int) -> str:
    """285 seconds as "5 min": rounded to whole minutes, at least one."""
    return gettext("%(m)d min") % {"m": max(1, (int(value) + 30) // 60)}


@register.filter
def how_often(dose: Dose) -> str:
    """Once a day, 5 days a week."""
    times = ngettext("once a day", "%(times)d times a day", dose.times_a_day)
    if dose.times_a_day == 2:
        times = gettext("twice a day")
    days = ngettext("%(days)d day a week", "%(days)d days a week", dose.days_a_week)
    if dose.days_a_week == 7:
        days = gettext("every day")
    return f"{times}, {days}" % {"times": dose.times_a_day, "days": dose.days_a_week}


def kept_together(text: str) -> str:
    """So that no line ends within “3–5”."""
    return text.replace("–", "–\N{WORD JOINER}")


@register.filter
def dose_line(dose: Dose) -> str:
    """The whole dose in one line, the same words everywhere."""
    holds = ngettext("%(n)d hold", "%(n)d holds", dose.holds) % {"n": dose.holds}
    sides = {
        Side.LEFT: gettext("on the left"),
        Side.RIGHT: gettext("on the right"),
        Side.BOTH: gettext("on each side"),
    }
    line = gettext(
        "%(holds)s of %(hold)s %(side)s, rest %(rest)s, pressure %(low)d–%(high)d, %(often)s"
    )
    return kept_together(line) % {
        "holds": holds,
        "hold": seconds(dose.hold),
        "side": sides[dose.side],
        "rest": seconds(dose.rest),
        "low": dose.pressure_low,
        "high": dose.pressure_high,
        "often": how_often(dose),
    }


@register.filter
def pressure_words(dose: Dose) -> str:
    """The prescribed band in words (clinical.md 2c): 2-4 as "light to firm"."""
    words = [gettext("none"), *[gettext("light")] * 3, *[gettext("firm")] * 2, gettext("strong")]
    words += [gettext("too much")] * 4
    low, high = words[dose.pressure_low], words[dose.pressure_high]
    if low == high:
        return low
    return gettext("%(low)s to %(high)s") % {"low": low, "high": high}


@register.filter
def is_drawing(key: str | None) -> bool:
    return key in DRAWINGS


@register.filter
def drawing_title(key: str) -> str:
    """What a drawing shows, in words."""
    return gettext(DRAWINGS[key].title)


@register.filter
def advice(sign: StopSign, emergency_number: str) -> str:
    """What to do about a stop sign, with the number to call where the clinic is."""
    return str(sign.advice(emergency_number))


@register.simple_tag
@made_once
def pressure_scale(low: int, high: int) -> SafeString:
    """The 0-10 scale of pressure felt, with the prescribed band marked."""
    cells = [
        {"n": n, "x": n * CELL, "middle": n * CELL + CELL // 2, "inside": low <= n <= high}
        for n in range(11)
    ]
    context = {"cells": cells, "low": low, "high": high}
    return render_to_string("routines/_pressure_scale.html", context)
