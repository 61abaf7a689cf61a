from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic.backup.archive import check_archive
from clinic.backup.making import make_backup, rotate
from clinic.backup.sealed_file import NotAsWritten
from clinic.backup.snapshot import Damaged


class Command(BaseCommand):
    help = "Write a sealed backup of everything, check it, and remove the ones no longer needed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, default=settings.BACKUP_DIR, metavar="FOLDER")
        parser.add_argument(
            "--check", type=Path, metavar="FILE", help="only check that this backup can be restored"
        )
        parser.add_argument(
            "--keep-all", action="store_true", help="remove none of the older backups"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["check"]:
                manifest = check_archive(options["check"], settings.BACKUP_KEY)
                self.stdout.write(f"Sound: {manifest.total} rows, made {manifest.made_at}.")
            else:
                self.make(options["to"], keep_all=options["keep_all"])
        except NotAsWritten:
            raise CommandError(
                "The backup is damaged, or sealed with another key: it cannot be restored."
            ) from None
        except Damaged as error:
            raise CommandError(f"No backup was made, the database is damaged: {error}.") from None
        except OSError as error:
            raise CommandError(f"No backup: {error.strerror} ({error.filename}).") from None

    def make(self, folder: Path, *, keep_all: bool) -> None:
        path, manifest = make_backup(folder, settings.BACKUP_KEY)
        removed = [] if keep_all else rotate(folder)
        self.stdout.write(
            f"{path}: {manifest.total} rows of {len(manifest.counts)} tables, "
            f"{path.stat().st_size} bytes, read back and sound. {len(removed)} older removed."
        )
        self.stdout.writelines(f"Trail head {head}\n" for head in manifest.trail_heads)
        self.stdout.write(
            "Keep a copy of the file, and of backup-key from the data directory, "
            "on another machine: without the key nobody can open it."
        )
