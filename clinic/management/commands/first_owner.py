from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic import mails
from clinic.actions.first_owners import VALID_HOURS, ClinicsExist, make_first_owner_key


class Command(BaseCommand):
    help = "Print a one-time address with which a first owner opens their clinic."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--another",
            action="store_true",
            help="although there are clinics: for one more, with an owner of its own",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            token = make_first_owner_key(another=options["another"])
        except ClinicsExist:
            raise CommandError(
                "There are clinics here: their owners invite people. For one more clinic, type: "
                "manage.py first_owner --another"
            ) from None
        address = mails.public_address("first_owner_open", token)
        self.stdout.write(
            f"Open this address to make a clinic and its owner. It works once, for {VALID_HOURS} "
            f"hours, and the one before no longer:\n{address}"
        )
