"""Signing in, by django-allauth's own form with an end to what may be typed; one's account."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, RequestLoginCodeForm, ResetPasswordForm
from allauth.core import context
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from clinic import sign_in_limits
from clinic.languages import spoken_languages
from clinic.models import User

LONGEST_LOGIN = 254  # an e-mail address has no more
LONGEST_PASSWORD = 1000


class SignInForm(LoginForm):
    """Name and password; SQLite cannot even look for a name of a million letters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, most in (("login", LONGEST_LOGIN), ("password", LONGEST_PASSWORD)):
            too_long = MaxLengthValidator(most, _("That is too long. Check what you typed."))
            self.fields[name].validators.append(too_long)


class CodeByMailForm(RequestLoginCodeForm):
    """Where to send a code to sign in with."""

    def clean_email(self) -> str:
        return mailed_to(super().clean_email())


class NewPasswordForm(ResetPasswordForm):
    """Where to send a link for a new password."""

    def clean_email(self) -> str:
        return mailed_to(super().clean_email())


def mailed_to(address: str) -> str:
    """The address, unless it was given too often; whether anybody has it makes no difference."""
    if address and not sign_in_limits.may_be_mailed(context.request, address):
        raise get_adapter().validation_error("rate_limited")
    return address


class OwnAccountForm(forms.ModelForm):
    """One's own name and language. It checks; the action saves."""

    class Meta:
        model = User
        fields = ["first_name", "last_name", "language"]
        labels = {"first_name": _("Given names"), "last_name": _("Family name")}
        help_texts = {"language": _("Pages speak it from now on.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            ("", _("As the browser says")),
            *spoken_languages(),
        ]
