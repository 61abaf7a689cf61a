"""
Mails on their way out: a row with their cause, then a job, then the mail server.

What a worker is about to do is committed before it does it, and what it did right after, so
that one that is killed leaves behind how far it came. Only who is killed between the mail
server's "taken" and our own note of it leaves a doubt: then the same mail, with the same
Message-ID, is handed over once more (docs/adr/0032).
"""

import json
import logging
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import formatdate
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from clinic import encryption
from clinic.jobs import job
from clinic.mail_problems import HOPELESS, problem_of
from clinic.models.mail import OPEN, Mail, MailState, Problem, about

logger = logging.getLogger("hipwise.mail")

QUEUE = "mail"
VALID = timedelta(days=1)  # of a mail that says nothing else
LEASE = timedelta(minutes=5)  # longer than handing over takes, however slow the server
LOST = timedelta(minutes=15)  # a job that nobody did by then is enqueued again
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)


@transaction.atomic
def put(
    *,
    kind: str,
    to: str,
    subject: str,
    body: str,
    valid: timedelta = VALID,
    row: models.Model | None = None,
    headers: dict[str, str] | None = None,
) -> Mail:
    """Have a mail sent: in the transaction of what it follows from, or not at all."""
    now = timezone.now()
    mail = Mail(
        kind=kind,
        about=about(row) if row else "",
        made_at=now,
        expires_at=now + valid,
        next_try_at=now + LOST,
    )
    said = {"to": to, "subject": subject, "body": body, "headers": headers or {}}
    mail.content = encryption.encrypt(json.dumps(said), _place(mail))
    mail.full_clean(validate_unique=False, validate_constraints=False)  # the database does
    mail.save()
    deliver.enqueue(mail.pk)
    return mail


@job(queue=QUEUE)
def deliver(mail_id: int) -> None:
    """Hand one mail over; what goes wrong is noted, and tried again while it is of use."""
    mail = _take(mail_id)
    if mail is None:
        return
    if mail.expires_at <= timezone.now():
        _end(mail, MailState.LATE)
        return
    try:
        hand_over(_message(mail))
    except (OSError, encryption.SecretUnreadable) as error:  # of files, lines and mail servers
        _put_off(mail, problem_of(error))
    else:
        _end(mail, MailState.SENT)


def hand_over(message: EmailMessage) -> None:
    """Give it to the mail server now; whatever it says after it took the mail does not matter."""
    connection = get_connection()
    try:
        connection.open()
        connection.send_messages([message])
    finally:
        with suppress(OSError):
            connection.close()


def take_up_again(now: datetime | None = None) -> int:
    """Enqueue what is due for another try, and what a killed worker held; count them."""
    now = now or timezone.now()
    due = Q(state=MailState.WAITING, next_try_at__lte=now) | Q(
        state=MailState.SENDING, taken_at__lte=now - LEASE
    )
    with transaction.atomic():
        ids = list(Mail.objects.select_for_update().filter(due).values_list("pk", flat=True))
        Mail.objects.filter(pk__in=ids).update(next_try_at=now + LOST)
        for pk in ids:
            deliver.enqueue(pk)
    return len(ids)


def oldest_undelivered() -> datetime | None:
    """Since when the mail waits that waits for longest; None when all have left."""
    mails = Mail.objects.undelivered().order_by("made_at")
    return mails.values_list("made_at", flat=True).first()


def keys_in_use() -> set[str]:
    """Keys that mails on their way still need."""
    contents = Mail.objects.undelivered().values_list("content", flat=True)
    return {encryption.key_of(content) for content in contents}


def _take(mail_id: int) -> Mail | None:
    """Say that we send it: nobody else does then. None if it left, or is in another's hands."""
    now = timezone.now()
    free = Q(state=MailState.WAITING) | Q(state=MailState.SENDING, taken_at__lte=now - LEASE)
    taken = Mail.objects.filter(free, pk=mail_id).update(
        state=MailState.SENDING, taken_at=now, tries=F("tries") + 1
    )
    return Mail.objects.get(pk=mail_id) if taken else None


def _end(mail: Mail, state: MailState, problem: str = "") -> None:
    """It needs no more looking after: what it said is wiped."""
    Mail.objects.filter(pk=mail.pk, state__in=OPEN).update(
        state=state, problem=problem, content="", ended_at=timezone.now()
    )


def _put_off(mail: Mail, problem: Problem) -> None:
    logger.warning("a mail did not leave: %s", problem.value, extra={"count": mail.tries})
    again = timezone.now() + min(FIRST_PAUSE * 2 ** (mail.tries - 1), LONGEST_PAUSE)
    if problem in HOPELESS or again >= mail.expires_at:
        _end(mail, MailState.FAILED, problem)
        return
    Mail.objects.filter(pk=mail.pk).update(
        state=MailState.WAITING, problem=problem, next_try_at=again, taken_at=None
    )


def _message(mail: Mail) -> EmailMessage:
    said = json.loads(encryption.decrypt(mail.content, _place(mail)))
    headers = {
        "Message-ID": f"<{mail.key}@{urlsplit(settings.PUBLIC_URL).hostname}>",
        "Date": formatdate(mail.made_at.timestamp()),
        "Auto-Submitted": "auto-generated",
        **said["headers"],
    }
    return EmailMessage(said["subject"], said["body"], to=[said["to"]], headers=headers)


def _place(mail: Mail) -> str:
    return f"{Mail._meta.db_table}:content:{mail.key}"
