"""
Serve Hipwise on one box: web and worker, started together, ended together.

What is killed is started again. The door to the network is ours and stays open meanwhile: who
calls waits a moment instead of being sent away (docs/adr/0036). HUP brings new code or settings
without a failed request: the next web server is started beside the one at work, which ends once
the next is ready; one that does not get ready changes nothing.

Run by script/server; a service manager may run the two commands, WEB and WORKER, by itself.
"""

import os
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

BIN = Path(sys.executable).parent
WEB = [str(BIN / "gunicorn"), "clinic.wsgi"]
WORKER = [sys.executable, "manage.py", "work"]
PAUSE = 2  # seconds at least between one start and the next of what dies
PATIENCE = 40  # seconds to finish what was begun; longer than gunicorn's own
LONGEST_START = 60
CALLERS_WAITING = 2048
# Should we be killed, the system ends our children: none keeps the port for ever.
WITH_US = ["setpriv", "--pdeathsig", "TERM", "--"]


class Running:
    """A command at work, in a session of its own: Ctrl-C reaches only us, and we tell it on."""

    def __init__(self, command: list[str], *, door: socket.socket | None = None) -> None:
        self.command, self.door = command, door
        self.start()

    def start(self) -> None:
        self.started = time.monotonic()
        self.ready, tells_ready = os.pipe()
        environment, kept = dict(os.environ), [tells_ready]
        if self.door is not None:
            kept.append(self.door.fileno())
            environment |= {"DOOR": str(self.door.fileno()), "READY": str(tells_ready)}
        self.process = subprocess.Popen(
            [*WITH_US, *self.command], start_new_session=True, env=environment, pass_fds=kept
        )
        os.close(tells_ready)

    def is_ready(self) -> bool:
        """Wait until it says so, or ends, or takes too long."""
        found, _, _ = select.select([self.ready], [], [], LONGEST_START)
        return bool(found) and os.read(self.ready, 1) != b""

    def was_killed(self) -> bool:
        return (self.process.poll() or 0) < 0

    def revive(self) -> None:
        """Start it again: at once, unless it has only just begun."""
        if time.monotonic() - self.started >= PAUSE:
            os.close(self.ready)
            self.start()

    def end(self) -> None:
        """Let it finish what it has begun."""
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        os.close(self.ready)


def relieved(web: Running) -> Running:
    """The next web server once it is ready; the one at work when it does not get there."""
    following = Running(web.command, door=web.door)
    leaving, staying = (web, following) if following.is_ready() else (following, web)
    leaving.process.terminate()
    leaving.end()
    return staying


def main() -> int:
    asked: set[int] = set()

    def note(number: int, frame: FrameType | None) -> None:
        asked.add(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, note)
    port = int(os.environ.get("PORT") or 8000)
    door = socket.create_server(("127.0.0.1", port), backlog=CALLERS_WAITING)
    web, worker = Running(WEB, door=door), Running(WORKER)
    while not asked & {signal.SIGINT, signal.SIGTERM}:
        if web.was_killed():
            web.revive()
        elif web.process.poll() is not None:
            break  # it cannot start: to try the same again would not help
        if worker.process.poll() is not None:
            worker.revive()
        if signal.SIGHUP in asked:
            asked.discard(signal.SIGHUP)
            web = relieved(web)
            worker.process.terminate()
        time.sleep(0.1)
    for one in (worker, web):
        one.process.terminate()
    for one in (worker, web):
        one.end()
    return 0 if asked else web.process.returncode or 1


if __name__ == "__main__":
    sys.exit(main())
