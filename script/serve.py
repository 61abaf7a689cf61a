"""
Serve Hipwise on one box: web and worker, started together, ended together.

A worker that dies is started again; when the web server ends, all ends. Run by script/server;
a service manager may run the two commands, WEB and WORKER, by itself instead.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

BIN = Path(sys.executable).parent
WEB = [str(BIN / "gunicorn"), "clinic.wsgi"]
WORKER = [sys.executable, "manage.py", "work"]
PAUSE = 2  # seconds before a worker that died is started again
PATIENCE = 40  # seconds to finish what was begun; longer than gunicorn's own
# Should we be killed, the system ends our children: none keeps the port for ever.
WITH_US = ["setpriv", "--pdeathsig", "TERM", "--"]


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C reaches only us, and we tell it on."""
    return subprocess.Popen([*WITH_US, *command], start_new_session=True)


def main() -> int:
    stopping = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    web, worker = start(WEB), start(WORKER)
    signal.signal(signal.SIGHUP, lambda *_: web.send_signal(signal.SIGHUP))
    died = 0.0
    while not stopping and web.poll() is None:
        if worker.poll() is not None:
            died = died or time.monotonic()
            if time.monotonic() - died >= PAUSE:
                worker, died = start(WORKER), 0.0
        time.sleep(0.1)
    for process in (worker, web):
        process.terminate()
    for process in (worker, web):
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
    return 0 if stopping else web.returncode or 1


if __name__ == "__main__":
    sys.exit(main())
