"""The real thing, started as on one box: script/serve.py with its web server and its worker."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST_START = 90
SETTLED = 0.2


class Served:
    def __init__(self, environment: dict[str, str], port: int) -> None:
        self.port = port
        self.errors = Path(environment["HIPWISE_DATA"]) / "served.log"
        with self.errors.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "script/serve.py"],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        self.await_answer()

    def await_answer(self) -> None:
        deadline = time.monotonic() + LONGEST_START
        while time.monotonic() < deadline:
            try:
                line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST_START)
                line.request("GET", "/healthz")
                if line.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("it did not answer: " + self.errors.read_text()[-2000:])

    @property
    def master(self) -> int | None:
        """gunicorn's first process."""
        return next(iter(self._children_with(b"gunicorn")), None)

    @property
    def web_workers(self) -> Sequence[int]:
        return children_of(self.master) if self.master else ()

    @property
    def job_worker(self) -> int | None:
        return next(iter(self._children_with(b"manage.py\0work")), None)

    @property
    def is_whole(self) -> bool:
        return bool(self.web_workers and self.job_worker)

    def restart_gracefully(self) -> float:
        """HUP; seconds until another gunicorn serves, and the one before has ended."""
        before, began = self.master, time.monotonic()
        self.process.send_signal(signal.SIGHUP)
        while self.master == before or len(self._children_with(b"gunicorn")) > 1:
            if time.monotonic() - began > LONGEST_START:
                raise RuntimeError("it was not relieved")
            time.sleep(0.05)
        return time.monotonic() - began

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(LONGEST_START)

    def _children_with(self, word: bytes) -> list[int]:
        return [pid for pid in children_of(self.process.pid) if word in _command(pid)]


def children_of(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def manage(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, as somebody would type it."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
