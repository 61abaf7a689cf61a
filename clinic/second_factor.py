"""
The second factor: what proves one, and how the sign-in library is to treat it.

A password may be guessed or given away; whoever works at a clinic also shows an
authenticator app or a passkey, always. Patients may (docs/adr/0024).
"""

from io import BytesIO
from typing import Any

import segno
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic import second_factor_secrets, sign_ins, trail
from clinic.models import User
from clinic.second_factor_secrets import Encrypted, ToEncrypt

HOW = {Authenticator.Type.TOTP: "app", Authenticator.Type.WEBAUTHN: "passkey"}
METHOD = "mfa"  # what django-allauth calls it in the session
OF_ITS_OWN = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class SecondFactorAdapter(DefaultMFAAdapter):
    """django-allauth's second factors, in our words and with their secrets encrypted."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy(
            "This code is not right. A code works once, and only for 30 seconds: wait for the "
            "next one. If that fails too, see if the clock of your phone is right."
        ),
        "cannot_delete_authenticator": gettext_lazy(
            "This is your only second step, and your work needs one. Add another way first."
        ),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Set up an authenticator app or a passkey first."
        ),
    }

    def encrypt(self, text: str) -> str:
        return ToEncrypt.of(text)

    def decrypt(self, encrypted_text: str) -> str:
        if not isinstance(encrypted_text, Encrypted):
            raise TypeError("only what was found in a row says whose it is")
        return encrypted_text.decrypt()

    def build_totp_svg(self, url: str) -> str:
        drawn = BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", border=4, light="#fff", xmldecl=False)
        return drawn.getvalue().decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return may_remove(authenticator)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        others = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(number)s") % {"number": others + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": "Hipwise"}


def connect() -> None:
    """Whoever has just set up a second factor has shown it by that, in this session."""
    second_factor_secrets.connect()
    authenticator_added.connect(_added, dispatch_uid="second_factor_added")
    authenticator_removed.connect(_removed, dispatch_uid="second_factor_removed")
    authenticator_reset.connect(_codes_made, dispatch_uid="recovery_codes_made")


def is_proved(request: HttpRequest) -> bool:
    """Whether this session has seen a second factor of whoever is signed in."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == METHOD for record in records)


def has_one(user: AbstractBaseUser) -> bool:
    """Whether somebody can show a second factor; recovery codes only stand in for one."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=OF_ITS_OWN).exists()


def may_remove(authenticator: Authenticator) -> bool:
    """Whether a user may do without it: staff keep one second factor at least."""
    user: Any = authenticator.user
    others = Authenticator.objects.filter(user_id=user.pk, type__in=OF_ITS_OWN)
    return not user.needs_second_factor or others.exclude(pk=authenticator.pk).exists()


def takes_passkeys(request: HttpRequest) -> bool:
    """Passkeys are bound to a name; browsers refuse them where the address is a number."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    return not (host.startswith("[") or host.replace(".", "").isdigit())


def _added(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type not in OF_ITS_OWN:
        return  # recovery codes, which come along with the first of the others
    record_authentication(request, user, METHOD, id=authenticator.pk, type=authenticator.type)
    sign_ins.tell_clinics(
        "clinic.second_factor_added", user, by=user, write=trail.record, how=HOW[authenticator.type]
    )


def _removed(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type in OF_ITS_OWN:
        sign_ins.tell_clinics(
            "clinic.second_factor_removed",
            user,
            by=user,
            write=trail.record,
            how=HOW[authenticator.type],
        )


def _codes_made(user: User, **kwargs: Any) -> None:
    sign_ins.tell_clinics("clinic.recovery_codes_made", user, by=user, write=trail.record)
