from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from clinic import encryption, outbox, second_factor_secrets
from clinic.app_hooks import named_by_apps


class Command(BaseCommand):
    help = (
        "Encrypt the secrets of second factors and of patients' own devices with a new key. Old "
        "keys stay until --forget-old, so that a backup of yesterday can still be read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--forget-old", action="store_true", help="remove the keys that nothing needs any more"
        )

    def handle(self, *args: Any, forget_old: bool, **options: Any) -> None:
        holders = [second_factor_secrets, *map(import_module, named_by_apps("secrets"))]
        if forget_old:
            needed = outbox.keys_in_use().union(*(one.keys_in_use() for one in holders))
            gone = encryption.forget_keys(but=needed)
            self.stdout.write(f"Forgotten: {', '.join(gone) or 'none'}")
            return
        if not settings.FIELD_KEYS:
            encryption.add_key()
        changed = sum(one.encrypt_all_anew() for one in holders)
        self.stdout.write(f"{changed} secrets are now under key {encryption.newest_key()}")
