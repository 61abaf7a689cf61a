"""Sign-in forms: django-allauth's own, with an end to what may be typed."""

from typing import Any

from allauth.account.forms import LoginForm
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

LONGEST_LOGIN = 254  # an e-mail address has no more
LONGEST_PASSWORD = 1000


class SignInForm(LoginForm):
    """Name and password; SQLite cannot even look for a name of a million letters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, most in (("login", LONGEST_LOGIN), ("password", LONGEST_PASSWORD)):
            too_long = MaxLengthValidator(most, _("That is too long. Check what you typed."))
            self.fields[name].validators.append(too_long)
