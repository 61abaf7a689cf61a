"""A real Redis for tests that want one: Debian's, on a socket in a folder of the test's own."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = shutil.which("redis-server")
NO_REDIS = "needs redis-server; as root, type: apt-get install redis-server"


@contextmanager
def running_redis(folder: Path, policy: str = "noeviction") -> Iterator[str]:
    """Start it, and give the address that REDIS_URL takes."""
    socket = folder / "redis.sock"
    options = {"port": "0", "unixsocket": str(socket), "save": "", "maxmemory-policy": policy}
    command = [str(PROGRAM), *(word for name in options for word in (f"--{name}", options[name]))]
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    try:
        for _ in range(200):
            if socket.exists():
                break
            time.sleep(0.02)
        yield f"unix://{socket}"
    finally:
        server.kill()
        server.wait()
