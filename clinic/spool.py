"""
Lines of the trail on their way into SQLite.

Opening a page is told in the trail, and a commit of its own for each would cost SQLite a
third of the page's speed: four waits for the disk, with readers locked out. So a line about
something that changed nothing is first appended to a file of this process, and is on the
disk before the page is sent; moments later the lines of all files go into the database in
one transaction. Whatever a killed process leaves behind, the next one finds.

PostgreSQL needs none of it: docs/adr/0017.
"""

import errno
import fcntl
import json
import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Lock
from uuid import uuid4

from django.db import transaction

from clinic.models import TrailEntry
from clinic.private_files import sync_folder

logger = logging.getLogger("hipwise.trail")


class Spool:
    """The file that this process appends to; while it is locked, no other process empties it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._path: Path | None = None
        self._file = -1

    def keep(self, line: TrailEntry, folder: Path) -> None:
        """Append a line, and return once it is on the disk."""
        line.mark = line.rightful_mark
        text = (json.dumps([*line.content, line.mark]) + "\n").encode()
        with self._lock:
            if self._path is None:
                self._path, self._file = _new_file(folder)
            _append(self._file, text)

    def empty(self, folder: Path) -> set[int]:
        """Bring what this process kept into the database; give the clinics it is about."""
        with self._lock:
            path, file = self._path, self._file
            self._path, self._file = None, -1
        if path is None:
            return set()
        try:
            return _bring_in(path)
        finally:
            os.close(file)  # not brought in after all: unlocked, it is found as left behind

    def forget(self) -> None:
        """After a fork: the file is the parent's."""
        self.__init__()  # type: ignore[misc]


def adopt(folder: Path) -> set[int]:
    """Bring in what ended processes left behind; give the clinics it is about."""
    clinics: set[int] = set()
    for path in sorted(folder.glob("*.lines")):
        # Its process is alive, or has just emptied it.
        with suppress(BlockingIOError, FileNotFoundError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(file.fileno()).st_nlink:
                clinics |= _bring_in(path)
    return clinics


def _new_file(folder: Path) -> tuple[Path, int]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{uuid4().hex}.new"
    file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND, 0o600)
    fcntl.flock(file, fcntl.LOCK_EX)
    kept = path.with_suffix(".lines")
    path.rename(kept)  # only now do others see it, and it is locked
    sync_folder(folder)
    return kept, file


def _append(file: int, text: bytes) -> None:
    before = os.fstat(file).st_size
    if os.write(file, text) != len(text):
        os.ftruncate(file, before)
        raise OSError(errno.ENOSPC, "no room for a line of the trail")
    os.fdatasync(file)


def _bring_in(path: Path) -> set[int]:
    """Write a file's lines into the database, once, and remove the file."""
    lines = list(_read(path))
    if lines:
        with transaction.atomic():
            known = _known(lines)
            TrailEntry.objects.bulk_create(line for line in lines if line.nonce not in known)
    path.unlink()
    return {line.clinic_id for line in lines}


def _known(lines: list[TrailEntry]) -> set[str]:
    """The nonces of lines that were brought in already, before a process could remove the file."""
    moments = [line.happened_at for line in lines]
    here = TrailEntry.objects.filter(
        clinic__in={line.clinic_id for line in lines},
        happened_at__range=(min(moments), max(moments)),
        nonce__in=[line.nonce for line in lines],
    )
    return set(here.values_list("nonce", flat=True))


def _read(path: Path) -> Iterator[TrailEntry]:
    for number, text in enumerate(path.read_bytes().splitlines(), start=1):
        line = _line(text)
        if line is None:
            # Cut short by the machine going down: its page was never sent. Or not ours.
            logger.error("a line waiting for the trail cannot be read: number %d", number)
        else:
            yield line


def _line(text: bytes) -> TrailEntry | None:
    try:
        clinic, actor, action, kind, subject, patient, details, when, nonce, mark = json.loads(text)
        line = TrailEntry(
            clinic_id=clinic,
            actor_id=actor,
            action=action,
            subject_type=kind,
            subject_id=subject,
            patient_id=patient,
            details=details,
            happened_at=datetime.fromisoformat(when),
            nonce=nonce,
            mark=mark,
        )
        return line if line.is_genuine else None
    except (ValueError, TypeError, AttributeError):
        return None
