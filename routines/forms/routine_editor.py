"""The page on which a clinic writes its own routine, as one form of several."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, NamedTuple, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from clinic.stale import Difference, catch_up
from routines.attributes import Attribute, Position
from routines.balls import Ball
from routines.content import RoutineContent
from routines.content_checks import ContentProblem, problems_of_content
from routines.content_words import compared
from routines.forms.routines import PhaseForm, RoutineForm, RowForm, StepForm
from routines.limits import Limits
from routines.models import RoutineVersion

_Row = TypeVar("_Row", bound=RowForm)


VERBS = {"up": _("Up"), "down": _("Down"), "remove": _("Remove")}


class Moved(NamedTuple):
    """A button that rearranges: a list, what it does, and the row (from 1) it stands in."""

    which: str
    verb: str
    row: int | str


class RoutineEditor:
    """
    The page as one form. `data` is what was posted, `content` what to begin with.

    A button that moves, adds or removes a row posts `rearrange` ("step up 2"): then
    everything typed is shown again in the new order, and nothing is checked or saved.
    """

    def __init__(
        self, data: QueryDict | None, *, limits: Limits, content: RoutineContent, version: int
    ) -> None:
        self.limits = limits
        self.moved: Moved | None = None
        self.stale_version: RoutineVersion | None = None
        self.differences: list[Difference] = []
        self.is_rearranging = data is not None and "rearrange" in data
        if data is None:
            self._begin(content, version)
        elif self.is_rearranging:
            self._rearrange(data)
        else:
            self._bind(data)

    def is_valid(self) -> bool:
        """Whether it may be saved; then `content` says what was written."""
        forms_of_page = [self.form, *self.steps, *self.phases]
        checked = [form.is_valid() for form in forms_of_page]
        if not self.form.is_bound or not all(checked):
            return False
        self.content = self._content()
        for problem in problems_of_content(self.content, limits=self.limits):
            self._tell(problem)
        return all(not form.errors for form in forms_of_page)

    @property
    def started_from(self) -> int:
        return self.form.cleaned_data["version"]

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """Everything that is wrong: address on the page, name of the field, words."""
        if not self.form.is_bound:
            return []
        told = [("", "", str(error)) for error in self.form.non_field_errors()]
        for form in [self.form, *self.steps, *self.phases]:
            told += [
                (field.id_for_label or field.auto_id, _row_label(form, field), str(error))
                for field in form
                for error in field.errors
            ]
        return told

    @property
    def verbs(self) -> list[tuple[str, Any]]:
        return list(VERBS.items())

    @property
    def empty_step(self) -> StepForm:
        """What a script adds, once it has given it a place."""
        return StepForm(None, row="new")

    @property
    def empty_phase(self) -> PhaseForm:
        return PhaseForm(None, row="new")

    def refuse(self, error: ValidationError) -> None:
        """Say what the action found wrong."""
        self.form.add_error(None, error.messages)

    def tell_stale(self, current: RoutineVersion) -> None:
        """Somebody else was quicker: show both; a second save then stands upon what they saved."""
        self.differences = compared(self.content, current.content)
        catch_up(self.form, current.number)
        self.data = self.form.data
        self.stale_version = current

    def _begin(self, content: RoutineContent, version: int) -> None:
        initial = {
            **{name: getattr(content, name) for name in _PLAIN},
            **asdict(content.dose),
            "position": content.position.value,
            "ball": content.ball.value,
            "attributes": [attribute.value for attribute in content.attributes],
            "sources": ", ".join(content.sources),
            "version": version,
        }
        self.form = RoutineForm(initial=initial)
        self.steps = _unbound(StepForm, [asdict(step) for step in content.steps])
        self.phases = _unbound(PhaseForm, [asdict(phase) for phase in content.phases])

    def _bind(self, data: QueryDict) -> None:
        self.data = data
        self.form = RoutineForm(data)
        self.steps = _bound(StepForm, _rows(StepForm, data))
        self.phases = _bound(PhaseForm, _rows(PhaseForm, data))

    def _rearrange(self, data: QueryDict) -> None:
        typed: dict[str, Any] = {name: data.get(name) for name in RoutineForm.base_fields}
        self.form = RoutineForm(initial=typed | {"attributes": data.getlist("attributes")})
        rows = {kind.prefix_of_names: _rows(kind, data) for kind in (StepForm, PhaseForm)}
        which, verb, number, *_rest = [*data.get("rearrange", "").split(" "), "", "", ""]
        if which in rows:
            self.moved = _rearranged(rows[which], Moved(which, verb, number))
        self.steps = _unbound(StepForm, [_without_prefix(row) for row in rows["step"]])
        self.phases = _unbound(PhaseForm, [_without_prefix(row) for row in rows["phase"]])
        if verb == "add" and self.moved:
            added: RowForm = self.steps[-1] if which == "step" else self.phases[-1]
            next(iter(added.fields.values())).widget.attrs["autofocus"] = True

    def _content(self) -> RoutineContent:
        said = self.form.cleaned_data
        return RoutineContent(
            **{name: said[name] for name in _PLAIN},
            position=Position(said["position"]),
            ball=Ball(said["ball"]),
            attributes=frozenset(Attribute(one) for one in said["attributes"]),
            dose=self.form.dose(),
            sources=tuple(part.strip() for part in said["sources"].split(",") if part.strip()),
            steps=tuple(step.content() for step in self.steps),
            phases=tuple(phase.content() for phase in self.phases),
        )

    def _tell(self, problem: ContentProblem) -> None:
        """Say a problem beside the field it is about."""
        rows: Sequence[RowForm] = self.steps if problem.field == "drawing" else self.phases
        form: forms.Form = rows[problem.row - 1] if problem.row else self.form
        field = problem.field if problem.field not in Attribute.values else "attributes"
        form.add_error(field if field in form.fields else None, str(problem.message))


_PLAIN = ["name", "summary", "role", "ball_note", "needs_unlock", "cap_hold", "cap_pressure"]


def _row_label(form: forms.Form, field: forms.BoundField) -> str:
    return f"{field.label} ({form.row})" if isinstance(form, RowForm) else str(field.label)


def _rows(kind: type[RowForm], data: QueryDict) -> list[dict[str, str]]:
    """What was typed, row by row; a row in which nothing was typed does not count."""
    columns = [data.getlist(name) for name in kind.names()]
    length = max(len(column) for column in columns)
    padded = [column + [""] * (length - len(column)) for column in columns]
    rows = [dict(zip(kind.names(), values, strict=True)) for values in zip(*padded, strict=True)]
    if "rearrange" in data:
        return rows
    return [row for row in rows if any(value.strip() for value in row.values())]


def _rearranged(rows: list[dict[str, str]], asked: Moved) -> Moved | None:
    """Do what a button says; returns the button that is to have the focus, where the row is now."""
    if asked.verb == "add":
        rows.append(dict.fromkeys(_BY_NAME[asked.which].names(), ""))
        return Moved(asked.which, "add", len(rows))
    place = str(asked.row)
    at = int(place) - 1 if place.isascii() and place.isdigit() and len(place) < 4 else -1
    if asked.verb not in VERBS or not 0 <= at < len(rows):
        return None
    row = rows.pop(at)
    if asked.verb == "remove":
        return Moved(asked.which, "remove", min(at + 1, len(rows)))
    to = max(0, at - 1) if asked.verb == "up" else min(at + 1, len(rows))
    rows.insert(to, row)
    return Moved(asked.which, asked.verb, to + 1)


def _without_prefix(row: dict[str, str]) -> dict[str, str]:
    return {name.partition("_")[2]: value for name, value in row.items()}


def _unbound(kind: type[_Row], rows: list[dict[str, Any]]) -> list[_Row]:
    return [kind(None, row=row, initial=typed) for row, typed in enumerate(rows, start=1)]


def _bound(kind: type[_Row], rows: list[dict[str, str]]) -> list[_Row]:
    return [kind(typed, row=row) for row, typed in enumerate(rows, start=1)]


_BY_NAME: dict[str, type[RowForm]] = {"step": StepForm, "phase": PhaseForm}
