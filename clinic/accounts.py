from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core import context as library_context
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sites.shortcuts import get_current_site
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from clinic import outbox, sign_in_limits
from clinic.email_changes import tell_of_address
from clinic.fresh import is_fresh
from clinic.sign_ins import tell_too_many
from clinic.templatetags.devices import device

# How long what a mail holds can be used; later it is not sent any more.
VALID = {
    "account/email/login_code": timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT),
    "account/email/email_confirmation": timedelta(
        seconds=settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT
    ),
    "account/email/password_reset_key": timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
}
CODE = "code"  # what django-allauth calls a sign-in by an e-mailed one
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
        """All that a sign-in writes in one commit: each waits for the disk."""
        self.let_in(request, user)
        self._tell_of_new_browser(request, user)

    @transaction.atomic(savepoint=False)
    def let_in(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Begin the session of somebody who has just made their account: no browser is new then."""
        super().login(request, user)
        request.session.set_expiry(0)  # as the library would, when it is too late for this commit
        request.session.save()

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        login = sign_in_limits.login_in(credentials)
        self._login_failed_rl_usage = sign_in_limits.use(request, login)
        if not self._login_failed_rl_usage:
            tell_too_many(request, login)
            raise self.validation_error("too_many_login_attempts")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What counts as one; a new password by e-mail begins anew."""
        return sign_in_limits.key_of(request, sign_in_limits.login_in(credentials))

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        proofs = get_authentication_records(request, user)
        logins = [login for proof in proofs if (login := sign_in_limits.login_in(proof))]
        sign_in_limits.remember(request, response, user, *logins)
        return response

    def _tell_of_new_browser(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        proofs = get_authentication_records(request, user)
        by_mail = any(proof["method"] == CODE for proof in proofs)  # they have just had a mail
        if not by_mail and not sign_in_limits.knows(request, user):
            used = {"device": device(request.headers.get("User-Agent", ""))}
            self.send_notification_mail("account/email/new_browser", user, used)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """One rule for the library's sensitive pages and for ours (clinic/fresh.py)."""
        return not is_fresh(self.request) and super().is_reauthentication_required(
            app=app, **kwargs
        )

    def get_login_stages(self) -> list[str]:
        """Who has no confirmed address comes in too: patients need none."""
        return [stage for stage in super().get_login_stages() if stage != NOT_ASKED_AT_SIGN_IN]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Leave it to the worker: whoever asked learns nothing by how the mail server does."""
        request = library_context.request
        told = {"request": request, "email": email, "current_site": get_current_site(request)}
        message = self.render_mail(template_prefix, email, told | context)
        outbox.put(
            kind=template_prefix,
            to=email,
            subject=message.subject,
            body=message.body,
            valid=VALID.get(template_prefix, outbox.VALID),
        )

    @transaction.atomic
    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Somebody has typed the code that was sent to their new address."""
        is_confirmed = bool(super().confirm_email(request, email_address))
        if is_confirmed:
            tell_of_address(email_address.user)
        return is_confirmed
