"""What stands at the door of one box: started again when killed, replaced without a gap."""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from runpy import run_path

import pytest

SERVES = "import os, time; os.write(int(os.environ['READY']), b'.'); time.sleep(60)"
CANNOT = "raise SystemExit(3)"

ROOT = Path(__file__).resolve().parent.parent
_spec = importlib.util.spec_from_file_location("serve", ROOT / "script" / "serve.py")
serve = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(serve)


@pytest.fixture
def running(monkeypatch):
    """Start a program at a door; all are ended."""
    monkeypatch.setattr(serve, "WITH_US", [])
    monkeypatch.setattr(serve, "PAUSE", 0.2)
    started = []

    def start(program: str):
        one = serve.Running([sys.executable, "-c", program], door=door)
        started.append(one)
        return one

    with socket.create_server(("127.0.0.1", 0)) as door:
        yield start
        for one in started:
            one.process.kill()
            one.process.wait()


def test_the_next_one_takes_over_once_it_is_ready(running):
    first = running(SERVES)
    assert first.is_ready()
    second = serve.relieved(first)
    assert second is not first
    assert first.process.returncode == -signal.SIGTERM
    assert second.process.poll() is None
    second.process.kill()
    second.end()


def test_one_that_cannot_start_changes_nothing(running):
    first = running(SERVES)
    assert first.is_ready()
    first.command = [sys.executable, "-c", CANNOT]
    assert serve.relieved(first) is first
    assert first.process.poll() is None


def test_what_was_killed_is_started_again_but_not_at_every_glance(running):
    one = running(SERVES)
    assert one.is_ready()
    os.kill(one.process.pid, signal.SIGKILL)
    one.process.wait()
    killed = one.process.pid
    assert one.was_killed()
    deadline = time.monotonic() + 10
    while one.was_killed() and time.monotonic() < deadline:
        one.revive()
    assert one.process.pid != killed
    assert time.monotonic() - one.started < 5
    assert one.is_ready()


def test_what_ends_by_itself_was_not_killed(running):
    one = running(CANNOT)
    one.process.wait()
    assert not one.was_killed()
    assert not one.is_ready()


def test_a_link_that_is_turned_changes_nothing_for_who_is_at_work(tmp_path):
    """An upgrade turns the link to another folder: what is read later is still of this one."""
    link = tmp_path / "hipwise"
    link.symlink_to(ROOT)
    assert run_path(str(link / "gunicorn.conf.py"))["chdir"] == str(ROOT)


def test_every_view_is_there_before_the_first_request(tmp_path):
    asked = "import sys, clinic.wsgi; print(*sys.modules)"
    environment = os.environ | {"HIPWISE_DATA": str(tmp_path), "DATABASE_URL": ""}
    environment |= {"DJANGO_SETTINGS_MODULE": "clinic.settings", "MIGRATION_DATABASE_URL": ""}
    done = subprocess.check_output(
        [sys.executable, "-c", asked], env=environment, cwd=ROOT, text=True
    )
    views = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for app in ("clinic", "routines", "patients")
        for path in (ROOT / app).glob("**/views/*.py")
        if path.name != "__init__.py"
    ]
    assert len(views) > 30
    assert [name for name in views if name not in done.split()] == []
