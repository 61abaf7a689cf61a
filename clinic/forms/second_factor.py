"""Forms of second factors: django-allauth's own, in our words and with an end to what they take."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import UnsupportedAlgorithm
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

LONGEST_CODE = 40
LONGEST_NAME = 60
LONGEST_ANSWER = 20_000  # those of real passkeys have some 2,000 letters
NOT_OURS = _("This passkey is not known here, or it took too long. Try again.")
# What the reader of passkeys trips over, depending on what was sent instead of one.
MALFORMED = (
    AttributeError,
    LookupError,
    NotImplementedError,
    OverflowError,
    RecursionError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    struct.error,
)


@contextmanager
def told_in_words() -> Iterator[None]:
    """Any bytes may be sent as a passkey: what cannot be read as one is refused, not an error."""
    try:
        yield
    except ValidationError:
        raise ValidationError(NOT_OURS) from None
    except MALFORMED as error:
        raise ValidationError(NOT_OURS) from error


def one_time_code(help_text: Any) -> forms.CharField:
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
    return forms.CharField(
        label=_("Code"),
        help_text=help_text,
        max_length=LONGEST_CODE,
        widget=forms.TextInput(attributes),
        error_messages={"required": _("Type the code that your app shows now.")},
    )


def name_of_passkey(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("Name"),
        help_text=_("So that you know it again: “My phone”, “Blue key”."),
        max_length=LONGEST_NAME,
        required=required,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class AnswerField(forms.JSONField):
    """What a passkey answered."""

    widget = forms.HiddenInput
    default_error_messages = {"invalid": NOT_OURS, "required": NOT_OURS}

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > LONGEST_ANSWER:
            raise ValidationError(NOT_OURS)
        ProhibitNullCharactersValidator(NOT_OURS)(value)
        with told_in_words():
            answer = super().to_python(value)
        if value not in self.empty_values and not isinstance(answer, dict):
            raise ValidationError(NOT_OURS)
        return answer

    def bound_data(self, data: Any, initial: Any) -> None:
        """Never shown again: an answer is good for one question only."""
        return


class CodeForm(AuthenticateForm):
    code = one_time_code(_("6 digits from your authenticator app, or a recovery code."))


class CodeAgainForm(ReauthenticateForm):
    code = one_time_code(_("6 digits from your authenticator app, or a recovery code."))


class AppForm(ActivateTOTPForm):
    code = one_time_code(_("6 digits. The app shows new ones every 30 seconds."))


class PasskeyForm(AddWebAuthnForm):
    """A new passkey: it always asks who holds it, and can stand for name and password."""

    name = name_of_passkey(required=False)
    credential = AnswerField()
    passwordless = None

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        with told_in_words():
            return super().clean()


class PasskeyNameForm(EditWebAuthnForm):
    name = name_of_passkey(required=True)


class AnswersOnce:
    """A form that takes what a passkey answered."""

    def clean_credential(self) -> Any:
        with told_in_words():
            return super().clean_credential()  # type: ignore[misc]


class PasskeyCodeForm(AnswersOnce, AuthenticateWebAuthnForm):
    credential = AnswerField()


class PasskeySignInForm(AnswersOnce, LoginWebAuthnForm):
    credential = AnswerField()


class PasskeyAgainForm(AnswersOnce, ReauthenticateWebAuthnForm):
    credential = AnswerField()
