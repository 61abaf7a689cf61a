"""
Folders that take long to make: once, by the first process that asks.

All parts of script/test share them: it names a folder in MADE_ONCE and has them made there, with
`python -m tests.shared`, while it checks other things. Otherwise the processes of one part do.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder `name`, made by `make`; whoever would change it takes a copy."""
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    return made_in(Path(os.environ.get("MADE_ONCE") or shared), name, make)


def made_in(shared: Path, name: str, make: Callable[[Path], None]) -> Path:
    folder = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            making = shared / f"{name}.making"
            making.mkdir(mode=0o700)
            make(making)
            making.rename(folder)
    return folder


def migrate(data: Path) -> None:
    """A data directory that nobody has used yet: every migration was run, on SQLite."""
    ours = {"DJANGO_SETTINGS_MODULE": "clinic.settings", "HIPWISE_DATA": str(data)}
    others = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "TRAIL_KEY"}}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, env=others | ours, check=True)


def fill(installation: Path, data: Path) -> None:
    """The same with the demo, as script/server makes it."""
    from tests.browser.app import prepare  # noqa: PLC0415 -- unit tests need no browser

    copytree(installation, data, dirs_exist_ok=True)
    prepare(data)


if __name__ == "__main__":
    shared = Path(os.environ["MADE_ONCE"])
    installation = made_in(shared, "installation", migrate)
    made_in(shared, "demo", lambda data: fill(installation, data))
