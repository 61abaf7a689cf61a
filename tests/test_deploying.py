"""What an installation is made of, read back: containers, services, the proxy, and their sealing."""

import base64
import hashlib
import os
import re
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
import yaml

from clinic import database_roles
from clinic.headers import HEADERS
from tests.browser.app import free_port

ROOT = Path(__file__).resolve().parent.parent
UNITS = ["hipwise-web.service", "hipwise-web.socket", "hipwise-worker.service"]
SETTINGS = set(
    re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text(), re.MULTILINE)
)
NOT_NAMED = {"away.html", "too-large.html", "make-roles.sh"}
OURS = ["prepare", "web", "worker"]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "compose.yaml").read_text())


def test_every_container_is_sealed(compose):
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "privileged" not in service, name
    assert {compose["services"][name]["user"] for name in OURS} == {"10001:10001"}


def test_only_the_proxy_and_the_mails_reach_the_world(compose):
    networks = {
        name: service.get("networks") or service["network_mode"]
        for name, service in compose["services"].items()
    }
    assert networks == {
        "prepare": "none",
        "web": ["inside"],
        "worker": ["outside"],
        "postgres": "none",
        "redis": "none",
        "caddy": ["inside", "outside"],
    }
    assert compose["networks"]["inside"] == {"internal": True}
    assert [name for name in networks if "ports" in compose["services"][name]] == ["caddy"]


def test_the_containers_are_told_settings_that_exist_and_no_password(compose):
    for name in OURS:
        assert set(compose["services"][name]["environment"]) <= SETTINGS
    said = (ROOT / "compose.yaml").read_text()
    words = re.findall(r"\$\{(\w+)(\S*)", said)
    assert {name for name, _rest in words} == {
        "HIPWISE_SITE",
        "POSTGRES_PASSWORD",
        "OWNER_PASSWORD",
        "APP_PASSWORD",
    }
    assert all(rest.startswith(":?") for _name, rest in words)
    assert "MIGRATION_DATABASE_URL" not in compose["services"]["web"]["environment"]


def test_what_is_counted_is_kept(compose):
    command = compose["services"]["redis"]["command"]
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"
    assert (
        "--data-checksums" in compose["services"]["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]
    )


def test_the_role_of_the_app_has_the_same_limits_everywhere():
    limit = re.compile(r"^ALTER ROLE hipwise_app SET (\w+) = '(\w+)';$", re.MULTILINE)
    papers = [ROOT / "docs/postgresql.md", ROOT / "deploy/make-roles.sh"]
    one, other = (dict(limit.findall(path.read_text())) for path in papers)
    assert one == other
    assert set(one) == set(database_roles._LIMITS)


def test_every_file_that_is_mounted_is_there(compose):
    mounts = [one for service in compose["services"].values() for one in service["volumes"]]
    files = [one.split(":")[0] for one in mounts if one.startswith("./")]
    assert len(files) == 4
    assert [one for one in files if not (ROOT / one).is_file()] == []
    named = {one.split(":")[0] for one in mounts if not one.startswith("./")}
    assert named == set(compose["volumes"])


def test_the_image_has_what_a_machine_of_ones_own_gets():
    bootstrap = (ROOT / "script/bootstrap").read_text()
    wanted = set(re.findall(r"missing\+=\(([^)]*)\)", bootstrap)[1].split())
    stages = (ROOT / "Dockerfile").read_text().split("\nFROM ")
    assert len(stages) == 3
    for stage in stages[1:]:
        assert stage.startswith("debian:12-slim")
        assert wanted <= set(stage.split())
    assert "\nUSER 10001:10001\n" in stages[2]
    assert "HEALTHCHECK" in stages[2]
    told = set(re.findall(r"^\s+([A-Z_]+)=", stages[2].partition("ENV ")[2], re.MULTILINE))
    assert told - {"PYTHONUNBUFFERED"} <= SETTINGS


def test_the_image_takes_only_what_runs():
    first, *taken = [
        line
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    assert first == "*"
    taken = [line[1:] for line in taken if line.startswith("!")]
    assert {"clinic", "routines", "patients", "static", "templates"} <= set(taken)
    assert not {"var", "tests", ".git", ".env", "docs"} & set(taken)
    assert [path for path in taken if not (ROOT / path).exists()] == []


@pytest.fixture
def units(tmp_path) -> list[Path]:
    """The units as this checkout could run them: what they start is here, not in /opt."""
    program = tmp_path / "program"
    program.write_text("")
    program.chmod(0o755)
    for name in UNITS:
        said = (ROOT / "deploy" / name).read_text()
        said = re.sub(r"/opt/hipwise/\.venv/bin/\w+", str(program), said)
        (tmp_path / name).write_text(said.replace("file:///opt/hipwise", f"file://{ROOT}"))
    return [tmp_path / name for name in UNITS]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")
def test_the_services_are_sound_and_sealed(units):
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, units)], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if "hipwise-" in line]
    assert (ours, done.returncode) == ([], 0)
    for unit, most in ((units[0], 10), (units[2], 20)):  # tenths, of 100
        subprocess.run(
            ["systemd-analyze", "security", "--offline=true", f"--threshold={most}", str(unit)],
            capture_output=True,
            check=True,
        )


