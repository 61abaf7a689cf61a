import re
from typing import Any

from django import forms
from django.contrib.auth.password_validation import (
    validate_password,
)
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from clinic.models import User

LONGEST_LOGIN = 150
LONGEST_PASSWORD = 256
LOGIN_LETTERS = re.compile(r"[\w.+-]+")


class CodeForm(forms.Form):
    """The code on a printed sheet."""

    code = forms.CharField(
        label=_("The code on your sheet"),
        help_text=_(
            "20 letters and numbers. Small letters are fine, and you can leave the dashes out."
        ),
        max_length=60,
        error_messages={"required": _("Type the code from your sheet.")},
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def refuse(self) -> None:
        """Say the same of every code that opens nothing."""
        self.add_error(
            "code",
            _(
                "This code does not work. Look at it again. If it is right, it was used, or it is "
                "too old: ask your clinic for a new sheet."
            ),
        )


TAKEN = "taken"


class AccountForm(forms.Form):
    """How somebody wants to sign in from now on."""

    login = forms.CharField(
        label=_("The name you will sign in with"),
        help_text=_("Your e-mail address, or a name you make up, like rosa1951."),
        min_length=3,
        max_length=LONGEST_LOGIN,
        error_messages={
            "required": _("Type your e-mail address or a name you make up."),
            "min_length": _("Make it 3 letters or longer."),
        },
        widget=forms.TextInput(
            {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password1 = forms.CharField(
        label=_("A password"),
        help_text=_("12 letters or more. Four words in a row are good: paper lion river quiet."),
        max_length=LONGEST_PASSWORD,
        strip=False,
        error_messages={"required": _("Make up a password.")},
        widget=forms.PasswordInput({"autocomplete": "new-password"}, render_value=True),
    )
    password2 = forms.CharField(
        label=_("The password once more"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        error_messages={"required": _("Type the same password again.")},
        widget=forms.PasswordInput({"autocomplete": "new-password"}, render_value=True),
    )

    def clean_login(self) -> str:
        login: str = self.cleaned_data["login"]
        if "@" in login:
            EmailValidator(_("This is not an e-mail address. Check it, or make up a name."))(login)
        elif not LOGIN_LETTERS.fullmatch(login):
            raise ValidationError(_("Use letters and numbers only, with no blanks in between."))
        taken = User.objects.filter(username__iexact=login) | User.objects.filter(
            email__iexact=login
        )
        if taken.exists():
            raise ValidationError(
                _("Somebody has this name already. Choose another, or sign in with it first."),
                code=TAKEN,
            )
        return login

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, User(username=self.cleaned_data.get("login", "")))
        return password

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        one, other = cleaned.get("password1"), cleaned.get("password2")
        if one and other and one != other:
            self.add_error("password2", _("The two passwords differ. Type it once more."))
        return cleaned

    @property
    def account(self) -> dict[str, str]:
        """What the action takes of a valid form; nothing of one that was not filled in."""
        if not self.is_bound:
            return {}
        return {
            "login": self.cleaned_data["login"],
            "password": self.cleaned_data["password1"],
        }
