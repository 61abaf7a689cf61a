from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from clinic.mail_problems import ADVICE, problem_of
from clinic.outbox import hand_over


class Command(BaseCommand):
    help = "Send a mail at once, and say what is wrong if it does not leave."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="where to send it, such as your own")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        try:
            validate_email(address)
        except ValidationError:
            raise CommandError(f"{address!r} is no e-mail address.") from None
        said = "This is a test. Mails of Hipwise arrive here.\n"
        try:
            hand_over(EmailMessage("Test mail of Hipwise", said, to=[address]))
        except OSError as error:
            raise CommandError(ADVICE[problem_of(error)].format(**_names(address))) from None
        self.stdout.write(f"Sent to {address} {_way()}, from {settings.DEFAULT_FROM_EMAIL}.")


def _names(address: str) -> dict[str, Any]:
    server = settings.SMTP
    return {
        "host": server.host if server else settings.EMAIL_FILE_PATH,
        "port": server.port if server else "",
        "sender": settings.DEFAULT_FROM_EMAIL,
        "address": address,
    }


def _way() -> str:
    server = settings.SMTP
    if server is None:
        return f"as a file in {settings.EMAIL_FILE_PATH} (SMTP_HOST is not set)"
    return f"by {server.host}:{server.port}"
