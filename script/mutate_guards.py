"""
Take each guard away in turn, in a copy of the tree, and see that a test notices.

Run by script/mutate-guards. What no test notices is printed, and the run fails. A mutant that
changes nothing that anybody could see is listed in script/mutants.py, with the reason.
"""

import argparse
import importlib
import multiprocessing
import os
import re
import resource
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "script"), str(ROOT)]

from guard_tests import EVERYTHING, UNHEARD, Listener, Reach, Tests, wrapped
from mutants import APPS, Mutant, mutants_of, reason_of

LONGEST_SECONDS = 1200  # of processor time: what takes longer hangs
FIRST, REST = 1, 2  # first the tests that are likely to notice a mutant, then the others
MOST_BROKEN = 4  # tests that fail without any mutant
SHARES = 12  # parts in which the tests are run that tell what they reach
# What every test needs and no mutant changes: read once, before the children are made. Not
# WeasyPrint: it makes Pillow take damaged pictures, and only the press ever loads it.
HEAVY = """
    argon2 cryptography.hazmat.primitives.ciphers.aead django.contrib.auth django.test fido2.server
    PIL.Image pypdf segno
""".split()  # noqa: SIM905 -- a list of words


@dataclass
class Outcome:
    mutant: Mutant
    said: str  # killed, survived, or what else went wrong
    seconds: float
    stage: int


