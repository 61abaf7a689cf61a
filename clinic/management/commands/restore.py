import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic.backup.restoring import CannotRestore, KeysBroughtBack, restore_backup
from clinic.backup.sealed_file import NotAsWritten


class Command(BaseCommand):
    help = "Put a backup into the empty database of this installation, and check that all is there."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = restore_backup(options["file"], settings.BACKUP_KEY)
        except KeysBroughtBack:
            sys.stdout.flush()
            os.execv(sys.executable, [sys.executable, *sys.argv])
        except CannotRestore as error:
            raise CommandError(str(error)) from None
        except NotAsWritten:
            raise CommandError(
                "Nothing was restored: the backup is damaged, or sealed with another key. "
                "Put the backup-key of that installation into the data directory, or BACKUP_KEY."
            ) from None
        except OSError as error:
            raise CommandError(f"Nothing was restored: {error.strerror}.") from None
        for label, count in manifest.counts.items():
            if count:
                self.stdout.write(f"{count:>9} {label}")
        self.stdout.write(
            f"Restored {manifest.total} rows as of {manifest.made_at}; the trail is sound."
        )