def test_the_worker_stays_in_the_folder_it_was_started_in(tmp_path):
    python = tmp_path / "hipwise-1/.venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$0" "$@"\n')
    python.chmod(0o755)
    (tmp_path / "hipwise").symlink_to("hipwise-1")
    said = (ROOT / "deploy/hipwise-worker.service").read_text()
    command = re.search(r"^ExecStart=(.*)$", said, re.MULTILINE)[1].replace("$$", "$")
    started = subprocess.run(
        shlex.split(command), cwd=tmp_path / "hipwise", capture_output=True, text=True, check=True
    )
    assert started.stdout == f"{python.resolve()} manage.py work\n"


def test_the_settings_of_a_machine_exist():
    said = (ROOT / "deploy/hipwise.env").read_text()
    assert set(re.findall(r"^#?([A-Z_]+)=", said, re.MULTILINE)) <= SETTINGS


@pytest.mark.skipif(shutil.which("caddy") is None, reason="needs caddy")
def test_the_proxy_is_sound():
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", "deploy/Caddyfile"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    form = ["caddy", "fmt", "deploy/Caddyfile"]
    formatted = subprocess.run(form, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert formatted == (ROOT / "deploy/Caddyfile").read_text()


@pytest.fixture
def door(tmp_path) -> Iterator[int]:
    """The proxy as installations have it, with nobody behind it; its port."""
    port = free_port()
    (tmp_path / "Caddyfile").write_text(f"{{\n\tadmin off\n}}\nimport {ROOT}/deploy/Caddyfile\n")
    environment = os.environ | {
        "XDG_DATA_HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "HIPWISE_SITE": f"http://127.0.0.1:{port}",
        "HIPWISE_PAGES": str(ROOT / "deploy"),
    }
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(tmp_path / "Caddyfile")]
    running = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port
    finally:
        running.terminate()
        running.wait()


def wait_for(port: int) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.1)
        else:
            return


@pytest.mark.skipif(shutil.which("caddy") is None, reason="needs caddy")
def test_what_is_too_large_for_the_proxy_is_told_as_that(door):
    calling = HTTPConnection("127.0.0.1", door, timeout=20)
    calling.putrequest("POST", "/my/log/")
    calling.putheader("Content-Length", "8000000")
    calling.endheaders()
    answer = calling.getresponse()
    assert answer.status == 413
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.read().decode() == (ROOT / "deploy/too-large.html").read_text()


def test_what_the_proxy_answers_itself_is_as_guarded_as_our_pages():
    said = (ROOT / "deploy/Caddyfile").read_text()
    ours = re.search(r"^\(ours\) \{\n(.*?)^\}", said, re.MULTILINE | re.DOTALL)[1]
    headers = dict(re.findall(r'^\t\t([A-Z][\w-]+) "?([^"\n]+)"?$', ours, re.MULTILINE))
    policy = headers.pop("Content-Security-Policy")
    permissions = {"Permissions-Policy"}  # these pages run nothing that could ask
    assert headers == {name: HEADERS[name] for name in HEADERS.keys() - permissions} | {
        "Cache-Control": "no-store",
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    }
    assert said.count("import ours") == 2
    pages = [(ROOT / "deploy" / name).read_text() for name in ("away.html", "too-large.html")]
    (style,) = {re.findall(r"<style>(.*?)</style>", page, re.DOTALL)[0] for page in pages}
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )


def test_the_paper_names_every_file():
    paper = (ROOT / "docs/deploying.md").read_text()
    files = {path.name for path in (ROOT / "deploy").iterdir()} - NOT_NAMED
    assert [name for name in files if f"deploy/{name}" not in paper] == []
