"""
What Hipwise refuses to start with, each in one sentence: nowhere with a database that would lose
records, and where others reach it (https) with nothing that shows them.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 50
FEWEST_LETTERS = 12  # different ones; random text of that length has far more
SHORTEST_TOKEN = 20
FEWEST_OF_A_TOKEN = 8
OF_ONE_PROCESS = ("locmem", "dummy")
# File systems of another machine: SQLite's locks do not hold there.
NETWORKED = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "lustre"}
NETWORKED |= {"beegfs", "davfs", "fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.s3fs"}
NETWORKED |= {"fuse.rclone", "fuse.gcsfuse", "fuse.juicefs", "fuse.mount-s3"}
# What a virtual machine shares with the one it runs on: good enough to try Hipwise, not for records.
SHARED = {"9p", "virtiofs", "vboxsf", "vmhgfs", "fuse.vmhgfs-fuse"}
MOUNTS = Path("/proc/self/mounts")


def refuse_to_start(settings: Any) -> None:
    """Stop here rather than keep people's records in a way that loses or shows them."""
    found = problems_of(settings) if settings.HTTPS else problems_here(settings)
    for problem in found:
        raise ImproperlyConfigured(problem)


def problems_here(settings: Any) -> Iterator[str]:
    """What is wrong even with what is only tried, on this machine."""
    if not is_on_this_machine(settings.PUBLIC_URL):
        yield (
            f"PUBLIC_URL is {settings.PUBLIC_URL!r}: records could be read on their way. Write "
            "https:// and have a proxy in front that ends TLS; http is for this machine only."
        )
    yield from losses_of(settings, NETWORKED)


def losses_of(settings: Any, refused: set[str]) -> Iterator[str]:
    """What loses records: SQLite on a file system of a kind that is refused."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        kind = file_system_of(Path(database["NAME"]))
        if kind in refused:
            yield (
                f"The database lies on a network file system ({kind}), where SQLite loses data: "
                "set HIPWISE_DATA to a local disk, or DATABASE_URL to PostgreSQL."
            )


def problems_of(settings: Any) -> Iterator[str]:
    if settings.DEBUG:
        yield "DEBUG shows people's records in error pages: switch it off."
    if any(host.startswith(("*", ".")) for host in settings.ALLOWED_HOSTS):
        yield "ALLOWED_HOSTS answers to names that are not yours: give PUBLIC_URL one host name."
    for name in ("SECRET_KEY", "TRAIL_KEY", "BACKUP_KEY"):
        if _is_weak(getattr(settings, name)):
            yield (
                f"{name} can be guessed: it needs {SHORTEST_KEY} random characters or more. "
                "Leave it out, and one is made in the data directory."
            )
    for name in ("HEALTH_TOKEN", "METRICS_TOKEN"):
        if _is_weak_token(getattr(settings, name)):
            yield (
                f"{name} can be guessed: it needs {SHORTEST_TOKEN} random characters or more. "
                "Leave it out, and nobody is told."
            )
    if settings.CACHES["default"]["BACKEND"].lower().rpartition(".")[0].endswith(OF_ONE_PROCESS):
        yield "CACHES is kept by each process for itself: limits on guessing need a shared one."
    for name in ("default", "owner"):
        host = _unproven_host(settings.DATABASES.get(name, {}))
        if host:
            yield (
                f"The way to the database on {host} can be listened to: write "
                "?sslmode=verify-full behind its address in DATABASE_URL and "
                "MIGRATION_DATABASE_URL."
            )
    if _unproven_redis(settings.REDIS_URL):
        yield (
            "The way to Redis can be listened to: write rediss:// in REDIS_URL, or have it on "
            "this machine."
        )
    yield from losses_of(settings, NETWORKED | SHARED)


def is_on_this_machine(url: str) -> bool:
    """Whether only this machine can reach an address."""
    host = urlsplit(url).hostname or ""
    return host in {"127.0.0.1", "::1", "localhost"} or host.endswith(".localhost")


def _unproven_host(database: dict[str, Any]) -> str:
    """Another machine's PostgreSQL that need not show who it is; empty where all is well."""
    host = str(database.get("HOST") or "")
    proven = (database.get("OPTIONS") or {}).get("sslmode") == "verify-full"
    return "" if _is_here(host) or proven else host


def _unproven_redis(url: str) -> bool:
    """Whether REDIS_URL leads to another machine without showing who it is."""
    parts = urlsplit(url)
    proven = parts.scheme != "redis" and "ssl_" not in parts.query
    return not proven and not _is_here(parts.hostname or "")


def _is_here(host: str) -> bool:
    return host in {"", "localhost", "::1"} or host.startswith(("/", "127."))


def _is_weak(key: str) -> bool:
    return len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_LETTERS or "insecure" in key


def _is_weak_token(token: str) -> bool:
    few = len(token) < SHORTEST_TOKEN or len(set(token)) < FEWEST_OF_A_TOKEN
    return bool(token) and few


def file_system_of(path: Path, mounts: Path = MOUNTS) -> str:
    """The kind of file system that `path` is on; empty where the machine does not tell."""
    try:
        lines = [line.split(" ") for line in mounts.read_text().splitlines()]
    except OSError:
        return ""
    place = path.resolve()
    found = [(_unescaped(mount), kind) for _device, mount, kind, *_ in lines]
    over = [(mount, kind) for mount, kind in found if place.is_relative_to(mount)]
    # Of several at one place the last is seen: who mounts on demand leaves the first below it.
    return max(reversed(over), key=lambda pair: len(pair[0]))[1] if over else ""


def _unescaped(mount: str) -> str:
    """A place with blanks in its name is told with their octal numbers."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), mount)
