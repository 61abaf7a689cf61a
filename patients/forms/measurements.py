from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from patients.actions.measurements import LONGEST_ACTIVITY, Ratings
from patients.forms.session_logs import NUMBERS, pain_field
from patients.measures import FEWEST_ACTIVITIES, MOST_ACTIVITIES
from patients.models import Measurement
from patients.models.measurement import ASKED, Instrument

TAP = _("Tap a number from 0 to 10.")


def day_field() -> forms.DateField:
    return forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": _("Choose the day."),
            "invalid": _("This is not a day. Write it like 2026-01-31."),
        },
    )


def based_on_field() -> forms.IntegerField:
    return forms.IntegerField(
        widget=forms.HiddenInput, required=False, initial=0, min_value=0, max_value=64_000
    )


@dataclass(frozen=True, slots=True)
class ActivityFields:
    """One activity in the form; its words are fixed once they have been rated."""

    number: int
    words: str
    name: BoundField | None
    rating: BoundField


class RatingsForm(forms.Form):
    """Own activities (PSFS) with 0-10 each: `known` ones to rate again, or three to five new."""

    based_on = based_on_field()

    def __init__(
        self,
        data: Any = None,
        *,
        known: Sequence[str] = (),
        rated: Sequence[int] = (),
        may_rename: bool = False,
        by_patient: bool = False,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.known = list(known)
        self.names_asked = may_rename or not self.known
        self.by_patient = by_patient
        self.asked = range(1, (len(self.known) or MOST_ACTIVITIES) + 1)
        for number in self.asked:
            self._add_activity(number, rated)

    def _add_activity(self, number: int, rated: Sequence[int]) -> None:
        words = self.known[number - 1] if self.known else ""
        if self.names_asked:
            self.fields[f"activity_{number}"] = forms.CharField(
                label=_("Activity %(number)s") % {"number": number},
                max_length=LONGEST_ACTIVITY,
                required=False,
                initial=words,
                widget=forms.TextInput({"autocomplete": "off"}),
            )
        rating = pain_field(words or _("Activity %(number)s: how well?") % {"number": number})
        rating.initial = rated[number - 1] if rated else None
        rating.error_messages["invalid_choice"] = TAP
        if not self.by_patient:
            rating.widget = forms.Select(choices=[("", "–"), *NUMBERS])
        self.fields[f"rating_{number}"] = rating

    @property
    def activities(self) -> list[ActivityFields]:
        return [
            ActivityFields(
                number,
                self.known[number - 1] if self.known else "",
                self[f"activity_{number}"] if self.names_asked else None,
                self[f"rating_{number}"],
            )
            for number in self.asked
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        found = [self._clean_activity(number, cleaned) for number in self.asked]
        cleaned["ratings"] = [one for one in found if one is not None]
        if not self.errors and len(cleaned["ratings"]) < FEWEST_ACTIVITIES:
            number = len(cleaned["ratings"]) + 1
            self.add_error(f"activity_{number}", gettext("Name three activities at least."))
        return cleaned

    def _clean_activity(self, number: int, cleaned: dict[str, Any]) -> tuple[str, int] | None:
        name, rating = f"activity_{number}", f"rating_{number}"
        words = cleaned.get(name, "") if self.names_asked else self.known[number - 1]
        if self.known and not words and name not in self.errors:
            self.add_error(name, gettext("Say what the activity is."))
        if not words and cleaned.get(rating) is not None and name not in self.errors:
            self.add_error(name, gettext("Say what the activity is, or leave out its number."))
        if words and cleaned.get(rating) is None and rating not in self.errors:
            self.add_error(rating, TAP)
        if not words or cleaned.get(rating) is None:
            return None
        return words, cleaned[rating]

    @property
    def ratings(self) -> Ratings:
        return self.cleaned_data["ratings"]


class CheckInForm(RatingsForm):
    """How somebody is doing: pain at rest, and their own activities."""

    measured_on = day_field()
    pain = pain_field(_("How much does it hurt now, while you rest?"))

    field_order = ["measured_on", "pain"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.by_patient:
            self.fields["measured_on"].required = False
        else:
            self.fields["pain"].label = _("Pain now, at rest (0–10)")
            self.fields["pain"].widget = forms.Select(choices=[("", "–"), *NUMBERS])

    def clean_pain(self) -> int | None:
        pain: int | None = self.cleaned_data["pain"]
        if pain is None:
            raise forms.ValidationError(TAP)
        return pain


def score_field() -> forms.DecimalField:
    return forms.DecimalField(
        label=_("Score"),
        max_digits=4,
        decimal_places=1,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": _("Type the number."), "invalid": _("Type a number.")},
    )


class TotalForm(forms.Form):
    """The total of a questionnaire, from a list of instruments."""

    instrument = forms.ChoiceField(
        label=_("Instrument"),
        choices=[
            ("", "–"),
            *((one.value, one.label) for one in Instrument if one not in ASKED),
        ],
        error_messages={
            "required": _("Choose the instrument."),
            "invalid_choice": _("Choose from the list."),
        },
    )
    score = score_field()
    measured_on = day_field()


class ScoreForm(forms.Form):
    """The number and the day of a measurement, to be corrected."""

    measured_on = day_field()
    score = score_field()
    based_on = based_on_field()
    ratings: Ratings = ()

    @property
    def value(self) -> Decimal:
        score: Decimal = self.cleaned_data["score"]
        return score


class DatedRatingsForm(RatingsForm):
    """Own activities of a day, to be corrected: words, numbers and day."""

    measured_on = day_field()
    field_order = ["measured_on"]

    @property
    def value(self) -> Decimal:
        return Decimal(0)  # the action takes the mean


def correction_form(data: Any, measurement: Measurement) -> ScoreForm | DatedRatingsForm:
    """The form that corrects a measurement, filled in with what it says."""
    initial: dict[str, Any] = {
        "measured_on": measurement.measured_on,
        "based_on": measurement.corrections,
    }
    if measurement.instrument != Instrument.PSFS:
        return ScoreForm(data, initial=initial | {"score": plain(measurement.score)})
    return DatedRatingsForm(
        data,
        known=measurement.activities,
        rated=[rating for _activity, rating in measurement.ratings],
        may_rename=True,
        initial=initial,
    )


def plain(score: Decimal) -> Decimal:
    """6.00 as 6, 3.50 as 3.5."""
    short = score.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral() else short
