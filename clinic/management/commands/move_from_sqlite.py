import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from clinic.backup.manifest import Manifest
from clinic.backup.restoring import CannotRestore, copy_database
from clinic.backup.snapshot import Damaged, sqlite_copy
from clinic.failures import MOVED
from clinic.spool import adopt


class Command(BaseCommand):
    help = "Move everything from the SQLite file of this installation to PostgreSQL."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, nargs="?", default=settings.DATA_DIR / "hipwise.sqlite3"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if connection.vendor != "postgresql":
            raise CommandError("Set DATABASE_URL to the PostgreSQL database to move to.")
        if not path.is_file():
            raise CommandError(f"There is no database at {path}.")
        try:
            manifest = self.move(path)
        except (CannotRestore, Damaged) as error:
            raise CommandError(f"Nothing was moved. {error}") from None
        self.stdout.write(
            f"Moved {manifest.total} rows of {len(manifest.counts)} tables, counted, and the trail "
            f"followed to its end. {path} takes no more changes; keep it until you have a backup."
        )

    def move(self, path: Path) -> Manifest:
        """Copy while nobody else may write; then have the old file refuse whoever still tries."""
        with closing(sqlite3.connect(path, timeout=20, isolation_level=None)) as old:
            old.execute("BEGIN IMMEDIATE")
            with sqlite_copy(path) as using:
                manifest = Manifest.of(
                    using, made_at=timezone.now().isoformat(), database="sqlite", keys={}
                )
                copy_database(using, manifest)
            _close(old)
            old.execute("COMMIT")
        adopt(settings.DATA_DIR / "trail-spool")
        return manifest


def _close(old: sqlite3.Connection) -> None:
    """A process that still runs on the old file must fail rather than write what is lost."""
    tables = old.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    for (table,) in tables:
        if table.startswith("sqlite_"):
            continue
        for verb in ("INSERT", "UPDATE", "DELETE"):
            # Names of our own tables, read from the database itself.
            old.execute(
                f'CREATE TRIGGER "moved_{table}_{verb.lower()}" BEFORE {verb} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, '{MOVED}'); END"
            )
