"""
HTML in, tagged PDF (PDF/UA-1) out, each content rendered once.

The work is done by a press (clinic/press.py), one process for each web worker: started when
it is first needed, kept warm, ended when a page takes too much. Bytes are kept in the
database, so that no other worker or machine renders the same content again.
"""

import atexit
import fcntl
import hashlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings

from clinic.counters import count_paper
from clinic.models import RenderedPaper
from clinic.press import ANSWER, JOB, PRINTABLE, SHEET, STATIC

PROCESSOR_SECONDS = 15
WALL_SECONDS = 30
# At most so many pages are laid out at once on a machine; who comes then waits so long.
PRESSES = 2
QUEUE_SECONDS = 10


class PaperError(Exception):
    """There is no paper, and trying the same again will not help."""


class TooMuch(PaperError):
    """The page needs more time or memory than a page may take."""


class Busy(Exception):
    """Others are printing. The same will work in a few seconds."""


class Press:
    """One process that lays pages out; replaced by the next when it has ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def start(self) -> None:
        """Have a press at work, without waiting until it is ready."""
        with self._lock:
            self._running()

    def print(self, html: str) -> bytes:
        if not self._lock.acquire(timeout=QUEUE_SECONDS):
            raise Busy
        try:
            return self._print(self._running(), html.encode("utf-8", "replace"))
        finally:
            self._lock.release()

    def stop(self) -> None:
        with self._lock:
            if self._owner == os.getpid():
                self._end()

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._owner != os.getpid():  # forked: the press we know is our parent's
            self._process, self._owner = None, os.getpid()
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "clinic.press"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=settings.BASE_DIR,
                env=_bare_environment(),
            )
        return self._process

    def _print(self, process: "subprocess.Popen[bytes]", html: bytes) -> bytes:
        assert process.stdin is not None
        assert process.stdout is not None
        clock = threading.Timer(WALL_SECONDS, process.kill)
        clock.start()
        try:
            process.stdin.write(JOB.pack(PROCESSOR_SECONDS, len(html)) + html)
            process.stdin.flush()
            head = process.stdout.read(ANSWER.size)
            letter, length = ANSWER.unpack(head) if len(head) == ANSWER.size else (b"M", 0)
            body = process.stdout.read(length)
        except BrokenPipeError:
            letter, body = b"F", b"the press ended"
        finally:
            clock.cancel()
        if letter == b"P" and len(body) == length:
            return body
        self._end()
        raise TooMuch if letter == b"M" else PaperError(body.decode("utf-8", "replace"))

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _bare_environment() -> dict[str, str]:
    """No secret and no address of a database: only what finding fonts takes."""
    kept = ("PATH", "HOME", "TMPDIR", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"LANG": "C.UTF-8"}


press = Press()
atexit.register(press.stop)


def warm_up() -> None:
    """Somebody is about to print: start the press, so that they need not wait for it."""
    press.start()


def digest_of(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()


@cache
def look() -> str:
    """A digest of everything that shapes a page besides its HTML: sheet, fonts, drawings."""
    files = [
        STATIC / SHEET,
        *(p for p in (STATIC / "fonts/print").rglob("*") if p.suffix in PRINTABLE),
        *(p for p in (STATIC / "drawings").rglob("*") if p.suffix in PRINTABLE),
        Path(__file__).with_name("press.py"),
        settings.BASE_DIR / "requirements.txt",
    ]
    return digest_of(*(hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)))


def kept(label: str) -> bytes | None:
    """The bytes that were last asked for under `label`, if they are still there."""
    found = RenderedPaper.objects.filter(label=label).values_list("pdf", flat=True).first()
    if found is None:
        return None
    count_paper("kept")
    return bytes(found)


def pdf_of(html: str, *, label: str = "") -> bytes:
    """
    The PDF of `html`, rendered unless somebody already did.

    Raises Busy when others print for too long, TooMuch when the page breaks a limit.
    """
    digest = digest_of(look(), html)
    with _turn(digest):
        return _again(digest, label) or _keep(digest, label, press.print(html))


def pdf_once(html: str) -> bytes:
    """The PDF of `html` for one person and one time: it is kept nowhere."""
    with _turn(digest_of(html)):
        pdf = press.print(html)
    count_paper("made")
    return pdf


def _again(digest: str, label: str) -> bytes | None:
    found = RenderedPaper.objects.filter(digest=digest).first()
    if found is None:
        return None
    if found.label != label:
        RenderedPaper.objects.filter(digest=digest).update(label=label)
    count_paper("kept")
    return bytes(found.pdf)


def _keep(digest: str, label: str, pdf: bytes) -> bytes:
    row = RenderedPaper(digest=digest, label=label, pdf=pdf)
    RenderedPaper.objects.bulk_create([row], ignore_conflicts=True)
    count_paper("made")
    return pdf


@contextmanager
def _turn(digest: str) -> Iterator[None]:
    """
    Wait for one of the machine's two turns: always the same one for the same content.

    So the second who asks for a page waits for the first, and then finds it made.
    """
    path = Path(settings.DATA_DIR) / f"press-{int(digest, 16) % PRESSES}.lock"
    with path.open("w") as file:
        _until(QUEUE_SECONDS, lambda: _locked(file.fileno()))
        yield


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _until(seconds: float, done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise Busy
        time.sleep(0.02)
