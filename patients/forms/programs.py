"""Small forms around a program: start one, what was taught, the review, the ending."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from patients.forms.drafts import LONGEST_ID, day, whole_number
from patients.models.program import Ending
from patients.plan_checks import WEEKS
from routines.dose import Side


class TeachBackForm(forms.Form):
    """What the patient showed or said before going home; ticks, none of them a must."""

    found_the_spot = forms.BooleanField(label=_("Found the spot"), required=False)
    showed_the_pressure = forms.BooleanField(label=_("Showed the pressure"), required=False)
    knows_the_stop_signs = forms.BooleanField(label=_("Knows the stop signs"), required=False)
    has_the_program = forms.BooleanField(label=_("Opened the page or chose paper"), required=False)


class ReviewForm(forms.Form):
    """What a practitioner found before a paused program goes on."""

    note = forms.CharField(
        label=_("What you found, and why it may go on"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write down what you found: it is kept with the program.")},
    )
    handles_alerts = forms.BooleanField(
        label=_("This also deals with the open alerts of this program"),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, has_alerts: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not has_alerts:
            del self.fields["handles_alerts"]


class EndingForm(forms.Form):
    """How a program ended."""

    ending = forms.ChoiceField(
        label=_("How did it end?"),
        choices=Ending,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], _("Say how it ended.")),
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class StartForm(forms.Form):
    """A new draft: from a template, or from some routines of the library."""

    side = forms.ChoiceField(
        label=_("Which side"),
        choices=[
            (Side.BOTH.value, _("Both sides")),
            (Side.LEFT.value, _("Left only")),
            (Side.RIGHT.value, _("Right only")),
        ],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], _("Choose a side.")),
    )
    starts_on = day(_("Starts on"))
    weeks = whole_number(_("Weeks"), *WEEKS)
    routines = forms.TypedMultipleChoiceField(
        label=_("Routines"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose routines from the cards below.")},
    )
    template = forms.TypedChoiceField(
        coerce=int,
        required=False,
        empty_value=None,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("Choose one of the plans below.")},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        templates: Iterable[int],
        routines: Iterable[int],
        side: str,
        today: date,
        **kwargs: Any,
    ):
        initial = {"side": side, "starts_on": today, "weeks": 4} | kwargs.pop("initial", {})
        super().__init__(data, initial=initial, use_required_attribute=False, **kwargs)
        for name, ids in (("template", templates), ("routines", routines)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(pk, str(pk)) for pk in ids]

    @property
    def ticked(self) -> set[int]:
        """The routines ticked so far, also where something else is wrong."""
        texts = (str(one) for one in self["routines"].value() or [])
        return {int(text) for text in texts if text.isdecimal() and len(text) < LONGEST_ID}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("template") and not cleaned.get("routines"):
            self.add_error("routines", gettext("Choose a plan, or tick at least one routine."))
        return cleaned
