from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from clinic.models import User
from clinic.permissions import Role

LONGEST_NAME = 150
LONGEST_PASSWORD = 256


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=150,
        help_text=_("Where the invitation goes. They sign in with it later."),
        error_messages={"required": _("Type the e-mail address of the person you invite.")},
        widget=forms.EmailInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role, initial=Role.PRACTITIONER)


class RoleForm(forms.Form):
    """What a member is from now on."""

    role = forms.ChoiceField(label=_("Role"), choices=Role)


class NewMemberForm(forms.Form):
    """All that somebody types who joins a clinic: their name, and a password."""

    given_names = forms.CharField(
        label=_("Your given names"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Type your given names.")},
        widget=forms.TextInput({"autocomplete": "given-name"}),
    )
    family_name = forms.CharField(
        label=_("Your family name"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Type your family name.")},
        widget=forms.TextInput({"autocomplete": "family-name"}),
    )
    password = forms.CharField(
        label=_("A password"),
        help_text=_("12 letters or more. Four words in a row are good: paper lion river quiet."),
        max_length=LONGEST_PASSWORD,
        strip=False,
        error_messages={"required": _("Make up a password.")},
        widget=forms.PasswordInput({"autocomplete": "new-password"}, render_value=True),
    )

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = address

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if password := values.get("password"):
            self._check(password, values)
        return values

    def _check(self, password: str, values: dict[str, Any]) -> None:
        user = User(
            username=self.address,
            email=self.address,
            first_name=values.get("given_names", ""),
            last_name=values.get("family_name", ""),
        )
        try:
            validate_password(password, user)
        except forms.ValidationError as error:
            self.add_error("password", error)
