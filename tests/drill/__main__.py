"""
python -m tests.drill: see script/drill.

Patients log sessions without a pause; meanwhile web workers, gunicorn, the job worker and the
database's processes are killed, the database crashes, the disk is full, and the web server is
replaced. Then it is counted what became of each session that was acknowledged.
"""

import argparse
import json
import os
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from tests.drill import patients, places, serving
from tests.drill.patients import BUSY, CUT, GRACEFUL, HARSH, REFUSED, STEADY, WRONG, Notes

LONGEST_RECOVERY = 120
FULL_SECONDS = 3


@dataclass
class Drill:
    """One installation, and everything that is done to it."""

    database: Any
    disk: Path
    server: serving.Served
    notes: Notes
    chance: Random
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def victims(self) -> list[tuple[str, Callable[[], int | None]]]:
        one = self.chance.choice
        found: list[tuple[str, Callable[[], int | None]]] = [
            ("web worker", lambda: one(list(self.server.web_workers) or [None])),
            ("gunicorn", lambda: self.server.master),
            ("job worker", lambda: self.server.job_worker),
        ]
        if self.database.backends():
            found.append(
                ("database process", lambda: one(list(self.database.backends()) or [None]))
            )
        return found

    def kill(self, number: int) -> None:
        victims = self.victims()
        name, find = victims[number % len(victims)]
        with self.harm(f"{name} killed"):
            while (pid := find()) is None or not places.kill(pid):
                time.sleep(0.05)

    def let_log(self, sessions: int) -> None:
        """Wait until so many sessions were acknowledged in all."""
        while len(self.notes.acknowledged) < sessions:
            time.sleep(0.1)

    def crash_database(self) -> None:
        with self.harm("database crashed and started"):
            self.database.restart()

    def fill_disk(self) -> None:
        with self.harm(f"disk full for {FULL_SECONDS} s"), places.filled(self.disk):
            time.sleep(FULL_SECONDS)

    def replace_server(self) -> None:
        self.notes.phase = GRACEFUL
        took = self.server.restart_gracefully()
        self.seconds.setdefault("web server replaced (HUP)", []).append(took)
        time.sleep(0.5)
        self.notes.phase = STEADY

    @contextmanager
    def harm(self, name: str) -> Iterator[None]:
        """Do it, and wait until everything runs and a session is taken that was sent since."""
        self.notes.phase = HARSH
        yield
        began = whole = time.monotonic()
        while (taken := self.notes.first_taken_since(whole)) is None:
            if time.monotonic() - began > LONGEST_RECOVERY:
                raise RuntimeError(f"{name}: no session was taken since")
            if not self.server.is_whole:
                whole = time.monotonic()
            time.sleep(0.01)
        self.seconds.setdefault(name, []).append(taken - began)
        time.sleep(self.chance.uniform(0.1, 0.5))
        self.notes.phase = STEADY


@contextmanager
def logging(port: int, made: dict[str, Any], notes: Notes) -> Iterator[None]:
    """All patients at once, until the block ends; each finishes the session at hand."""
    stopped = threading.Event()
    everybody = [
        threading.Thread(
            target=patients.LoggingPatient(port, one["session"], one["typed"], notes, stopped).live
        )
        for one in made["patients"]
    ]
    for one in everybody:
        one.start()
    try:
        yield
    finally:
        stopped.set()
        for one in everybody:
            one.join()


