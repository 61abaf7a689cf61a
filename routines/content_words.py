"""A routine's content in words, for whoever compares two versions of it."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinic.stale import Difference
from routines.content import PhaseContent, RoutineContent, StepContent
from routines.drawings import DRAWINGS
from routines.templatetags.routines import dose_line, kept_together, seconds

# What the fields of a content are called when somebody is told how they differ.
FIELD_WORDS = {
    "name": _("name"),
    "summary": _("sentence for the patient"),
    "role": _("when it is used"),
    "position": _("position"),
    "ball": _("ball"),
    "ball_note": _("note about the ball"),
    "attributes": _("what the screening looks at"),
    "needs_unlock": _("whether a practitioner turns it on"),
    "dose": _("dose"),
    "phases": _("doses by week"),
    "cap_hold": _("longest hold"),
    "cap_pressure": _("highest pressure"),
    "sources": _("sources"),
    "steps": _("steps"),
}


def compared(mine: RoutineContent, saved: RoutineContent) -> list[Difference]:
    """Field by field, how two contents differ."""
    return [
        Difference(FIELD_WORDS[name], in_words(mine, name), in_words(saved, name))
        for name in saved.differences(mine)
    ]


def in_words(content: RoutineContent, name: str) -> str:
    """One field of a content as somebody reads it, a line for each part."""
    value = getattr(content, name)
    if name in {"position", "ball"}:
        return str(value.label)
    told = {
        "attributes": lambda: "\n".join(sorted(str(one.label) for one in value)),
        "needs_unlock": lambda: gettext("Yes") if value else gettext("No"),
        "dose": lambda: dose_line(value),
        "phases": lambda: "\n".join(map(_phase, value)),
        "cap_hold": lambda: seconds(value),
        "sources": lambda: "\n".join(value),
        "steps": lambda: "\n".join(_step(*one) for one in enumerate(value, start=1)),
    }
    return told[name]() if name in told else str(value)


def _phase(phase: PhaseContent) -> str:
    said = gettext("weeks %(first)d–%(last)d: %(hold)s, pressure %(low)d–%(high)d")
    return kept_together(said) % {
        "first": phase.first_week,
        "last": phase.last_week,
        "hold": seconds(phase.hold),
        "low": phase.pressure_low,
        "high": phase.pressure_high,
    }


def _step(number: int, step: StepContent) -> str:
    said = f"{number}. {step.text}"
    if step.drawing in DRAWINGS:
        said += f" ({gettext(DRAWINGS[step.drawing].title)})"
    if step.both_sides_only:
        said += " " + gettext("(only for both sides)")
    return said
