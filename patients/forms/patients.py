from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinic.models import Clinic
from clinic.stale import Difference, differences, version_field
from patients.birth_dates import BIRTH_DATE_FORMATS
from patients.models import Patient
from patients.models.patient import EARLIEST_BIRTH


class PatientForm(forms.ModelForm):
    """A patient's record as somebody types it. It checks; the actions save."""

    birth_date = forms.DateField(
        label=_("Date of birth"),
        input_formats=BIRTH_DATE_FORMATS,
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"data-birth-date": "", "maxlength": 30, "autocomplete": "off"}
        ),
        help_text=_("Like 1951-03-14, 14.03.1951, 03/14/1951 or 14 Mar 1951."),
        error_messages={
            "invalid": _(
                "This date cannot be read. Write it like 1951-03-14, 14.03.1951, "
                "03/14/1951 (month first) or 14 Mar 1951."
            )
        },
    )

    class Meta:
        model = Patient
        fields = [
            "given_names",
            "family_name",
            "birth_date",
            "sex",
            "phone",
            "email",
            "language",
            "delivery",
            "own_number",
            "sore_side",
            "note",
            "guardian_name",
            "guardian_phone",
        ]
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "own_number": _("The number you keep for this patient elsewhere, if you do."),
            "note": _("For the clinic only, at most 2,000 characters."),
            "guardian_name": _("Needed for patients under 18."),
        }

    def __init__(self, *args: Any, clinic: Clinic, **kwargs: Any) -> None:
        kwargs.setdefault("instance", Patient(clinic=clinic))
        super().__init__(*args, **kwargs)
        self.clinic = clinic
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")

    @property
    def record(self) -> dict[str, Any]:
        """What the action is given."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def clean_birth_date(self) -> date:
        born = self.cleaned_data["birth_date"]
        if born < EARLIEST_BIRTH:
            raise forms.ValidationError(gettext("This is before 1900. Check the year."))
        return born

    def clean_own_number(self) -> str:
        number = self.cleaned_data["own_number"]
        others = Patient.objects.for_clinic(self.clinic).exclude(pk=self.instance.pk)
        if number and others.filter(own_number=number).exists():
            raise forms.ValidationError(
                gettext("Another patient already has this number. Look for it in the list.")
            )
        return number


class NewPatientForm(PatientForm):
    """A new record; it asks back when somebody with this name and birth date is already here."""

    add_anyway = forms.BooleanField(
        label=_("This is somebody else: add anyway"), required=False, widget=forms.HiddenInput
    )

    namesakes: list[Patient]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["language"] = self.clinic.language
        self.namesakes = []
        self.fields["given_names"].widget.attrs["autofocus"] = not self.is_bound

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if {"given_names", "family_name", "birth_date"} <= values.keys():
            names = f"{values['given_names']} {values['family_name']}"
            patients = Patient.objects.for_clinic(self.clinic)
            self.namesakes = patients.namesakes(names, values["birth_date"])
        if self.namesakes:
            self.fields["add_anyway"].widget = forms.CheckboxInput()
            if not values.get("add_anyway"):
                self.add_error(
                    "add_anyway",
                    gettext(
                        "Somebody with this name and date of birth is already here. "
                        "Open that record, or tick this to add another."
                    ),
                )
        return values


class EditPatientForm(PatientForm):
    """A change to a record; it carries the version of the record that was shown."""

    version = version_field()

    def __init__(self, *args: Any, instance: Patient, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": instance.version}
        super().__init__(*args, instance=instance, clinic=instance.clinic, **kwargs)

    def differences(self, current: Patient) -> list[Difference]:
        """Field by field, what was typed here and what somebody else saved meanwhile."""
        return differences(self, self.Meta.fields, self.instance, current)
