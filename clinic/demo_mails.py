"""The mails that the demo wrote to files, so that they can be read without a mail program."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

BETWEEN = b"-" * 79 + b"\n"  # as Django's backend for files writes it
SHOWN = 50


@dataclass(frozen=True, slots=True)
class DemoMail:
    """One mail, as its reader would see it."""

    to: str
    subject: str
    sent_at: datetime
    body: str


def newest_mails() -> list[DemoMail]:
    """The newest mails first; none while nobody has sent any."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)
    found = [mail for path in files[:SHOWN] for mail in _mails_in(path)]
    return sorted(found, key=lambda mail: mail.sent_at, reverse=True)[:SHOWN]


def _mails_in(path: Path) -> Iterator[DemoMail]:
    for raw in path.read_bytes().split(BETWEEN):
        if raw.strip():
            mail = message_from_bytes(raw.lstrip(), policy=policy.default)
            yield DemoMail(
                to=mail["To"],
                subject=mail["Subject"],
                sent_at=parsedate_to_datetime(mail["Date"]),
                body=mail.get_content(),
            )
