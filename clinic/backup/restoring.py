"""Putting a backup, or a copy of the other kind of database, into an empty one."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from clinic import walls
from clinic.backup.archive import Table, check_archive, open_archive
from clinic.backup.manifest import Manifest
from clinic.backup.rows import (
    columns_of,
    counts,
    go_on_counting,
    migrations_of,
    models_kept,
    put_rows,
    rows_of,
)
from clinic.database_roles import take_time
from clinic.private_files import write_privately
from clinic.trail_check import check_trail


class CannotRestore(Exception):
    """What stands in the way, in one sentence; nothing was changed."""


class KeysBroughtBack(Exception):
    """The keys in the data directory are now the backup's; this process still has others."""


def restore_backup(path: Path, key: str) -> Manifest:
    """
    Put everything a backup holds into the empty database of this installation.

    The file is read to its end first, and all rows go in together or not at all.
    Raises NotAsWritten, CannotRestore, or KeysBroughtBack: then start anew and call it again.
    """
    manifest = check_archive(path, key)
    prepare_target(manifest)
    if _bring_back_keys(manifest.keys):
        raise KeysBroughtBack
    with open_archive(path, key) as archive, _one_transaction():
        put_tables(archive.tables())
        check_restored(manifest)
    return manifest


def copy_database(using: str, manifest: Manifest) -> None:
    """Put everything the database `using` holds, which stands still, into ours."""
    prepare_target(manifest)
    with _one_transaction():
        put_tables(
            Table(
                model._meta.label,
                columns_of(model),
                rows_of(model, using),
            )
            for model in models_kept()
        )
        check_restored(manifest)


@contextmanager
def _one_transaction() -> Iterator[None]:
    """All rows of all clinics, or none."""
    with transaction.atomic(durable=True), walls.within_every_clinic(walls.Reason.BACKUP):
        take_time(connection)
        yield


def prepare_target(manifest: Manifest) -> None:
    """Make the tables where there are none, and refuse to mix people's records."""
    if not connection.introspection.table_names():
        call_command("migrate", interactive=False, verbosity=0)
    found = set(migrations_of("default"))
    if found != set(manifest.migrations):
        odd = min(found ^ set(manifest.migrations))
        raise CannotRestore(
            "The backup was made by another version of Hipwise (the databases differ in "
            f"{odd}). Restore it with that version, then upgrade."
        )
    with walls.within_every_clinic(walls.Reason.BACKUP):
        full = {label: count for label, count in counts("default").items() if count}
    if full:
        label = next(iter(full))
        raise CannotRestore(
            f"The database is not empty: it holds {full[label]} rows of {label}. "
            "Restore into an empty one, so that nobody's records are mixed or lost."
        )


def put_tables(tables: Iterable[Table]) -> None:
    models = {model._meta.label: model for model in models_kept()}
    for table in tables:
        model = models.get(table.label)
        if model is None or table.columns != columns_of(model):
            raise CannotRestore(f"The table {table.label} is not as this version makes it.")
        put_rows(model, table.rows, "default")
    connection.check_constraints()
    go_on_counting("default")


def check_restored(manifest: Manifest) -> None:
    """Count again, and follow each clinic's trail to where the backup says that it ended."""
    found = counts("default")
    wrong = sorted(label for label in manifest.counts if found[label] != manifest.counts[label])
    if wrong:
        raise CannotRestore(f"Not all rows of {', '.join(wrong)} came back: nothing was restored.")
    for head in manifest.heads:
        report = check_trail(head.clinic_id, [head])
        if not report.is_sound:
            raise CannotRestore(
                f"The trail is not sound ({report.problems[0]}): nothing was restored."
            )


def _bring_back_keys(keys: dict[str, str]) -> bool:
    """
    Put the keys in place that the rows were sealed and encrypted with; say whether any was not.

    Those of an installation that has no rows yet are moved aside.
    """
    others = {
        settings.DATA_DIR / name: value
        for name, value in keys.items()
        if not _holds(settings.DATA_DIR / name, value)
    }
    for path, value in others.items():
        if path.exists():
            path.rename(path.with_name(f"{path.name}.before-restore"))
        write_privately(path, value)
    return bool(others)


def _holds(path: Path, value: str) -> bool:
    return path.exists() and path.read_text() == value
