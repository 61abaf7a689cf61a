"""Fields that the forms of doses share."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


def number_field(label: Any, low: int, high: int, **kwargs: Any) -> forms.IntegerField:
    """A whole number with a minus and a plus beside it; the message says what would be right."""
    wrong = format_lazy(
        _("Write a whole number from {low} to {high}."), low=str(low), high=str(high)
    )
    return forms.IntegerField(
        label=label,
        min_value=low,
        max_value=high,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
        widget=forms.NumberInput(attrs={"data-stepper": "", "inputmode": "numeric"}),
        **kwargs,
    )
