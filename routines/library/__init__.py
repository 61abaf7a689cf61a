"""
The built-in library as it lies in the data files beside this module.

Reading is strict: a mistake in a file is told by file, routine and field, and
nothing of it is used.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from django.db.models import TextChoices

from routines.attributes import Attribute, Position
from routines.balls import Ball
from routines.content import PhaseContent, RoutineContent, StepContent
from routines.dose import Dose, Side
from routines.drawings import DRAWINGS

LIBRARY = Path(__file__).parent

_Kind = TypeVar("_Kind")
_Choice = TypeVar("_Choice", bound=StrEnum | TextChoices)


class LibraryDataError(ValueError):
    """A data file of the library says something that cannot be used."""

    def __init__(self, file: str, entry: str, field: str, message: str) -> None:
        super().__init__(f"{file}, {entry}, {field}: {message}")


@dataclass(frozen=True, slots=True)
class RoutineData:
    """A built-in routine as its data file has it."""

    slug: str
    version: int
    order: int
    content: RoutineContent


@dataclass(frozen=True, slots=True)
class ItemData:
    """A routine in a template's phase, with its dose."""

    routine: str
    dose: Dose


@dataclass(frozen=True, slots=True)
class TemplatePhaseData:
    """Some weeks of a template with the same routines."""

    weeks: int
    items: tuple[ItemData, ...]


@dataclass(frozen=True, slots=True)
class TemplateData:
    """A built-in program template as its data file has it."""

    slug: str
    order: int
    name: str
    summary: str
    review_after_weeks: int
    phases: tuple[TemplatePhaseData, ...]


def read_routines(folder: Path = LIBRARY) -> list[RoutineData]:
    file = "routines.json"
    return [_routine(_Entry(file, row)) for row in _rows(folder / file)]


def read_templates(routines: list[RoutineData], folder: Path = LIBRARY) -> list[TemplateData]:
    """The templates; an item takes the dose its routine suggests for the `week` it names."""
    file = "templates.json"
    contents = {one.slug: one.content for one in routines}
    return [_template(_Entry(file, row), contents) for row in _rows(folder / file)]


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise LibraryDataError(path.name, "the whole file", "JSON", str(error)) from error
    slugs = [row.get("slug") for row in rows]
    for slug in slugs:
        if slugs.count(slug) > 1:
            raise LibraryDataError(path.name, str(slug), "slug", "is there more than once")
    return rows


class _Entry:
    """One object of a data file, that says where it is when it has to complain."""

    def __init__(self, file: str, row: Any, name: str = "", path: str = "") -> None:
        self.file, self.path = file, path
        self.name = name or str(row.get("slug", "an entry without a slug"))
        if not isinstance(row, dict):
            raise self.wrong("", "is not an object")
        self.left = dict(row)

    def wrong(self, field: str, message: str) -> LibraryDataError:
        return LibraryDataError(self.file, self.name, f"{self.path}{field}", message)

    def take(self, field: str, kind: type[_Kind]) -> _Kind:
        if field not in self.left:
            raise self.wrong(field, "is missing")
        value = self.left.pop(field)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.wrong(field, f"is {value!r}, and should be of the kind {kind.__name__}")
        return value

    def choose(self, field: str, choices: type[_Choice]) -> _Choice:
        return self.chosen(field, self.take(field, str), choices)

    def chosen(self, field: str, value: str, choices: type[_Choice]) -> _Choice:
        try:
            return choices(value)
        except ValueError:
            known = ", ".join(choice.value for choice in choices)
            raise self.wrong(field, f"is {value!r}, and should be one of {known}") from None

    def part(self, field: str) -> "_Entry":
        return _Entry(self.file, self.take(field, dict), self.name, f"{self.path}{field}.")

    def parts(self, field: str) -> "list[_Entry]":
        rows = enumerate(self.take(field, list), start=1)
        return [_Entry(self.file, row, self.name, f"{self.path}{field} {n}, ") for n, row in rows]

    def no_more(self) -> None:
        for field in self.left:
            raise self.wrong(field, "is not a field we know")


def _routine(entry: _Entry) -> RoutineData:
    data = RoutineData(
        slug=entry.take("slug", str),
        version=entry.take("version", int),
        order=entry.take("order", int),
        content=_content(entry),
    )
    entry.no_more()
    return data


def _content(entry: _Entry) -> RoutineContent:
    dose, caps = entry.part("dose"), entry.part("caps")
    content = RoutineContent(
        name=entry.take("name", str),
        summary=entry.take("summary", str),
        role=entry.take("role", str),
        position=entry.choose("position", Position),
        ball=entry.choose("ball", Ball),
        ball_note=entry.take("ball_note", str),
        attributes=frozenset(
            entry.chosen("attributes", one, Attribute) for one in entry.take("attributes", list)
        ),
        needs_unlock=entry.take("needs_unlock", bool),
        dose=_dose(dose),
        phases=tuple(_phase(phase) for phase in entry.parts("phases")),
        cap_hold=caps.take("hold", int),
        cap_pressure=caps.take("pressure", int),
        sources=tuple(entry.take("sources", list)),
        steps=tuple(_step(step) for step in entry.parts("steps")),
    )
    caps.no_more()
    return content


def _dose(entry: _Entry) -> Dose:
    side = entry.choose("side", Side)
    numbers = {f.name: entry.take(f.name, int) for f in fields(Dose) if f.name != "side"}
    entry.no_more()
    return Dose(side=side, **numbers)


def _phase(entry: _Entry) -> PhaseContent:
    phase = PhaseContent(**{f.name: entry.take(f.name, int) for f in fields(PhaseContent)})
    entry.no_more()
    return phase


def _step(entry: _Entry) -> StepContent:
    step = StepContent(
        text=entry.take("text", str),
        drawing=entry.take("drawing", str),
        both_sides_only="both_sides_only" in entry.left and entry.take("both_sides_only", bool),
    )
    entry.no_more()
    if step.drawing not in DRAWINGS:
        raise entry.wrong("drawing", f"{step.drawing!r} is not a drawing we have")
    return step


def _template(entry: _Entry, contents: Mapping[str, RoutineContent]) -> TemplateData:
    data = TemplateData(
        slug=entry.take("slug", str),
        order=entry.take("order", int),
        name=entry.take("name", str),
        summary=entry.take("summary", str),
        review_after_weeks=entry.take("review_after_weeks", int),
        phases=tuple(_template_phase(phase, contents) for phase in entry.parts("phases")),
    )
    entry.no_more()
    return data


def _template_phase(entry: _Entry, contents: Mapping[str, RoutineContent]) -> TemplatePhaseData:
    phase = TemplatePhaseData(
        weeks=entry.take("weeks", int),
        items=tuple(_item(item, contents) for item in entry.parts("items")),
    )
    entry.no_more()
    return phase


def _item(entry: _Entry, contents: Mapping[str, RoutineContent]) -> ItemData:
    slug, week = entry.take("routine", str), entry.take("week", int)
    if slug not in contents:
        raise entry.wrong("routine", f"{slug!r} is not in routines.json")
    suggested = contents[slug].dose_in_week(week)
    if "days_a_week" in entry.left:
        suggested = replace(suggested, days_a_week=entry.take("days_a_week", int))
    entry.no_more()
    return ItemData(routine=slug, dose=suggested)
