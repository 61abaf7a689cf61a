import json
from dataclasses import asdict
from typing import Any

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic.demo_mark import REFUSAL
from clinic.production import is_on_this_machine
from patients.demo.accounts import Account, kept
from patients.demo.cast import PRACTICES
from patients.demo.making import make_demo


class Command(BaseCommand):
    help = "Make two clinics with staff and patients to try Hipwise with; once, then only say so."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="print accounts and ids for scripts"
        )
        parser.add_argument(
            "--code", metavar="LOGIN", help="print the code that a member of staff types now"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_on_this_machine(settings.PUBLIC_URL):
            raise CommandError(REFUSAL.format(url=settings.PUBLIC_URL))
        made = kept() or make_demo()
        if made is None:
            raise CommandError(
                "The demo’s clinics are here, but demo-accounts.json is gone from the data "
                "directory. Put it back, or start with an empty HIPWISE_DATA."
            )
        accounts, ids = made
        if options["code"]:
            self.stdout.write(_code_of(options["code"], accounts))
            return
        if options["json"]:
            said = {
                "clinics": [{"slug": one.slug, "name": one.name} for one in PRACTICES],
                "accounts": [asdict(account) for account in accounts],
                "ids": ids,
            }
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))
            return
        for account in accounts:
            who = f"{account.clinic:4} {account.role:13} {account.login:42}"
            self.stdout.write(f"{who} {account.password:38} {account.totp_secret or ''}".rstrip())


def _code_of(login: str, accounts: list[Account]) -> str:
    secret = next((one.totp_secret for one in accounts if one.login == login), None)
    if secret is None:
        raise CommandError(f"{login!r} is no member of staff of the demo.")
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
