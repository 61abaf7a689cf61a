import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from patients.demo.accounts import kept
from patients.demo.cast import PRACTICES
from patients.demo.making import make_demo


class Command(BaseCommand):
    help = "Make two clinics with staff and patients to try Hipwise with; once, then only say so."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="print accounts and ids for scripts"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        made = kept() or make_demo()
        if made is None:
            raise CommandError(
                "The demo’s clinics are here, but demo-accounts.json is gone from the data "
                "directory. Put it back, or start with an empty HIPWISE_DATA."
            )
        accounts, ids = made
        if options["json"]:
            said = {
                "clinics": [{"slug": one.slug, "name": one.name} for one in PRACTICES],
                "accounts": [asdict(account) for account in accounts],
                "ids": ids,
            }
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))
            return
        for account in accounts:
            self.stdout.write(
                f"{account.clinic:4} {account.role:13} {account.login:42} {account.password}"
            )
