"""What a reader of the library asks to see."""

from django import forms
from django.utils.translation import gettext_lazy as _

from routines.attributes import Attribute, Position
from routines.balls import Ball
from routines.dose import Side
from routines.models.routine import RoutineQuerySet

ATTRIBUTE_CHOICES = [
    ("", _("Anything")),
    (_("Without"), [(f"-{a.value}", a.label) for a in Attribute]),
    (_("With"), [(a.value, a.label) for a in Attribute]),
]


class LibraryFilterForm(forms.Form):
    """Which routines to show. All of it is in the address, so that it can be kept."""

    position = forms.ChoiceField(
        label=_("Position"), choices=[("", _("Any position")), *Position.choices], required=False
    )
    ball = forms.ChoiceField(
        label=_("Ball"), choices=[("", _("Any ball")), *Ball.choices], required=False
    )
    attribute = forms.ChoiceField(
        label=_("What it does"), choices=ATTRIBUTE_CHOICES, required=False
    )

    @property
    def is_asking(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())

    def filtered(self, routines: RoutineQuerySet) -> RoutineQuerySet:
        """The routines asked for; all of them when the question makes no sense."""
        if not self.is_valid():
            return routines
        asked = self.cleaned_data
        if asked["position"]:
            routines = routines.filter(current__position=asked["position"])
        if asked["ball"]:
            routines = routines.filter(current__ball=asked["ball"])
        if asked["attribute"]:
            name = asked["attribute"].removeprefix("-")
            has = not asked["attribute"].startswith("-")
            routines = routines.filter(**{f"current__{name}": has})
        return routines


class ReadingForm(forms.Form):
    """Which version of a routine to read, and on which side its drawings show it."""

    version = forms.IntegerField(min_value=1, max_value=32767, required=False)
    side = forms.ChoiceField(
        choices=[(side.value, side.value) for side in (Side.LEFT, Side.RIGHT)], required=False
    )
