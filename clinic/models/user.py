from collections.abc import Iterator

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from clinic.languages import spoken_languages


class User(AbstractUser):
    """Someone who can sign in; a Membership opens the staff door, a Patient record the portal."""

    # Every session is tied to it: with a new one, all sessions are over (end_sessions).
    session_seed = models.CharField(max_length=32, default="", editable=False)

    language = models.CharField(
        _("language"),
        max_length=10,
        choices=spoken_languages,
        default="",
        blank=True,
        help_text=_("Empty: the language of the browser."),
    )
    # How pages look (clinic/seeing.py); empty: as this browser was told before signing in.
    large_text = models.BooleanField(_("large text"), null=True, blank=True)
    high_contrast = models.BooleanField(_("high contrast"), null=True, blank=True)
    needs_second_factor = models.BooleanField(
        default=False, help_text="Whoever has worked at a clinic, from then on (docs/adr/0024)."
    )

    objects = UserManager()

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="clinic_user_email_once",
                violation_error_message=_("Somebody already signs in with this e-mail address."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.get_username()

    def get_session_auth_hash(self) -> str:
        return self._tied_to_seed(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for earlier in super().get_session_auth_fallback_hash():
            yield self._tied_to_seed(earlier)

    def _tied_to_seed(self, digest: str) -> str:
        return salted_hmac(
            "clinic.session", digest + self.session_seed, algorithm="sha256"
        ).hexdigest()
