"""What a browser posts when somebody writes a routine."""

from collections import defaultdict
from dataclasses import asdict
from typing import Any

from django import forms

from routines.content import RoutineContent
from routines.forms.routine_editor import RoutineEditor


def as_posted(content: RoutineContent, *, version: int, **changes: Any) -> dict[str, Any]:
    """The editor's page with `content` in it; `changes` replace what was typed in its fields."""
    plain = ["name", "summary", "role", "position", "ball", "ball_note", "cap_hold"]
    data: dict[str, Any] = {name: getattr(content, name) for name in [*plain, "cap_pressure"]}
    data |= asdict(content.dose)
    data |= {"version": version, "sources": ", ".join(content.sources)}
    data["attributes"] = [attribute.value for attribute in content.attributes]
    if content.needs_unlock:
        data["needs_unlock"] = "on"
    data["step_text"] = [step.text for step in content.steps]
    data["step_drawing"] = [step.drawing for step in content.steps]
    data["step_both_sides_only"] = ["True" if s.both_sides_only else "" for s in content.steps]
    for name in ["first_week", "last_week", "hold", "pressure_low", "pressure_high"]:
        data[f"phase_{name}"] = [getattr(phase, name) for phase in content.phases]
    return data | changes


def posted_back(editor: RoutineEditor) -> dict[str, list[str]]:
    """What a browser posts when somebody presses save on the page as it was shown."""
    data = defaultdict(list)
    for form in [editor.form, *editor.steps, *editor.phases]:
        for field in form:
            value = field.value()
            if isinstance(field.field.widget, forms.Select) and not isinstance(value, list):
                data[field.html_name].append(str(value or ""))
            elif isinstance(value, list):
                data[field.html_name] += value
            elif value not in (None, False):
                data[field.html_name].append("on" if value is True else str(value))
    return data
