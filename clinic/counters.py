"""
What each process counts, for whoever asks any of them: a file of its own, in memory, per process.

A process that ends leaves its file to the next one, which counts on: there are never more files
than processes at work at once, and no figure goes backwards. Only used with METRICS_TOKEN set.
"""

import fcntl
import hashlib
import os
import stat
from collections.abc import Iterable
from functools import cache
from itertools import count
from pathlib import Path
from threading import Lock
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# Not on the disk: a process that writes to a mapped file there is killed when the disk is full.
IN_MEMORY = Path("/dev/shm")  # nosec B108
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

_making = Lock()


class Slot:
    """A number that no other living process of this installation has."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._owner = self._number = -1
        self._lock: IO[str]

    def __call__(self) -> int:
        if self._owner != os.getpid():  # the first time, or forked since
            self._number, self._lock = self._free()
            self._owner = os.getpid()
        return self._number

    def _free(self) -> tuple[int, IO[str]]:
        for number in count():
            file = (self._folder / f"{number}.lock").open("w")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.close()
            else:
                return number, file
        raise AssertionError  # there is always another number


class Counters:
    """The counters of this process, and the sums over all."""

    def __init__(self, folder: Path) -> None:
        from prometheus_client import Counter, Histogram, values  # noqa: PLC0415 -- few need it

        self._folder = folder
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
        values.ValueClass = values.MultiProcessValue(Slot(folder))
        own: dict[str, Any] = {"registry": None}
        self.requests = Counter("hipwise_requests", "Requests answered.", ["view", "status"], **own)
        self.seconds = Histogram(
            "hipwise_request_seconds", "How long they took.", ["view"], buckets=SECONDS, **own
        )
        self.papers = Counter(
            "hipwise_papers", "PDFs asked for: laid out, or kept from before.", ["how"], **own
        )
        self.session_logs = Counter(
            "hipwise_session_logs", "Sessions logged, by the way they came.", ["source"], **own
        )

    def sums(self) -> Iterable[Any]:
        from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415

        return MultiProcessCollector(None, str(self._folder)).collect()


def counters() -> Counters:
    """Made when first counted: then a web process has been forked already."""
    with _making:
        return _counters(folder())


@cache
def _counters(folder: Path) -> Counters:
    _make(folder)  # a worker or a command may be the first to count, or alone in its container
    return Counters(folder)


@cache
def _name(data: Path) -> str:
    return f"hipwise-{hashlib.sha256(str(data).encode()).hexdigest()[:16]}"


def folder(data: Path | None = None) -> Path:
    """Where the processes of a data directory count; of ours, when none is named."""
    return IN_MEMORY / _name(data or settings.DATA_DIR)


def check_at_start() -> None:
    """Make the folder, ours alone; and load what counts, so that forked processes share it."""
    if not settings.METRICS_TOKEN:
        return
    import prometheus_client  # noqa: F401, PLC0415 -- few need it

    _make(folder())


def _make(path: Path) -> None:
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise ImproperlyConfigured(f"{path} is not ours alone, and metrics are counted there.")


def count_request(*, view: str, status: int, seconds: float) -> None:
    if settings.METRICS_TOKEN:
        all_of_us = counters()
        all_of_us.requests.labels(view, f"{status // 100}xx").inc()
        all_of_us.seconds.labels(view).observe(seconds)


def count_paper(how: str) -> None:
    """`made` on the press, or `kept` from before."""
    if settings.METRICS_TOKEN:
        counters().papers.labels(how).inc()


def count_session_log(source: str) -> None:
    if settings.METRICS_TOKEN:
        counters().session_logs.labels(source).inc()
