from datetime import timedelta
from typing import Any, Self
from uuid import uuid4

from django.db import models
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEPT_DAYS = 30  # how it went; what it said is gone once it left


class MailState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Could not be delivered")
    LATE = "late", _("Too late to be of use")


OPEN = [MailState.WAITING, MailState.SENDING]


class Problem(models.TextChoices):
    """Why a mail did not leave; kept without anything that anybody typed."""

    NAME = "name", _("the mail server’s name was not found")
    REFUSED = "refused", _("the mail server does not answer")
    TIME = "time", _("the mail server took too long")
    CERTIFICATE = "certificate", _("the mail server’s certificate is not valid")
    ENCRYPTION = "encryption", _("the mail server does not encrypt as it should")
    SIGN_IN = "sign_in", _("the mail server refused our sign-in")
    SENDER = "sender", _("the mail server refused our sender address")
    ADDRESS = "address", _("the mail server refused this address")
    MESSAGE = "message", _("the mail server refused the mail")
    BUSY = "busy", _("the mail server asks us to come back later")
    UNREADABLE = "unreadable", _("its key is gone")
    OTHER = "other", _("something else went wrong")


class MailQuerySet(models.QuerySet):
    def undelivered(self) -> Self:
        return self.filter(state__in=OPEN)

    def outdated(self) -> Self:
        since = timezone.now() - timedelta(days=KEPT_DAYS)
        return self.filter(made_at__lt=since).exclude(state__in=OPEN)

    def of(self, row: models.Model) -> Self:
        return self.filter(about=about(row))

    def last_lost(self, label: str, row: models.OuterRef) -> models.Subquery:
        """The id of the newest mail about each row of a query around this, if it was in vain."""
        name = Concat(models.Value(f"{label}:"), Cast(row, models.CharField()))
        newest = self.filter(about=name).order_by("-made_at", "-pk")
        lost = models.Case(models.When(state=MailState.FAILED, then="pk"))
        return models.Subquery(newest.annotate(lost=lost).values("lost")[:1])

    def newest_of(self, rows: "list[Any]") -> "dict[int, Mail]":
        """The newest mail about each of the rows (of one model), by the row's id; one query."""
        names = {about(row): row.pk for row in rows}
        if not names:
            return {}
        found: Any = self.filter(about__in=names).order_by("made_at", "pk")
        return {names[mail.about]: mail for mail in found}


def about(row: models.Model) -> str:
    """A row as a mail names it: text, so that neither holds the other."""
    return f"{row._meta.label_lower}:{row.pk}"


def new_key() -> str:
    return uuid4().hex


class Mail(models.Model):
    """
    A mail of ours, from the moment it was decided on until 30 days after it left.

    To whom and what it says is encrypted (docs/adr/0032), and wiped once it left or never will.
    """

    key = models.CharField(max_length=32, unique=True, default=new_key)
    kind = models.CharField(max_length=60)  # the name of its template
    about = models.CharField(max_length=60, blank=True, db_index=True)
    content = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=MailState, default=MailState.WAITING)
    problem = models.CharField(max_length=12, choices=Problem, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: Any = MailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=MailState.values), name="clinic_mail_state_known"
            ),
            models.CheckConstraint(
                condition=(models.Q(state__in=OPEN, ended_at=None) & ~models.Q(content=""))
                | (~models.Q(state__in=OPEN) & models.Q(content="", ended_at__isnull=False)),
                name="clinic_mail_wiped_at_its_end",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(state__in=OPEN),
                name="clinic_mail_open",
            ),
            models.Index(fields=["made_at"], name="clinic_mail_made"),
        ]

    def __str__(self) -> str:
        return f"Mail {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_sent(self) -> bool:
        return self.state == MailState.SENT
