from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from clinic.languages import spoken_languages
from clinic.models import Clinic
from clinic.models.clinic import Paper
from patients.models import Patient
from routines.handouts import Options, Size, Span


class HandoutForm(forms.Form):
    """How to print; what an address leaves out is as the clinic usually prints."""

    paper = forms.ChoiceField(label=_("Paper"), choices=Paper)
    size = forms.ChoiceField(label=_("Letters"), choices=Size)
    span = forms.ChoiceField(label=_("Weeks"), choices=Span)
    grid = forms.TypedChoiceField(
        label=_("Table to write sessions down"),
        choices=[("yes", _("With the table")), ("no", _("Without it"))],
        coerce=lambda value: value == "yes",
    )

    language = forms.ChoiceField(label=_("Language"), choices=spoken_languages)

    def __init__(self, chosen: QueryDict, *, clinic: Clinic, patient: Patient) -> None:
        usual = {
            "paper": clinic.paper,
            "size": Size.NORMAL,
            "span": Span.DUE,
            "grid": "yes",
            "language": patient.spoken_language,
        }
        super().__init__(usual | {name: chosen[name] for name in usual if name in chosen})

    @property
    def options(self) -> Options:
        """What was chosen, once it is valid; else what is usual."""
        values: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        return Options(**values)
