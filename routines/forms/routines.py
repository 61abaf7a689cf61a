"""What a clinic writes of its own routine: what it is, each step, and each phase."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from routines.attributes import Attribute, Position
from routines.balls import Ball
from routines.content import PhaseContent, StepContent
from routines.content_checks import LAST_WEEK
from routines.dose import BOUNDS, Dose, Side
from routines.drawing_choices import drawing_choices
from routines.forms.fields import number_field
from routines.models.dose import SideChoices

DOSE_FIELDS = [
    "hold",
    "holds",
    "rest",
    "pressure_low",
    "pressure_high",
    "times_a_day",
    "days_a_week",
]


class RoutineForm(forms.Form):
    """What a routine says, without its steps and phases."""

    version = forms.IntegerField(min_value=0, max_value=32767, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=120)
    summary = forms.CharField(
        label=_("In one sentence"),
        help_text=_("The patient reads it. Short words."),
        max_length=300,
        required=False,
    )
    role = forms.CharField(
        label=_("When it is used"),
        help_text=_("For practitioners."),
        max_length=200,
        required=False,
    )
    position = forms.ChoiceField(label=_("Position"), choices=Position)
    ball = forms.ChoiceField(label=_("Ball"), choices=Ball)
    ball_note = forms.CharField(
        label=_("About the ball"),
        help_text=_("The patient reads it, for example: “Let some air out.”"),
        max_length=200,
        required=False,
    )
    attributes = forms.MultipleChoiceField(
        label=_("What the screening looks at"),
        help_text=_("Screening questions that rule this out for a patient go by these ticks."),
        choices=Attribute,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    needs_unlock = forms.BooleanField(
        label=_("Off until a practitioner turns it on for a patient"), required=False
    )
    hold = number_field(_("Hold (seconds)"), *BOUNDS["hold"])
    holds = number_field(_("Holds a side"), *BOUNDS["holds"])
    rest = number_field(_("Rest (seconds)"), *BOUNDS["rest"])
    side = forms.ChoiceField(label=_("Side"), choices=SideChoices)
    pressure_low = number_field(_("Pressure felt, from"), *BOUNDS["pressure_low"])
    pressure_high = number_field(_("Pressure felt, to"), *BOUNDS["pressure_high"])
    times_a_day = number_field(_("Times a day"), *BOUNDS["times_a_day"])
    days_a_week = number_field(_("Days a week"), *BOUNDS["days_a_week"])
    cap_hold = number_field(_("Longest hold (seconds)"), *BOUNDS["hold"])
    cap_pressure = number_field(_("Highest pressure felt"), *BOUNDS["pressure_high"])
    sources = forms.CharField(
        label=_("Sources"),
        help_text=_("With commas between them: codes of our list, or a few words each."),
        max_length=300,
        required=False,
    )

    def dose(self) -> Dose:
        numbers = {name: self.cleaned_data[name] for name in DOSE_FIELDS}
        return Dose(side=Side(self.cleaned_data["side"]), **numbers)


class RowForm(forms.Form):
    """One row of a list: its field names are the same in every row, in the order of the page."""

    prefix_of_names: ClassVar[str]

    def __init__(self, data: dict[str, str] | None, *, row: int | str, **kwargs: Any) -> None:
        super().__init__(data, auto_id=f"id_{self.prefix_of_names}_{row}_%s", **kwargs)
        self.row = row

    def add_prefix(self, field_name: str) -> str:
        return f"{self.prefix_of_names}_{field_name}"

    @classmethod
    def names(cls) -> list[str]:
        return [f"{cls.prefix_of_names}_{name}" for name in cls.base_fields]


def _drawings() -> list[Any]:
    return [("", _("Choose a drawing")), *drawing_choices()]


class StepForm(RowForm):
    """One thing to do, and its drawing."""

    prefix_of_names = "step"
    text = forms.CharField(
        label=_("What to do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    drawing = forms.ChoiceField(label=_("Drawing"), choices=_drawings)
    # A list, not a tick: every row has to send it, or the rows below would lose their own.
    both_sides_only = forms.TypedChoiceField(
        label=_("Said"),
        choices=[("", _("always")), ("True", _("only when both sides are done"))],
        coerce=bool,
        required=False,
    )

    def content(self) -> StepContent:
        said = self.cleaned_data
        return StepContent(said["text"], said["drawing"], bool(said["both_sides_only"]))


class PhaseForm(RowForm):
    """The dose suggested for some weeks of a plan."""

    prefix_of_names = "phase"
    first_week = number_field(_("From week"), 1, LAST_WEEK)
    last_week = number_field(_("To week"), 1, LAST_WEEK)
    hold = number_field(_("Hold (seconds)"), *BOUNDS["hold"])
    pressure_low = number_field(_("Pressure, from"), *BOUNDS["pressure_low"])
    pressure_high = number_field(_("Pressure, to"), *BOUNDS["pressure_high"])

    def content(self) -> PhaseContent:
        return PhaseContent(**self.cleaned_data)
