"""The page on which a draft is written: what is saved, what is typed, and who was quicker."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from patients.arranging import Arranged
from patients.changes import changes
from patients.forms.drafts import DraftForm, Versions, versions_in
from patients.models import Program, ProgramVersion
from patients.models.program import Status
from patients.plan_checks import Bounds, RoutineChoice
from patients.plans import plan_of
from patients.presets import Preset
from patients.program_pages import PhaseShown, phases_shown
from patients.typed_plans import TypedPlan

HEADER = ("name", "starts_on", "review_on", "note")


class DraftPage:
    """A draft and its form. `seen` is the save its writer saw, as (version number, edit)."""

    def __init__(self, program: Program, draft: ProgramVersion | None, bounds: Bounds):
        self.program, self.draft, self.bounds = program, draft, bounds
        self.seen = self.saved
        self.arranged: Arranged | None = None
        self.form = self._form()

    @classmethod
    def of(cls, program: Program, bounds: Bounds) -> "DraftPage":
        draft = program.versions.with_everything().filter(activated_at=None).first()
        if draft is not None:
            draft.program = program
        return cls(program, draft, bounds)

    @property
    def is_first(self) -> bool:
        return self.program.status == Status.DRAFT

    @property
    def saved(self) -> tuple[str, str]:
        """What is saved now, as texts a form carries."""
        return (str(self.draft.number), str(self.draft.edit)) if self.draft else ("", "")

    @property
    def is_stale(self) -> bool:
        return self.draft is None or self.seen != self.saved

    @property
    def is_too_late(self) -> bool:
        """Whether somebody else was quicker, and the page says so."""
        return self.form.is_bound and self.is_stale

    @property
    def carried(self) -> tuple[str, str]:
        """What the form carries: once its writer has been shown theirs, it may be saved over."""
        return self.saved if self.is_too_late and self.draft else self.seen

    def check(self, data: Mapping[str, Any]) -> None:
        """Bind the form to what was sent."""
        self.seen = (str(data.get("version", "")), str(data.get("edit", "")))
        self.form = self._form(data)

    def show(self, data: Mapping[str, Any], arranged: Arranged) -> None:
        """Show what was sent, unchecked, with the plan as it was arranged."""
        self.seen = (str(data.get("version", "")), str(data.get("edit", "")))
        self.arranged = arranged
        initial = {name: data.get(name, "") for name in HEADER}
        self.form = self._form(plan=arranged.plan, initial=initial)

    def _form(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> DraftForm:
        return DraftForm(
            data,
            draft=self.draft,
            is_first=self.is_first,
            clinic=self.program.clinic,
            bounds=self.bounds,
            **kwargs,
        )

    @property
    def values(self) -> dict[str, Any]:
        """What `save_draft` asks for."""
        header = {name: self.form.cleaned_data[name] for name in HEADER if name in self.form.fields}
        edit = int(self.seen[1])
        return header | {"version": self.draft, "edit": edit, "phases": self.form.plan_phases}

    def versions_for(self, plan: TypedPlan) -> Versions:
        """The routines of a typed plan, and those that may be added to it."""
        library = {str(choice.version.pk): choice.version for choice in self.choices}
        return library | dict(versions_in(plan, self.program.clinic))

    @cached_property
    def choices(self) -> list[RoutineChoice]:
        return self.bounds.choices(self.program.clinic)

    @property
    def busy_phase(self) -> int:
        """The phase that was just worked on, or the first: it is shown unfolded."""
        focus = self.arranged.focus if self.arranged else ""
        at = focus.removeprefix("p").partition("-")[0]
        return int(at) if at.isdecimal() else 0

    @property
    def presets(self) -> list[Preset]:
        return list(Preset)

    @property
    def theirs(self) -> list[PhaseShown]:
        """What somebody else saved meanwhile."""
        return phases_shown(self.draft, None) if self.draft else []

    @property
    def differences(self) -> list[str]:
        """What the typed plan would change in theirs, as far as it can be read."""
        if self.draft is None or not self.form.is_bound or not self.form.has_readable_plan:
            return []
        return changes(plan_of(self.draft), self.form.plan_phases)
