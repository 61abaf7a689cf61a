"""Making backups, and keeping the right ones."""

import json
import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from clinic.backup.archive import check_archive, write_archive
from clinic.backup.manifest import Manifest
from clinic.backup.snapshot import snapshot
from clinic.private_files import open_privately, sync_folder
from clinic.sealing import sealer

STAMP = "%Y%m%dT%H%M%SZ"
# Files of the data directory that a restored database cannot be read or checked without.
KEY_FILES = ("trail-key", "field-keys")
# The newest of so many days, weeks and months is kept.
KEPT: dict[str, tuple[int, Callable[[datetime], Any]]] = {
    "days": (7, lambda made: made.date()),
    "weeks": (4, lambda made: made.isocalendar()[:2]),
    "months": (12, lambda made: (made.year, made.month)),
}


def make_backup(folder: Path, key: str) -> tuple[Path, Manifest]:
    """
    Write everything the database holds to a sealed file in `folder`, and read it back.

    People go on working meanwhile. Raises Damaged, NotAsWritten or OSError; then no file is left.
    """
    sealer.settle()  # what still waits to be brought into the trail
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made_at = timezone.now().astimezone(UTC)
    path = folder / f"hipwise-{made_at.strftime(STAMP)}.backup"
    with tempfile.TemporaryDirectory(prefix=".making-", dir=folder) as making:
        unfinished = Path(making) / path.name
        with snapshot() as using:
            manifest = Manifest.of(
                using, made_at=made_at.isoformat(), database=connection.vendor, keys=_keys()
            )
            with open(unfinished, "xb", opener=open_privately) as file:
                write_archive(file, key, manifest, using)
                file.flush()
                os.fsync(file.fileno())
        check_archive(unfinished, key)
        path.with_suffix(".json").write_text(json.dumps(manifest.in_the_open, indent=2) + "\n")
        unfinished.rename(path)
    sync_folder(folder)
    return path, manifest


def _keys() -> dict[str, str]:
    files = {name: settings.DATA_DIR / name for name in KEY_FILES}
    return {name: path.read_text() for name, path in files.items() if path.exists()}


def made_at(path: Path) -> datetime:
    """When a backup was made, by its name; ValueError for other files."""
    return datetime.strptime(path.stem, f"hipwise-{STAMP}").replace(tzinfo=UTC)


def backups_in(folder: Path) -> list[Path]:
    """The backups in a folder, newest first. Files of other names are none of ours."""
    found = {}
    for path in folder.glob("hipwise-*.backup"):
        try:
            found[path] = made_at(path)
        except ValueError:
            continue
    return sorted(found, key=found.__getitem__, reverse=True)


def rotate(folder: Path) -> list[Path]:
    """Remove the backups that no day, week or month needs any more; return them."""
    backups = backups_in(folder)
    kept: set[Path] = set()
    for many, period_of in KEPT.values():
        newest: dict[Any, Path] = {}
        for path in backups:
            newest.setdefault(period_of(made_at(path)), path)
        kept |= set(list(newest.values())[:many])
    removed = [path for path in backups if path not in kept]
    for path in removed:
        path.unlink()
        path.with_suffix(".json").unlink(missing_ok=True)
    return removed
