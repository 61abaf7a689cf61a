"""
The inside of a backup: a manifest, then table after table, a row a line, and an end.

Plain JSON, compressed and then sealed. Both databases write it and both read it.
"""

import gzip
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from clinic.backup.manifest import Manifest
from clinic.backup.rows import columns_of, models_kept, rows_of
from clinic.backup.sealed_file import NotAsWritten, SealedReader, SealedWriter

LEVEL = 6


def write_archive(file: BinaryIO, key: str, manifest: Manifest, using: str) -> None:
    """Write all rows of a database that nobody changes meanwhile."""
    sealed = SealedWriter(file, key)
    with (
        gzip.GzipFile(fileobj=sealed, mode="wb", compresslevel=LEVEL, mtime=0) as packed,
        io.TextIOWrapper(packed, encoding="utf-8", newline="\n") as lines,
    ):
        _write(lines, manifest.to_json())
        for model in models_kept():
            _write(lines, {"table": model._meta.label, "columns": columns_of(model)})
            for row in rows_of(model, using):
                _write(lines, row)
        _write(lines, {"end": manifest.total})
    sealed.finish()


def _write(lines: io.TextIOWrapper, said: Any) -> None:
    lines.write(json.dumps(said, ensure_ascii=True, separators=(",", ":")) + "\n")


@dataclass
class Table:
    """A table of an archive. Its rows come while the archive is read, so only once."""

    label: str
    columns: list[str]
    rows: Iterator[list[Any]]


class Archive:
    """A backup that is being read; raises NotAsWritten wherever it is not as it was made."""

    def __init__(self, lines: Iterator[Any]) -> None:
        self._lines = lines
        try:
            self.manifest = Manifest(**next(lines, {}))
        except TypeError:
            raise NotAsWritten from None

    def tables(self) -> Iterator[Table]:
        line = next(self._lines, None)
        while isinstance(line, dict) and "table" in line:
            rest: list[Any] = []
            yield Table(line["table"], line["columns"], self._rows(rest))
            line = rest[0] if rest else None
        if line != {"end": self.manifest.total} or next(self._lines, None) is not None:
            raise NotAsWritten

    def _rows(self, rest: list[Any]) -> Iterator[list[Any]]:
        """The rows of this table; the line after them goes to `rest`."""
        for line in self._lines:
            if isinstance(line, dict):
                rest.append(line)
                return
            yield line


@contextmanager
def open_archive(path: Path, key: str) -> Iterator[Archive]:
    """Read a backup from its start."""
    try:
        with (
            path.open("rb") as file,
            gzip.GzipFile(fileobj=io.BufferedReader(SealedReader(file, key))) as packed,
            io.TextIOWrapper(packed, encoding="utf-8") as lines,
        ):
            yield Archive(map(json.loads, lines))
    except (EOFError, gzip.BadGzipFile, UnicodeDecodeError, json.JSONDecodeError):
        raise NotAsWritten from None


def check_archive(path: Path, key: str) -> Manifest:
    """Read a backup to its end, counting: what it says of itself is what it holds."""
    with open_archive(path, key) as archive:
        found = {table.label: sum(1 for _row in table.rows) for table in archive.tables()}
        if found != archive.manifest.counts:
            raise NotAsWritten
        return archive.manifest
