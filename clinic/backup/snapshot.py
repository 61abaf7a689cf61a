"""A database as it was at one moment, while people go on writing to it."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connections, transaction
from django.db.backends.sqlite3 import base as sqlite3_backend

from clinic import walls
from clinic.database_roles import take_time

SNAPSHOT = "snapshot"


class Damaged(Exception):
    """The database itself is broken: its copy would be, too."""


@contextmanager
def snapshot(using: str = "default") -> Iterator[str]:
    """Give the alias of a database that stands still; what it shows is complete and sound."""
    if connections[using].vendor == "postgresql":
        with transaction.atomic(using=using, durable=True):
            with connections[using].cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            take_time(connections[using])
            with walls.within_every_clinic(walls.Reason.BACKUP, using=using):
                yield using
    else:
        with sqlite_copy(Path(connections[using].settings_dict["NAME"])) as alias:
            yield alias


@contextmanager
def sqlite_copy(source: Path) -> Iterator[str]:
    """Copied by SQLite itself: copying the file loses what is being written."""
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=source.parent) as folder:
        copy = Path(folder) / "copy.sqlite3"
        copy.touch(mode=0o600)
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=20)) as old,
            closing(sqlite3.connect(copy)) as new,
        ):
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")
        with _sqlite_alias(copy) as alias:
            yield alias


@contextmanager
def _sqlite_alias(path: Path) -> Iterator[str]:
    """Open a SQLite file that is sound as one more database of Django's."""
    _check_sqlite(path)
    like_ours = connections["default"].settings_dict
    connections[SNAPSHOT] = sqlite3_backend.DatabaseWrapper(
        {
            **like_ours,
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(path),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": False,
            "ATOMIC_REQUESTS": False,
            "OPTIONS": {"init_command": "PRAGMA query_only=ON;"},
        },
        SNAPSHOT,
    )
    try:
        yield SNAPSHOT
    finally:
        connections[SNAPSHOT].close()
        del connections[SNAPSHOT]


def _check_sqlite(path: Path) -> None:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        try:
            said = database.execute("PRAGMA integrity_check").fetchall()
            loose = database.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.DatabaseError as error:
            raise Damaged(str(error)) from None
    if said != [("ok",)]:
        raise Damaged(f"SQLite finds {len(said)} faults in it")
    if loose:
        raise Damaged(f"{len(loose)} rows point at rows that are not there")