def drill(options: argparse.Namespace, disk: Path, is_own_disk: bool) -> bool:
    database = databases()[options.database](disk / "postgresql")
    port = places.free_port()
    data = disk / "data"
    data.mkdir(mode=0o700)
    environment = {
        **os.environ,
        **database.environment,
        "HIPWISE_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "clinic.settings",
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    try:
        told(serving.manage(environment, "script/prepare.py", "--empty"))
        made = json.loads(told(made_by(environment, "make", str(options.patients))))
        notes = Notes()
        one = Drill(database, disk, serving.Served(environment, port), notes, Random(4))
        began = time.monotonic()
        try:
            with logging(port, made, notes):
                happen(one, options, is_own_disk)
        finally:
            one.server.end()
        report(one, time.monotonic() - began)
        return judge(one, environment, data / "acknowledged.json")
    finally:
        database.stop()


def happen(one: Drill, options: argparse.Namespace, is_own_disk: bool) -> None:
    deadline = time.monotonic() + LONGEST_RECOVERY
    while one.notes.first_taken_since(0) is None:
        if time.monotonic() > deadline:
            raise RuntimeError(f"no session was taken: {one.notes.wrong[:1]}")
        time.sleep(0.05)
    for _ in range(options.restarts):
        one.replace_server()
    for number in range(1, options.kills + 1):
        one.kill(number)
        one.let_log(options.sessions * number // options.kills)
    if one.database.backends():
        for _ in range(options.crashes):
            one.crash_database()
    if is_own_disk and not options.no_full_disk:
        one.fill_disk()
    else:
        print("The disk was not filled: that takes root.")


def report(one: Drill, seconds: float) -> None:
    answers, notes = one.notes.answers, one.notes
    print(
        f"\n{one.database.name}, {seconds:.0f} s: {len(notes.acknowledged)} sessions acknowledged"
    )
    print(f"{'what happened':32}{'times':>6}{'median s':>10}{'worst s':>9}")
    for name, took in one.seconds.items():
        print(f"{name:32}{len(took):6}{statistics.median(took):10.2f}{max(took):9.2f}")
    for kind in (BUSY, CUT, REFUSED, WRONG):
        in_all = sum(number for (_phase, answer), number in answers.items() if answer == kind)
        print(f"answers: {kind:23}{in_all:6}")


def judge(one: Drill, environment: dict[str, str], kept: Path) -> bool:
    """Whether nothing was lost; says what was found."""
    kept.write_text(json.dumps(one.notes.acknowledged))
    found = json.loads(told(made_by(environment, "count", str(kept))))
    trail = serving.manage(environment, "manage.py", "verify_trail")
    check = serving.manage(environment, "manage.py", "check")
    undone = sum(number for status, number in found["jobs"].items() if status != "SUCCESSFUL")
    failed_gracefully = sum(
        number
        for (phase, answer), number in one.notes.answers.items()
        if phase < HARSH and answer in {BUSY, CUT, REFUSED, WRONG}
    )
    counted = {
        "acknowledged and lost": len(found["lost"]),
        "stored twice": len(found["doubled"]),
        "not told once in the trail": len(found["untold"]),
        "never taken": len(one.notes.given_up),
        "wrong answers": len(one.notes.wrong),
        "failed while nothing was killed": failed_gracefully,
        "jobs not done": undone,
        "trail not in order": int(trail.returncode != 0),
        "manage.py check": int(check.returncode != 0),
    }
    for name, number in counted.items():
        print(f"{name:32}{number:6}")
    print(f"{'sessions stored':32}{found['stored']:6}")
    print(f"{'jobs':32}{found['jobs']} for {found['papers']} papers")
    for said in [*one.notes.wrong[:5], trail.stdout[-300:] if trail.returncode else ""]:
        print(said, end="\n" if said else "")
    return not any(counted.values())


def made_by(environment: dict[str, str], *what: str) -> Any:
    return serving.manage(environment, "-m", "tests.drill.rows", *what)


def told(done: Any) -> str:
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:] or done.stdout[-3000:])
    return str(done.stdout)


def databases() -> dict[str, Callable[[Path], Any]]:
    return {"sqlite": lambda place: places.Sqlite(), "postgresql": places.Postgresql}


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/drill")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--restarts", type=int, default=5)
    parser.add_argument("--crashes", type=int, default=4)
    parser.add_argument("--patients", type=int, default=8)
    parser.add_argument("--sessions", type=int, default=0)
    parser.add_argument("--database", choices=[*databases(), "both"], default="both")
    parser.add_argument("--no-full-disk", action="store_true")
    options = parser.parse_args()
    names = list(databases()) if options.database == "both" else [options.database]
    passed = []
    for options.database in names:
        with places.disk() as (disk, is_own_disk):
            passed.append(drill(options, disk, is_own_disk))
    print("\nNothing was lost." if all(passed) else "\nNOT as promised: see above.")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
