"""Filled installations, and real gunicorns that serve them."""

import atexit
import gzip
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.bench import databases, sizes

ROOT = Path(__file__).resolve().parents[2]
PRODUCT, BARE = "tests.bench.product_settings", "tests.bench.bare_settings"
LONGEST_START = 60
PATIENTS = 2_000


@dataclass(frozen=True)
class Installation:
    """A data directory and a database of their own, and what is in them."""

    environment: dict[str, str]
    facts: dict[str, Any]

    def staff(self, page: str = "") -> str:
        return f"/c/{self.facts['slug']}/{page}"

    @property
    def without_walls(self) -> "Installation":
        """The same as the role that no wall holds: the bare views have no door that says a clinic."""
        owner = self.environment["MIGRATION_DATABASE_URL"]
        return replace(self, environment=self.environment | {"DATABASE_URL": owner})

    def session_typed(self, prescriptions: list[int] | None = None) -> dict[str, str]:
        """What a patient types into the form of a session, all but its key; Ana if none is said."""
        pains = {"pain_before": "4", "pain_worst": "5", "pain_after": "3"}
        typed = {"done_on": self.facts["today"], "any_sign": "no", **pains}
        for one in prescriptions or self.facts["prescriptions"]:
            typed |= {f"{one}-outcome": "done", f"{one}-seconds": "90", f"{one}-pressure": "3"}
        return typed


_open = ExitStack()
atexit.register(_open.close)


@cache
def installation(sessions: int) -> "Installation":
    """Clinics of 2,000 patients with so many sessions in all, made once, removed at the end."""
    return _open.enter_context(made(PATIENTS, sessions))


@contextmanager
def made(patients: int, sessions: int) -> Iterator[Installation]:
    """Clinics of so many patients with so many sessions in all, ready to be served."""
    with tempfile.TemporaryDirectory(prefix="hipwise-bench-") as data, databases.new() as said:
        environment = {
            **os.environ,
            **said,
            "HIPWISE_DATA": data,
            "DJANGO_SETTINGS_MODULE": PRODUCT,
        }
        asked = [patients, sessions, sizes.clinics(sessions)]
        filling = [sys.executable, "-m", "tests.bench.filling", *map(str, asked)]
        filled = subprocess.run(
            filling, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE
        )
        databases.settle(environment)
        preparing = [sys.executable, "script/prepare.py"]
        subprocess.run(preparing, env=environment, cwd=ROOT, check=True)
        yield Installation(environment, json.loads(filled.stdout))


@dataclass
class Server:
    """A gunicorn that serves an installation."""

    process: subprocess.Popen[bytes]
    port: int
    seconds_to_first_answer: float
    log: Path

    def answered(self, route: str) -> list[float]:
        """Milliseconds that each answer of a route took in the server, as its log says."""
        lines = map(json.loads, self.log.read_text().splitlines())
        return [line["ms"] for line in lines if line.get("route") == route]

    @property
    def workers(self) -> list[int]:
        return children(self.process.pid)

    def visitor(self, session: str = "") -> "Visitor":
        return Visitor(self.port, {"hipwise-session": session} if session else {})


def children(pid: int) -> list[int]:
    """The processes that a process has started, from whichever of its threads."""
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for thread in threads for child in thread.read_text().split()]


@contextmanager
def served(
    place: Installation,
    *,
    settings: str = PRODUCT,
    app: str = "clinic.wsgi",
    workers: int = 1,
    logs: bool = False,
) -> Iterator[Server]:
    port = free_port()
    environment = place.environment | {
        "DJANGO_SETTINGS_MODULE": settings,
        "PORT": str(port),
        "PUBLIC_URL": "http://127.0.0.1:8000",  # on paper: the same paper for all servers
        "WEB_CONCURRENCY": str(workers),
        "LOG_LEVEL": "info" if logs else "warning",
    }
    with tempfile.TemporaryDirectory(prefix="hipwise-bench-") as folder:
        log = Path(folder) / "log"
        began = time.perf_counter()
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", app],
                env=environment,
                cwd=ROOT,
                stdout=subprocess.DEVNULL,
                stderr=output if logs else None,
            )
        try:
            await_answer(port, process)
            yield Server(process, port, time.perf_counter() - began, log)
        finally:
            process.terminate()
            process.wait()


@contextmanager
def product_and_bare(place: Installation) -> Iterator[tuple[Server, Server]]:
    with ExitStack() as servers:
        yield (
            servers.enter_context(served(place)),
            servers.enter_context(
                served(place.without_walls, settings=BARE, app="tests.bench.bare_wsgi")
            ),
        )


def await_answer(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + LONGEST_START
    while process.poll() is None and time.monotonic() < deadline:
        try:
            Visitor(port, {}).get("/accounts/login/", expect=None)
            return
        except OSError:
            time.sleep(0.01)
    raise RuntimeError("gunicorn did not answer")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


@dataclass
class Visitor:
    """A browser without a screen: cookies, compressed answers, a connection that is kept."""

    port: int
    cookies: dict[str, str]
    _connection: http.client.HTTPConnection | None = field(default=None, repr=False)
    body: bytes = b""

    @property
    def body_text(self) -> str:
        is_small = self.body[:2] == b"\x1f\x8b"
        return (gzip.decompress(self.body) if is_small else self.body).decode()

    def get(self, path: str, *, expect: int | None = 200) -> float:
        """Milliseconds until the last byte of a page is here."""
        return self._ask("GET", path, None, expect)

    def post(self, path: str, typed: dict[str, str], *, expect: int = 302) -> float:
        if "hipwise-csrf" not in self.cookies:
            raise RuntimeError("look at a form first")
        return self._ask("POST", path, urlencode(typed), expect)

    def _ask(self, method: str, path: str, body: str | None, expect: int | None) -> float:
        headers = {"Accept-Encoding": "gzip", "Cookie": self._cookie_line()}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["X-CSRFToken"] = self.cookies["hipwise-csrf"]
        began = time.perf_counter()
        response = self._answer(method, path, body, headers)
        self.body = response.read()
        took = (time.perf_counter() - began) * 1000
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        if expect is not None and response.status != expect:
            raise RuntimeError(f"{method} {path}: {response.status}, not {expect}")
        return took

    def _answer(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        for _attempt in range(2):
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                self._connection.request(method, path, body, headers)
                return self._connection.getresponse()
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self._connection.close()  # kept for a while only, and the while was over
                self._connection = None
        raise ConnectionError(f"{method} {path}: nobody answers")

    def _cookie_line(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())
