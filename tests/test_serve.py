"""What stands at the door of one box: started again when killed, replaced without a gap."""

import importlib.util
import os
import signal
import socket
import sys
import time
from pathlib import Path

import pytest

SERVES = "import os, time; os.write(int(os.environ['READY']), b'.'); time.sleep(60)"
CANNOT = "raise SystemExit(3)"

_spec = importlib.util.spec_from_file_location(
    "serve", Path(__file__).resolve().parent.parent / "script" / "serve.py"
)
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
