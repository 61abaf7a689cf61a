"""Files that nobody but their owner may read, and that are there after a power cut."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def open_privately(path: str, flags: int) -> int:
    """For `open(..., opener=open_privately)`: a file made by it is its owner's alone."""
    return os.open(path, flags, 0o600)


def write_privately(path: Path, text: str) -> None:
    """Make a file of its owner's alone, and return once it is on the disk; FileExistsError else."""
    with open(path, "x", opener=open_privately) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def write_beside(path: Path, text: str) -> Path:
    """A file beside `path`, whole and on the disk, to take its name in one step."""
    new = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    write_privately(new, text)
    return new


def write_once(path: Path, text: str) -> None:
    """Make a file, whole when it is first seen; where another process was quicker, its text stays."""
    new = write_beside(path, text)
    try:
        with suppress(FileExistsError):
            os.link(new, path)
    finally:
        new.unlink()


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk: a file's own sync does not do that."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
