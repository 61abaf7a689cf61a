from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinic.actions.first_owners import NewClinic
from clinic.forms.clinics import time_zones
from clinic.forms.members import NewMemberForm
from clinic.invited import has_account


class FirstOwnerForm(NewMemberForm):
    """A clinic and its first owner, as they type it."""

    clinic_name = forms.CharField(
        label=_("Name of the clinic"),
        max_length=200,
        error_messages={"required": _("Type the name of the clinic.")},
        help_text=_("Stands on every page and every handout. You can change all this later."),
    )
    phone = forms.CharField(
        label=_("Phone of the clinic"),
        max_length=40,
        error_messages={"required": _("Type the phone number that patients call.")},
        widget=forms.TextInput({"type": "tel"}),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), error_messages={"required": _("Choose where the clinic is.")}
    )
    emergency_number = forms.CharField(
        label=_("Emergency number"),
        max_length=20,
        validators=[
            RegexValidator(r"^\+?[0-9 ()/-]+\Z", _("Write it in digits, like 911 or 112."))
        ],
        help_text=_("The number patients are told to call in an emergency, like 911 or 112."),
        error_messages={"required": _("Type the emergency number of the country.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=150,
        help_text=_("You sign in with it."),
        error_messages={"required": _("Type your e-mail address.")},
        widget=forms.EmailInput({"autocomplete": "username", "spellcheck": "false"}),
    )

    field_order = (
        "clinic_name",
        "phone",
        "time_zone",
        "emergency_number",
        "given_names",
        "family_name",
        "email",
        "password",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, address="", **kwargs)
        zones: list[Any] = [("", _("Choose")), *time_zones()]
        self.fields["time_zone"].choices = zones  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        self.address = email
        if has_account(email):
            raise forms.ValidationError(
                gettext("Somebody signs in with this address already. Take another one.")
            )
        return email

    @property
    def typed(self) -> dict[str, Any]:
        """What the action is given."""
        said = self.cleaned_data
        clinic = NewClinic(
            name=said["clinic_name"],
            phone=said["phone"],
            time_zone=said["time_zone"],
            emergency_number=said["emergency_number"],
        )
        owner = ("email", "given_names", "family_name", "password")
        return {"clinic": clinic, **{name: said[name] for name in owner}}
