import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clinic.email_changes import tell_of_address
from clinic.fresh import is_fresh

logger = logging.getLogger("hipwise.mail")
NOT_ASKED_AT_SIGN_IN = "allauth.account.stages.EmailVerificationStage"


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Nobody opens an account alone: a clinic invites them."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This is not the code. Look at the newest mail, and type it again."),
        "too_many_login_attempts": _("Too many tries. Wait a few minutes, then try again."),
        "rate_limited": _("Too many tries. Wait a few minutes, then try again."),
        "email_taken": _("Another account has this address. Sign in with that one."),
        "duplicate_email": _("This is your address already."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    @transaction.atomic
    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Session and last sign-in in one commit: each waits for the disk."""
        super().login(request, user)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """One rule for the library's sensitive pages and for ours (clinic/fresh.py)."""
        return not is_fresh(self.request) and super().is_reauthentication_required(
            app=app, **kwargs
        )

    def get_login_stages(self) -> list[str]:
        """Who has no confirmed address comes in too: patients need none."""
        return [stage for stage in super().get_login_stages() if stage != NOT_ASKED_AT_SIGN_IN]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail that cannot be sent is told to the log; whoever asked learns nothing by it."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:
            logger.exception("mail not sent")

    @transaction.atomic
    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Somebody has typed the code that was sent to their new address."""
        is_confirmed = bool(super().confirm_email(request, email_address))
        if is_confirmed:
            tell_of_address(email_address.user)
        return is_confirmed
