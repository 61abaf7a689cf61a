"""The drawings a step may have, in groups to choose from."""

from functools import cache

from django.utils.translation import gettext

from routines.drawings import DRAWINGS
from routines.library import read_routines


@cache
def drawing_groups() -> list[tuple[str, list[str]]]:
    """Names of groups with the keys of their drawings: one for each built-in routine, and more."""
    groups = [
        (data.content.name, [step.drawing for step in data.content.steps])
        for data in read_routines()
    ]
    grouped = {key for _name, keys in groups for key in keys}
    return [*groups, ("", [key for key in DRAWINGS if key not in grouped])]


def drawing_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The same as choices of a form field: what each drawing shows, in words."""
    return [
        (gettext(name or "More"), [(key, gettext(DRAWINGS[key].title)) for key in keys])
        for name, keys in drawing_groups()
    ]
