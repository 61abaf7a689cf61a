from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _


class Show(models.TextChoices):
    """Which of a clinic's patients a list shows."""

    ALL = "all", _("All")
    ATTENTION = "attention", _("Need attention")
    ACTIVE = "active", _("On a program")
    REVIEW = "review", _("Review due")
    NO_PROGRAM = "no-program", _("No program")
    ARCHIVED = "archived", _("Archived")


class PatientSearchForm(forms.Form):
    """What somebody types to find a patient. It is posted: no name stands in an address."""

    q = forms.CharField(
        label=_("Find a patient"),
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "class": "form-control"}
        ),
        error_messages={
            "required": _("Type a name, a date of birth, a number, a phone or an e-mail.")
        },
    )
