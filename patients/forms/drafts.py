"""The form of a draft: phases, in each its routines, and for each the dose of one or two sides."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinic.models import Clinic
from patients.changes import SIDES
from patients.models import Patient, ProgramVersion
from patients.plan_checks import (
    LONGEST_TEXT,
    WEEKS,
    Bounds,
    PlanProblem,
    problems_of_plan,
)
from patients.plan_dates import check_dates
from patients.plans import PhasePlan, PrescriptionPlan, plan_of
from patients.presets import highest_pressure, longest_hold
from patients.readiness import CLEAN_SESSIONS, clean_sessions
from patients.typed_plans import (
    EACH,
    NUMBERS,
    TypedItem,
    TypedPhase,
    TypedPlan,
    dose_in,
    typed,
    typed_in,
)
from routines.dose import BOUNDS, Dose, Side
from routines.limits import Caps
from routines.models import RoutineVersion

FEW_ROUTINES = 3  # more than this many in one session, and people stop doing them (clinical.md 2c)
SIDE_MODES = [
    (Side.BOTH.value, _("Both the same")),
    (Side.LEFT.value, _("Left only")),
    (Side.RIGHT.value, _("Right only")),
    (EACH, _("Each on its own")),
]
_LABELS = {
    "hold": _("Hold, seconds"),
    "holds": _("Holds a side"),
    "rest": _("Rest between, seconds"),
    "pressure_low": _("Pressure from"),
    "pressure_high": _("Pressure to"),
    "times_a_day": _("Times a day"),
    "days_a_week": _("Days a week"),
}
LONGEST_ID = 16  # digits; longer is no id of ours
_STEPS = {"hold": 5, "rest": 5}

Versions = Mapping[str, RoutineVersion]


def versions_in(plan: TypedPlan, clinic: Clinic) -> Versions:
    """The routine versions that a typed plan names and the clinic may use, by their id as typed."""
    typed_ids = {item.routine for phase in plan.phases for item in phase.items}
    ids = [text for text in typed_ids if text.isdecimal() and len(text) < LONGEST_ID]
    found = RoutineVersion.objects.for_clinic(clinic).filter(pk__in=ids).prefetch_related("phases")
    return {str(version.pk): version for version in found.prefetch_related("steps")}


def whole_number(label: Any, least: int, most: int, step: int = 1) -> forms.IntegerField:
    wrong = format_lazy(_("Use a whole number from {least} to {most}."), least=least, most=most)
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        widget=forms.NumberInput(attrs={"data-stepper": "", "step": step, "inputmode": "numeric"}),
        error_messages=dict.fromkeys(["required", "invalid", "min_value", "max_value"], wrong),
    )


def day(label: Any, **kwargs: Any) -> forms.DateField:
    wrong = _("Choose a day, like 2026-03-14.")
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": wrong, "invalid": wrong},
        **kwargs,
    )


class TypedForm(forms.Form):
    """A part of the big form: bound when it is to be checked, else only showing what was typed."""

    def __init__(self, typed: Mapping[str, str], *, prefix: str, check: bool):
        sent = {f"{prefix}-{name}": text for name, text in typed.items()}
        super().__init__(
            sent if check else None,
            initial=None if check else dict(typed),
            prefix=prefix,
            auto_id="id_%s",
            use_required_attribute=False,
        )


class DoseForm(TypedForm):
    """Hold, holds, rest, pressure, how often; a note for the patient, a reason for the record."""

    note = forms.CharField(label=_("Note for the patient"), max_length=LONGEST_TEXT, required=False)
    reason = forms.CharField(
        label=_("Reason for going this far"), max_length=LONGEST_TEXT, required=False
    )

    def __init__(self, typed: Mapping[str, str], **kwargs: Any):
        super().__init__(typed, **kwargs)
        for name, (least, most) in BOUNDS.items():
            self.fields[name] = whole_number(_LABELS[name], least, most, _STEPS.get(name, 1))

    def dose(self, side: Side) -> Dose:
        return Dose(side=side, **{name: self.cleaned_data[name] for name in NUMBERS})

    @property
    def number_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in NUMBERS]

    @property
    def shows_more(self) -> bool:
        """Whether what is folded away has something to say."""
        folded = ("rest", "times_a_day", "days_a_week", "note", "reason")
        return any(self[name].value() for name in ("note", "reason")) or any(
            name in self.errors for name in folded
        )


class ItemForm(TypedForm):
    """One routine of a phase: which sides, and the dose of both, or of each."""

    routine = forms.CharField(widget=forms.HiddenInput, required=False)
    sides = forms.ChoiceField(
        label=_("Which side"),
        choices=SIDE_MODES,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], _("Choose a side.")),
    )

    def __init__(
        self, item: TypedItem, versions: Versions, bounds: Bounds, *, prefix: str, check: bool
    ):
        super().__init__({"routine": item.routine, "sides": item.sides}, prefix=prefix, check=check)
        self.version = versions.get(item.routine)
        self.clean_sessions: int | None = None
        self.typed_sides = item.sides
        self.bounds = bounds
        self.main = DoseForm(item.main, prefix=f"{prefix}-main", check=check)
        is_each = item.sides == EACH
        self.right = DoseForm(item.right, prefix=f"{prefix}-right", check=check and is_each)

    def clean_routine(self) -> str:
        if self.version is None:
            raise forms.ValidationError(gettext("This routine is no longer there. Remove it."))
        return self.cleaned_data["routine"]

    @property
    def dose_forms(self) -> list[tuple[DoseForm, Side]]:
        """The doses that count, with the side each is for."""
        if self.typed_sides == EACH:
            return [(self.main, Side.LEFT), (self.right, Side.RIGHT)]
        known = self.typed_sides in set(Side)
        return [(self.main, Side(self.typed_sides) if known else Side.BOTH)]

    @property
    def longest_hold(self) -> int | str:
        """Seconds a hold may last without a reason."""
        if self.version is None:
            return ""
        return longest_hold(self.version, self.bounds.limits, self._caps)

    @property
    def highest_pressure(self) -> int | str:
        """The pressure felt, 0-10, that needs no reason."""
        if self.version is None:
            return ""
        return highest_pressure(self.version, self.bounds.limits, self._caps)

    @cached_property
    def _caps(self) -> Caps:
        assert self.version is not None
        return self.bounds.caps(self.version, self.dose_forms[0][1])

    @property
    def needs_reason(self) -> bool:
        """Whether nothing goes without a reason, whatever the dose."""
        return self.version is not None and self.version.needs_unlock

    @property
    def is_early(self) -> bool:
        """Whether it is locked and there were few clean sessions of the step before."""
        return self.clean_sessions is not None and self.clean_sessions < CLEAN_SESSIONS

    @property
    def session_seconds(self) -> int:
        """Seconds it takes, from whatever of it is a number already."""
        doses = [
            dose_in({name: str(form[name].value()) for name in NUMBERS}, side)
            for form, side in self.dose_forms
        ]
        return sum(dose.session_seconds for dose in doses if dose)

    @property
    def checks_out(self) -> bool:
        return self.is_valid() and all(form.is_valid() for form, _side in self.dose_forms)

    def prescriptions(self) -> list[PrescriptionPlan]:
        assert self.version is not None
        return [
            PrescriptionPlan(
                self.version,
                form.dose(side),
                note=form.cleaned_data["note"],
                reason=form.cleaned_data["reason"],
            )
            for form, side in self.dose_forms
        ]


class PhaseForm(TypedForm):
    """Some weeks, with the routines of a session."""

    weeks = whole_number(_("Weeks"), *WEEKS)
    first_week: int | None = None  # of the plan; None when the weeks before are no numbers

    def __init__(
        self, phase: TypedPhase, versions: Versions, bounds: Bounds, *, prefix: str, check: bool
    ):
        super().__init__({"weeks": phase.weeks}, prefix=prefix, check=check)
        self.items = [
            ItemForm(item, versions, bounds, prefix=f"{prefix}-i{i}", check=check)
            for i, item in enumerate(phase.items)
        ]

    @property
    def checks_out(self) -> bool:
        # A list, not a generator: every part is checked, so that all messages show at once.
        return all([self.is_valid(), *(item.checks_out for item in self.items)])

    def phase(self) -> PhasePlan:
        prescriptions = [one for item in self.items for one in item.prescriptions()]
        return PhasePlan(self.cleaned_data["weeks"], tuple(prescriptions))

    @property
    def last_week(self) -> int | None:
        text = str(self["weeks"].value() or "")
        if self.first_week is None or not (text.isdecimal() and 0 < int(text[:3]) <= WEEKS[1]):
            return None
        return self.first_week + int(text[:3]) - 1

    @property
    def routine_count(self) -> int:
        return len(self.items)

    @property
    def is_long(self) -> bool:
        return self.routine_count > FEW_ROUTINES

    @property
    def session_seconds(self) -> int:
        """Seconds of a session, from whatever of it is a number already."""
        return sum(item.session_seconds for item in self.items)

    @property
    def shows_trouble(self) -> bool:
        """Whether something in it is wrong: then it is shown unfolded."""
        forms_here = [self, *self.items, *(f for one in self.items for f, _s in one.dose_forms)]
        return any(form.errors for form in forms_here)


class DraftForm(forms.Form):
    """A whole draft: its name, dates and note, and its plan."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        error_messages={"required": _("Give the program a name, like “Psoas release”.")},
    )
    starts_on = day(_("Starts on"))
    review_on = day(_("Review on"))
    note = forms.CharField(
        label=_("Note for the patient"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        draft: ProgramVersion | None,
        is_first: bool,
        clinic: Clinic,
        bounds: Bounds,
        plan: TypedPlan | None = None,
        initial: dict[str, Any] | None = None,
    ):
        if draft is not None and initial is None:
            initial = {
                "name": draft.program.name,
                "starts_on": draft.program.starts_on,
                "review_on": draft.review_on,
                "note": draft.note,
            }
        super().__init__(data, initial=initial, use_required_attribute=False)
        if not is_first:
            # The name and the start are settled once somebody followed the program.
            del self.fields["name"], self.fields["starts_on"]
        self.clinic, self.bounds = clinic, bounds
        self.settled_start = None if is_first or draft is None else draft.program.starts_on
        self.plan_errors: list[str] = []
        if data is not None:
            plan = typed_in(data)
        elif plan is None:
            plan = typed(plan_of(draft)) if draft is not None else TypedPlan()
        self.typed_plan = plan
        versions = versions_in(plan, clinic)
        self.phases = [
            PhaseForm(phase, versions, bounds, prefix=f"p{p}", check=data is not None)
            for p, phase in enumerate(plan.phases)
        ]
        self._say_how_ready(bounds.screening.patient)
        first: int | None = 1
        for one in self.phases:
            one.first_week = first
            first = one.last_week + 1 if one.last_week else None

    def _say_how_ready(self, patient: Patient) -> None:
        """Beside a locked routine: how many clean sessions of the step before there were."""
        locked = [item for phase in self.phases for item in phase.items if item.needs_reason]
        counts = {
            item.version: clean_sessions(patient, item.version) for item in locked if item.version
        }
        for item in locked:
            item.clean_sessions = counts[item.version] if item.version else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts_on = cleaned.get("starts_on", self.settled_start)
        if starts_on and cleaned.get("review_on"):
            check_dates(
                starts_on,
                cleaned["review_on"],
                limits=self.bounds.limits,
                today=self.clinic.today(),
                is_running="starts_on" not in self.fields,
            )
        return cleaned

    def is_valid(self) -> bool:
        # Both are asked, so that all messages show at once.
        return all([super().is_valid(), self._plan_is_valid])

    @cached_property
    def _plan_is_valid(self) -> bool:
        if not all(phase.checks_out for phase in self.phases):
            return False
        problems = problems_of_plan(self.plan_phases, self.bounds)
        self.refuse(problems)
        return not problems

    @cached_property
    def plan_phases(self) -> tuple[PhasePlan, ...]:
        return tuple(phase.phase() for phase in self.phases)

    @property
    def has_readable_plan(self) -> bool:
        return all(phase.checks_out for phase in self.phases)

    def refuse(self, problems: Iterable[PlanProblem]) -> None:
        """Put each problem beside the field it is about."""
        for problem in problems:
            self._put(problem)

    def _put(self, problem: PlanProblem) -> None:
        if problem.phase is None:
            self.plan_errors.append(str(problem))
        elif problem.prescription is None:
            form: forms.Form = self.phases[problem.phase]
            form.add_error("weeks" if problem.field == "weeks" else None, str(problem))
        else:
            doses = [
                (item, form)
                for item in self.phases[problem.phase].items
                for form, _side in item.dose_forms
            ]
            item, dose_form = doses[problem.prescription]
            if problem.field in dose_form.fields:
                dose_form.add_error(problem.field, str(problem))
            else:
                item.add_error(None, str(problem))

    @property
    def error_links(self) -> list[tuple[str, str, str]]:
        """Every message with the place it is about, for the summary: (anchor, place, message)."""
        links = [("", "", text) for text in [*self.non_field_errors(), *self.plan_errors]]
        links += _links(self, "")
        for p, phase in enumerate(self.phases, start=1):
            place = gettext("Phase %(number)s") % {"number": p}
            links += _links(phase, place)
            for item in phase.items:
                name = item.version.shown_name if item.version else gettext("Routine")
                links += _links(item, f"{place}, {name}")
                for form, side in item.dose_forms:
                    which = f" ({SIDES[side]})" if item.typed_sides == EACH else ""
                    links += _links(form, f"{place}, {name}{which}")
        return links


def _links(form: forms.Form, place: str) -> list[tuple[str, str, str]]:
    links = []
    for name, errors in form.errors.items():
        if name == "__all__":
            if form.prefix is None:
                continue
            anchor, label = form.prefix, ""
        else:
            field = form[name]
            anchor = field.id_for_label if not field.is_hidden else ""
            anchor, label = anchor or form.prefix or "", str(field.label)
        words = ", ".join(part for part in (place, label) if part)
        links += [(anchor, words, str(error)) for error in errors]
    return links