class Copy:
    """One worker's own copy of the tree, with a database of its own."""

    def __init__(self, work: Path) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="tree-", dir=work))
        self.data = self.root / "var"
        for name in (
            *APPS,
            *("tests", "templates", "static", "locale", "script", "docs", "deploy"),
        ):
            shutil.copytree(ROOT / name, self.root / name, ignore=LEFT_OUT)
        for path in ROOT.iterdir():
            if path.is_file():
                shutil.copy(path, self.root)
        self.data.mkdir(mode=0o700)
        self.database = self.data / "tests.sqlite3"
        self.pristine: bytes | None = None
        self.passing: dict[str, bool] = {}

    def run(self, tests: list[str], listener: Listener | None = None) -> str:
        """Run tests in a child that has everything heavy in memory already."""
        if self.pristine is None:
            self._child(["tests/clinic/test_methods.py"])
            self.pristine = self.database.read_bytes()
        else:
            self.database.write_bytes(self.pristine)
        return self._child(tests, listener)

    def listen(self, tests: list[str], mutants: list[Mutant]) -> Reach:
        """Which of these guards each of the tests reaches."""
        for path in sorted({mutant.path for mutant in mutants}):
            numbered = [(n, mutant) for n, mutant in enumerate(mutants) if mutant.path == path]
            (self.root / path).write_bytes(wrapped((ROOT / path).read_bytes(), numbered))
        for app in APPS:
            (self.root / app / "__init__.py").write_bytes(UNHEARD)
        try:
            # Should one of them take the others along, each file is run by itself.
            return self._heard(tests) or self._heard_one_by_one(tests)
        finally:
            for path in {f"{app}/__init__.py" for app in APPS} | {one.path for one in mutants}:
                shutil.copy(ROOT / path, self.root / path)

    def _heard(self, tests: list[str]) -> Reach | None:
        """What they tell; None where they did not come to their end."""
        told = self.root / "reach.json"
        told.unlink(missing_ok=True)
        if self.run(tests, Listener()) in CODES.values():
            return Reach.read(told)
        print(f"{' '.join(tests)}: {self.last_words}", flush=True)
        return None

    def _heard_one_by_one(self, tests: list[str]) -> Reach:
        reach = Reach()
        for test in tests:
            reach.add(self._heard([test]) or Reach(unheard={test}))
        return reach

    @property
    def last_words(self) -> str:
        return (self.root / "log").read_text()[-2000:]

    def passes_unchanged(self) -> bool:
        """Whether the test that failed holds without any mutant; each is looked at once."""
        failed = FAILED.search((self.root / "log").read_text())
        if failed is None:
            return False
        if failed[1] not in self.passing:
            self.passing[failed[1]] = self.run([failed[1]]) == "survived"
        return self.passing[failed[1]]

    @property
    def left_out(self) -> list[str]:
        return [f"--deselect={test}" for test, passes in self.passing.items() if not passes]

    def _child(self, tests: list[str], listener: Listener | None = None) -> str:
        child = os.fork()
        if child == 0:
            self._never_return(tests, listener)
        _child, status = os.waitpid(child, 0)
        return CODES.get(os.waitstatus_to_exitcode(status), "hangs or could not be run")

    def _never_return(self, tests: list[str], listener: Listener | None) -> None:
        code = 70
        try:
            code = self._pytest(tests, listener)
        except BaseException:  # noqa: BLE001 -- whatever it is, the child ends here
            traceback.print_exc()
        finally:
            os._exit(code)

    def _pytest(self, tests: list[str], listener: Listener | None) -> int:
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_SECONDS, resource.RLIM_INFINITY))
        for name in [name for name in sys.modules if name.split(".")[0] in (*APPS, "tests")]:
            del sys.modules[name]
        sys.path[:] = [str(self.root), *(p for p in sys.path if not p.startswith(str(ROOT) + "/s"))]
        os.chdir(self.root)
        os.environ |= {"HIPWISE_DATA": str(self.data), "PYTHONDONTWRITEBYTECODE": "1"}
        os.environ.pop("DATABASE_URL", None)
        sys.dont_write_bytecode = True
        importlib.invalidate_caches()
        import pytest  # noqa: PLC0415 -- it looks at the folder it is in

        log = os.open(self.root / "log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(log, 1)
        os.dup2(log, 2)
        options = ["-q", "--reuse-db", "-p", "no:cacheprovider", "--tb=line"]
        (self.root / "tests.txt").write_text("\n".join(tests))
        if listener is None:
            code = int(pytest.main([*options, "-x", "@tests.txt"]))
        else:
            code = int(pytest.main([*options, "@tests.txt"], plugins=[listener]))
            listener.reach.write(self.root / "reach.json")
        sys.stdout.flush()
        return code


# Ids hold spaces; and a line of the product's own log may begin with ERROR, too.
FAILED = re.compile(r"^(?:FAILED|ERROR) (tests/.+?)(?: - .*)?$", re.MULTILINE)
CODES = {0: "survived", 1: "killed"}
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", "pictures")


def start_worker(work: Path) -> None:
    global copy
    for name in HEAVY:
        importlib.import_module(name)
    copy = Copy(work)


def listen(files: list[str], mutants: list[Mutant]) -> Reach:
    return copy.listen(files, mutants)


def try_mutant(mutant: Mutant, chosen: list[str], stage: int) -> Outcome:
    """Run these tests without the guard; one that fails with it as well proves nothing."""
    began = time.monotonic()
    if not chosen:
        return Outcome(mutant, "no test" if stage == FIRST else "survived", 0, stage)
    path = copy.root / mutant.path
    source = path.read_bytes()
    changed = mutant.applied(source)
    compile(changed, mutant.path, "exec")
    said = "survived"
    for _again in range(MOST_BROKEN):
        path.write_bytes(changed)
        try:
            said = copy.run([*chosen, *copy.left_out])
        finally:
            path.write_bytes(source)
        if said != "killed" or copy.passes_unchanged():
            break
        said = "fails by itself"  # that test proves nothing: once more without it
    return Outcome(mutant, said, time.monotonic() - began, stage)


def reached(pool: ProcessPoolExecutor, mutants: list[Mutant]) -> Reach:
    """Run every test once, and note which guards each of them reaches."""
    places = [ROOT / name for name in EVERYTHING]
    files = [
        file
        for place in places
        for file in (place.rglob("test_*.py") if place.is_dir() else [place])
    ]
    names = sorted(str(file.relative_to(ROOT)) for file in files)
    shares = [names[start::SHARES] for start in range(SHARES)]
    reach = Reach()
    for done in as_completed([pool.submit(listen, share, mutants) for share in shares]):
        reach.add(done.result())
    return reach


def everybodys_permissions() -> tuple[str, set[str]]:
    """A permission that every member has, and all of those."""
    permissions = importlib.import_module("clinic.permissions")
    held = set.intersection(*(permissions.permissions_of(role) for role in permissions.Role))
    names = {permission.name for permission in held}
    return min(names), names


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", metavar="PATTERN", default="", help="a part of what is printed")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--list", action="store_true", help="name the mutants and run nothing")
    parser.add_argument(
        "--reach", type=Path, help="a file that keeps which test reaches which guard of this state"
    )
    asked = parser.parse_args()
    began = time.monotonic()
    all_mutants = list(mutants_of(ROOT, *everybodys_permissions()))
    every = [mutant for mutant in all_mutants if re.search(asked.only, str(mutant))]
    same = [(mutant, reason_of(mutant)) for mutant in every if reason_of(mutant)]
    mutants = [mutant for mutant in every if not reason_of(mutant)]
    if asked.list:
        print("\n".join(map(str, mutants)))
        return 0
    left: list[Outcome] = []
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="mutate-guards-") as folder:
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(asked.jobs, context, start_worker, (Path(folder),)) as pool:
            if asked.reach and asked.reach.exists():
                reach = Reach.read(asked.reach)
            else:
                reach = reached(pool, all_mutants)
            if asked.reach:
                reach.write(asked.reach)
            print(
                f"{len(reach.seconds)} tests run once in {minutes_since(began):.0f} min", flush=True
            )
            tests = Tests(ROOT, all_mutants, reach)
            for stage, choose in ((FIRST, tests.first), (REST, tests.rest)):
                waiting, left = [outcome.mutant for outcome in left] if left else mutants, []
                trying = [pool.submit(try_mutant, one, choose(one), stage) for one in waiting]
                for done in as_completed(trying):
                    outcome = done.result()
                    counts["killed"] += outcome.said == "killed"
                    if outcome.said != "killed":
                        left.append(outcome)
                    told = f"{outcome.said:9} {outcome.seconds:5.1f} s  {outcome.mutant}"
                    print(told, "" if stage == FIRST else "(all that reach it)", flush=True)
                if not left:
                    break
    print(f"\n{len(same)} change nothing that anybody could see:")
    for why, count in Counter(why for _mutant, why in same).items():
        print(f"  {count} x {why}")
    for file in sorted(reach.unheard):
        print(f"NOT HEARD: {file}")
    for outcome in left:
        print(f"NOT NOTICED ({outcome.said}): {outcome.mutant}")
    print(f"{counts['killed']} killed, {len(left)} survived, in {minutes_since(began):.0f} min")
    return 1 if left or reach.unheard else 0


def minutes_since(began: float) -> float:
    return (time.monotonic() - began) / 60


if __name__ == "__main__":
    sys.exit(main())
