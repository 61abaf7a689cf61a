"""
An installation of two web processes on two addresses, with PostgreSQL and Redis, behind Caddy.

Each has a data directory of its own, as if they were two machines; the keys come from variables.
The proxy is set up by the very file that installations take (deploy/Caddyfile).
"""

import json
import os
import re
import secrets
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
from psycopg import sql

from clinic import counters
from tests.browser.app import ROOT, free_port, run
from tests.redis_server import running_redis

HOST = "hipwise.localhost"
ADDRESSES = ("127.0.0.1", "127.0.0.2")
PASSWORD = "correct horse battery staple"
# Its tests may come to lie in two of the processes that run tests.
DATABASE = f"hipwise_two_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
TOKEN = "a token of the tests"
CADDYFILE = """{{
	admin off
	auto_https disable_redirects
	skip_install_trust
	default_bind 127.0.0.1
	storage file_system {folder}
}}
import {root}/deploy/Caddyfile
"""
# Two clinics, each with an owner who has an authenticator app.
PEOPLE = """
import json
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from clinic.actions.first_owners import NewClinic, make_first_owner_key, open_clinic, usable_key
from clinic.tokens import hash_of
made = []
for name in ("Elm", "Oak"):
    key = usable_key([hash_of(make_first_owner_key(another=True))])
    new = NewClinic(name=name, phone="555 0100", time_zone="UTC", emergency_number="112")
    who = dict(given_names="Ada", family_name=name, email=f"ada@{name.lower()}.example.org")
    clinic, owner = open_clinic(key=key, clinic=new, password=%r, **who)
    secret = generate_totp_secret()
    TOTP.activate(owner, secret)
    made.append({"login": who["email"], "secret": secret, "clinic": clinic.slug})
print(json.dumps(made))
"""


@dataclass
class Visitor:
    """A browser without a window: at one of the processes, as the proxy would call it."""

    address: str
    port: int
    host: str
    said_by_proxy: dict[str, str]
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        told = {"Host": self.host, "Cookie": cookie, **self.said_by_proxy, **headers}
        connection = self._connection()
        connection.request(method, path, body or None, told)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for said in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(said).items():
                self.cookies[name] = morsel.value
        connection.close()
        return answer.status, text

    def _connection(self) -> HTTPConnection:
        return HTTPConnection(self.address, self.port, timeout=30)

    def get(self, path: str) -> tuple[int, str]:
        return self.ask("GET", path)

    def post(self, path: str, **typed: str) -> tuple[int, str]:
        _status, page = self.get(path)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token is not None, page[:300]
        body = urlencode(typed | {"csrfmiddlewaretoken": token[1]})
        form = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"https://{self.host}",
        }
        return self.ask("POST", path, body, **form)


class VisitorOfProxy(Visitor):
    """The same, by the front door; what it says of where it comes from is its own word."""

    def _connection(self) -> HTTPConnection:
        return FrontDoor(self.address, self.port, timeout=30)


class FrontDoor(HTTPConnection):
    """TLS to the name that people type, which only browsers know to be on this machine."""

    def connect(self) -> None:
        super().connect()
        unproven = ssl._create_unverified_context()  # Caddy has signed it itself
        self.sock = unproven.wrap_socket(self.sock, server_hostname=HOST)


@dataclass
class Two:
    """What is running."""

    port: int
    ports: tuple[int, int]
    people: list[dict[str, str]]
    processes: "list[subprocess.Popen[bytes]]"

    @property
    def host(self) -> str:
        return f"{HOST}:{self.port}"

    def at(self, which: int, **headers: str) -> Visitor:
        said = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"} | headers
        return Visitor(ADDRESSES[which], self.ports[which], self.host, said)

    def at_the_door(self, **headers: str) -> Visitor:
        return VisitorOfProxy("127.0.0.1", self.port, self.host, headers)

    def counted(self, which: int, view: str) -> float:
        """How often a process has answered with a view."""
        _status, text = self.at(which).ask("GET", "/metrics", Authorization=f"Bearer {TOKEN}")
        found = re.findall(
            rf'^hipwise_request_seconds_count{{view="{view}"}} (\S+)', text, re.MULTILINE
        )
        return sum(map(float, found))

    def kill(self, which: int) -> None:
        os.killpg(self.processes[which].pid, signal.SIGKILL)
        self.processes[which].wait()


