"""Where the drill takes place: a disk of its own, small enough to be filled, and a database."""

import os
import secrets
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

MEGABYTES = 512
ROOM = "filler"
CRASHED = ("-m", "immediate")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


@contextmanager
def disk() -> Iterator[tuple[Path, bool]]:
    """A folder, and whether it is a small disk of its own: only root may mount one."""
    with tempfile.TemporaryDirectory(prefix="hipwise-drill-") as name:
        place = Path(name)
        place.chmod(0o711)
        mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=711", "drill", name]
        is_own = (
            os.geteuid() == 0
            and not subprocess.run(mount, check=False, capture_output=True).returncode
        )
        try:
            yield place, is_own
        finally:
            if is_own:
                subprocess.run(["umount", "--lazy", name], check=False)


@contextmanager
def filled(place: Path) -> Iterator[None]:
    """Not one byte is left."""
    path = place / ROOM
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            with suppress(OSError):
                while file.write(b"\0" * size) == size:
                    pass
    try:
        yield
    finally:
        path.unlink()


class Sqlite:
    """A file beside the others: there is no server to kill."""

    name = "SQLite"
    environment: dict[str, str] = {"DATABASE_URL": "", "MIGRATION_DATABASE_URL": ""}

    def backends(self) -> Sequence[int]:
        return ()

    def restart(self) -> None:
        pass

    def stop(self) -> None:
        pass


@dataclass
class Postgresql:
    """A server of our own, thrown away at the end, that waits for the disk as in earnest."""

    place: Path
    name: str = "PostgreSQL"
    port: int = field(default_factory=free_port)
    password: str = field(default_factory=lambda: secrets.token_hex(16))

    def __post_init__(self) -> None:
        self.bin = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
        self.place.mkdir()
        key = self.place / "password"
        key.write_text(self.password)
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", "postgres:", str(self.place)], check=True)
        options = ("-U", "postgres", "-E", "UTF8", "--locale", "C.UTF-8", "--data-checksums")
        self._run("initdb", "-D", "data", *options, "-A", "scram-sha-256", f"--pwfile={key}")
        self.start()
        self._make_roles()

    @property
    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self._url("app"), "MIGRATION_DATABASE_URL": self._url("owner")}

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        self._run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")

    def restart(self) -> None:
        """As after a crash: nobody is let finish, and what was acknowledged is in its log."""
        self.stop()
        self.start()

    def stop(self) -> None:
        with suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-D", "data", *CRASHED, "stop")

    def backends(self) -> Sequence[int]:
        """The processes of the app's connections."""
        text = (self.place / "data" / "postmaster.pid").read_text()
        parent = text.splitlines()[0]
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        titles = {int(pid): Path(f"/proc/{pid}/cmdline") for pid in children}
        return [pid for pid, title in titles.items() if b"hipwise_app" in _read(title)]

    def _url(self, role: str) -> str:
        return f"postgres://hipwise_{role}:{self.password}@127.0.0.1:{self.port}/hipwise"

    def _make_roles(self) -> None:
        commands = (
            f"CREATE ROLE hipwise_app LOGIN PASSWORD '{self.password}'",
            f"CREATE ROLE hipwise_owner LOGIN CREATEDB PASSWORD '{self.password}'",
            "GRANT hipwise_app TO hipwise_owner",
            "CREATE DATABASE hipwise OWNER hipwise_owner",
        )
        options = [option for command in commands for option in ("-c", command)]
        where = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres")
        self._run("psql", "-q", "-v", "ON_ERROR_STOP=1", *where, *options)

    def _run(self, name: str, *options: str) -> None:
        """PostgreSQL refuses to run as root: then as the user that its package made."""
        as_postgres = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
        subprocess.run(
            [*(as_postgres if os.geteuid() == 0 else []), str(self.bin / name), *options],
            cwd=self.place,
            env={**os.environ, "PGPASSWORD": self.password},
            stdout=subprocess.DEVNULL,
            check=True,
        )


def kill(pid: int) -> bool:
    """At once and without a word; False where it ended by itself before."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
