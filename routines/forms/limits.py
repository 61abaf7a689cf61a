"""The clinic's own limits."""

from dataclasses import asdict, fields

from django import forms
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clinic.stale import Difference, differences, version_field
from routines.dose import BOUNDS
from routines.forms.fields import number_field
from routines.limits import Limits


class DoseLimitsForm(forms.Form):
    """How far practitioners may go; beside each number stands the clinical one."""

    hold = number_field(_("Longest hold (seconds)"), *BOUNDS["hold"])
    hold_reason_above = number_field(
        _("Ask why when a hold is longer than (seconds)"), *BOUNDS["hold"]
    )
    pressure = number_field(_("Highest pressure felt (0–10)"), *BOUNDS["pressure_high"])
    pressure_reason_from = number_field(
        _("Ask why from this pressure felt on (0–10)"), *BOUNDS["pressure_high"]
    )
    holds = number_field(_("Most holds a side"), *BOUNDS["holds"])
    loaded_minutes_a_side = number_field(
        _("Most minutes under pressure on one side in a session"), 1, 60
    )
    times_a_day = number_field(_("Most times a day"), *BOUNDS["times_a_day"])
    weeks = number_field(_("Most weeks without a review"), 1, 52)

    version = version_field(least=0)

    def __init__(self, data: QueryDict | None, *, limits: Limits, version: int) -> None:
        super().__init__(data, initial=asdict(limits) | {"version": version})
        for name, clinical in asdict(Limits()).items():
            self.fields[name].help_text = format_lazy(
                _("Clinical limit: {clinical}"), clinical=str(clinical)
            )

    def differences(self, current: Limits) -> list[Difference]:
        """Field by field, what was typed here and what somebody else saved meanwhile."""
        return differences(self, asdict(current), self.limits(), current)

    def limits(self) -> Limits:
        return Limits(**{field.name: self.cleaned_data[field.name] for field in fields(Limits)})