@contextmanager
def running_two(folder: Path, static: Path, app_url: str, owner_url: str) -> Iterator[Two]:
    with ExitStack() as stack:
        short = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hw")))
        redis = stack.enter_context(running_redis(short))
        stack.enter_context(own_database(owner_url))
        port, ports = free_port(), (free_port(), free_port())
        shared = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "clinic.settings",
            "PUBLIC_URL": f"https://{HOST}:{port}",
            "BEHIND_PROXY": "true",
            "DATABASE_URL": named(app_url, DATABASE),
            "REDIS_URL": redis,
            "METRICS_TOKEN": TOKEN,
            "STATIC_DIR": str(static),
            "WEB_CONCURRENCY": "1",
            "FIELD_KEYS": f"one:{urlsafe_b64encode(secrets.token_bytes(32)).decode()}",
            **{f"{name}_KEY": secrets.token_urlsafe(64) for name in ("SECRET", "TRAIL", "BACKUP")},
        }
        homes = [folder / "one", folder / "two"]
        for home in homes:
            home.mkdir(mode=0o700)
            stack.callback(shutil.rmtree, counters.folder(home), ignore_errors=True)
        first = shared | {"HIPWISE_DATA": str(homes[0])}
        migrating = {"MIGRATION_DATABASE_URL": named(owner_url, DATABASE)}
        run(first | migrating, "script/prepare.py", "--bare")
        said = run(first, "manage.py", "shell", "--no-imports", "-c", PEOPLE % PASSWORD)
        processes = [
            stack.enter_context(web_process(shared, home, f"{address}:{own}"))
            for home, address, own in zip(homes, ADDRESSES, ports, strict=True)
        ]
        two = Two(port, ports, json.loads(said), processes)
        stack.enter_context(proxy(folder, two))
        for visitor in (two.at(0), two.at(1), two.at_the_door()):
            wait_for(visitor)
        yield two


@contextmanager
def own_database(owner_url: str) -> Iterator[None]:
    """Empty, or a copy of the one that script/test has migrated."""
    name = sql.Identifier(DATABASE)
    template = sql.Identifier(os.environ.get("TEMPLATE_DATABASE", "template1"))
    with psycopg.connect(owner_url, autocommit=True) as connection:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name)
        connection.execute(drop)
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, template))
        yield
        connection.execute(drop)


def named(url: str, database: str) -> str:
    return f"{url.rpartition('/')[0]}/{database}"


@contextmanager
def web_process(
    shared: dict[str, str], home: Path, address: str
) -> "Iterator[subprocess.Popen[bytes]]":
    environment = shared | {"HIPWISE_DATA": str(home), "LISTEN": address}
    log = home / "server.log"
    command = [sys.executable, "-m", "gunicorn", "clinic.wsgi"]
    with started(command, environment, log) as process:
        yield process
    broken = [line for line in log.read_text().splitlines() if "ERROR" in line]
    assert broken == []


@contextmanager
def proxy(folder: Path, two: Two) -> Iterator[None]:
    config = folder / "Caddyfile"
    config.write_text(CADDYFILE.format(folder=folder / "caddy", root=ROOT))
    upstreams = " ".join(f"{a}:{p}" for a, p in zip(ADDRESSES, two.ports, strict=True))
    environment = os.environ | {
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "HIPWISE_SITE": f"{HOST}:{two.port}",
        "HIPWISE_WEB": upstreams,
        "HIPWISE_PAGES": str(ROOT / "deploy"),
    }
    command = [str(shutil.which("caddy")), "run", "--adapter", "caddyfile", "--config", str(config)]
    with started(command, environment, folder / "caddy.log"):
        yield


@contextmanager
def started(
    command: list[str], environment: dict[str, str], log: Path
) -> "Iterator[subprocess.Popen[bytes]]":
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)


def wait_for(visitor: Visitor) -> None:
    said: Any = None
    for _ in range(300):
        try:
            said = visitor.get("/healthz")
        except OSError as error:
            said = error
        else:
            if said[0] == 200:
                return
        time.sleep(0.1)
    raise AssertionError(f"{visitor.address}:{visitor.port} does not answer: {said}")
