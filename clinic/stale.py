"""
Two people wrote into the same thing at once: the second is shown both, and keeps theirs.

A form carries the version that its writer saw (docs/adr/0035). Whoever saves an older one is
answered 409 with the same form again: what they typed, beside it what is there now, and a
version with which they may save in sight of both.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model

HIGHEST_VERSION = 2**31 - 1


class Stale(Exception):
    """Somebody else saved this after the form was opened; `current` is what they saved."""

    def __init__(self, current: Any) -> None:
        super().__init__("somebody else saved this in the meantime")
        self.current = current


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a stale form: what its writer typed, and what is saved now."""

    label: Any
    mine: Any
    saved: Any


def version_field(least: int = 1) -> forms.IntegerField:
    """The version that was shown, hidden in the form."""
    return forms.IntegerField(min_value=least, max_value=HIGHEST_VERSION, widget=forms.HiddenInput)


def differences(
    form: forms.BaseForm, names: Iterable[str], mine: Any, saved: Any
) -> list[Difference]:
    """Field by field, how what was typed differs from what is saved."""
    return [
        Difference(form.fields[name].label, shown(mine, name), shown(saved, name))
        for name in names
        if getattr(mine, name) != getattr(saved, name)
    ]


def shown(one: Any, name: str) -> Any:
    """A value in words: of a choice, what the choice is called."""
    in_words = getattr(one, f"get_{name}_display", None) if isinstance(one, Model) else None
    value = in_words() if in_words else getattr(one, name)
    return str(value) if isinstance(value, int) else value


def catch_up(form: forms.BaseForm, version: int, *, name: str = "version") -> None:
    """Let the next save be one made in sight of what somebody else saved."""
    seen: Any = form.data
    data = seen.copy()
    data[name] = str(version)
    form.data = data
