"""
Take each guard away in turn, in a copy of the tree, and see that a test notices.

Run by script/mutate-guards. What no test notices is printed, and the run fails. A mutant that
changes nothing that anybody could see is listed in EQUIVALENT, with the reason.
"""

import argparse
import ast
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
from collections import Counter, deque
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "script"), str(ROOT)]

from mutants import APPS, GUARDS, SETTINGS, Mutant, mutants_of

# Mutants that are no fault: a pattern of what str(mutant) says, and why nobody could tell.
EQUIVALENT = {
    r"for_clinic in .*of_patient\(": "the patient was found through the clinic",
    r"for_clinic in (_pain_keeps_rising|_is_alerted)": "of one program, which is of one clinic",
    r"routine_detail: routines = ": "its version is asked for by the clinic too",
    r"routine_detail: versions = ": "of a routine that was found through the clinic",
    r"for_clinic in .*for_clinic\((\w+)\.clinic(_id)?\).*pk=\1\.pk": "the same row, read again",
}
LONGEST_SECONDS = 1200  # of processor time: what takes longer hangs
NEAR, ALL = 1, 2  # first the tests near a mutant, then all
MOST_VIEWS = 6
MOST_BROKEN = 4  # tests that fail without any mutant
LOOKING = "tests/test_matrix.py::test_looking_shows_what_the_rule_says"
SENDING = "tests/test_matrix.py::test_sending_does_what_the_rule_says"
IDS = "tests/test_matrix.py::test_ids_inside_a_form_are_as_good_as_nobodys"
DECLARED = "tests/test_matrix.py::test_the_doors_are_those_that_were_declared"
EVERYTHING = [
    *(f"tests/test_{name}.py" for name in ("matrix", "rights", "fresh", "idle", "viewing")),
    *(f"tests/{folder}" for folder in ("clinic", "portal", "patients", "routines")),
    *(f"tests/test_{name}.py" for name in ("forms", "story", "malformed", "headers")),
]
# Tests that are about a module and do not say so by their names.
ABOUT = {
    SETTINGS: [
        *(f"tests/clinic/test_{name}.py" for name in ("methods", "middleware", "refusals")),
        *("tests/test_malformed.py", "tests/test_headers.py"),
    ],
    "clinic/fresh.py": ["tests/test_fresh.py"],
    "clinic/middleware.py": ["tests/clinic/test_methods.py", "tests/clinic/test_kept_form.py"],
    "clinic/tenancy.py": ["tests/routines", "tests/test_tenancy.py", "tests/test_matrix.py"],
    "clinic/second_factor.py": ["tests/clinic/test_encryption.py"],
}
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


class Tests:
    """Which tests to run first for a mutant: those nearest to it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        files = [path for app in APPS for path in (root / app).rglob("*.py")]
        self.imports = {module_of(root, path): imports_in(path) for path in files}
        self.test_imports = {
            str(path.relative_to(root)): imports_in(path)
            for path in (root / "tests").rglob("test_*.py")
            if not {"browser", "bench"} & set(path.parts)
        }
        self.views = views_in(root)

    def near(self, mutant: Mutant) -> list[str]:
        """The declared doors, the files about the module and its views, and their addresses."""
        if mutant.kind in {"permission", "fresh"}:
            return [DECLARED]
        module = module_of(self.root, self.root / mutant.path)
        name = mutant.inside.split(".")[0]
        views = self._views_near(module, name)
        told = {module, f"{module.rpartition('.')[0]}.{name}"}  # itself, or through its package
        files = [f for f, names in self.test_imports.items() if told & names]
        files += [f for view in views for f in self.test_imports if f.endswith(f"/test_{view}.py")]
        stem = Path(mutant.path).stem
        files += [f for f in self.test_imports if re.search(rf"/test_{stem}(_\w+)?\.py$", f)]
        if mutant.path in GUARDS or mutant.path == SETTINGS:
            files += [f for f in EVERYTHING[1:4] if (self.root / f).exists()]
        files = [f for f in dict.fromkeys(files) if "test_matrix" not in f]
        files += ABOUT.get(mutant.path, ())
        addresses = [f"{node}[{view}]" for node in (LOOKING, SENDING, IDS) for view in views]
        return [*files, *addresses]

    def _views_near(self, module: str, function: str) -> list[str]:
        """The view itself, or those whose modules import this one, the nearest first."""
        if function in self.views.get(module, ()):
            return [function]
        found: list[str] = []
        seen, waiting = {module}, deque([module])
        while waiting:
            here = waiting.popleft()
            found += self.views.get(here, ())
            for other, names in self.imports.items():
                if here in names and other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return found[:MOST_VIEWS]


def module_of(root: Path, path: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_in(path: Path) -> set[str]:
    """The modules that a file imports, and those whose names it takes."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def views_in(root: Path) -> dict[str, list[str]]:
    """The views of each module: its functions that are declared in tests/declared.py."""
    declared = importlib.import_module("tests.declared").DOOR
    return {
        module_of(root, path): [
            node.name
            for node in ast.parse(path.read_text()).body
            if isinstance(node, ast.FunctionDef) and node.name in declared
        ]
        for app in APPS
        for path in (root / app).rglob("*.py")
        if "views" in path.parts
    }


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

    def run(self, tests: list[str]) -> str:
        """Run tests in a child that has everything heavy in memory already."""
        if self.pristine is None:
            self._child(["tests/clinic/test_methods.py"])
            self.pristine = self.database.read_bytes()
        else:
            self.database.write_bytes(self.pristine)
        return self._child(tests)

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

    def _child(self, tests: list[str]) -> str:
        child = os.fork()
        if child == 0:
            self._never_return(tests)
        _child, status = os.waitpid(child, 0)
        return CODES.get(os.waitstatus_to_exitcode(status), "hangs or could not be run")

    def _never_return(self, tests: list[str]) -> None:
        code = 70
        try:
            code = self._pytest(tests)
        except BaseException:  # noqa: BLE001 -- whatever it is, the child ends here
            traceback.print_exc()
        finally:
            os._exit(code)

    def _pytest(self, tests: list[str]) -> int:
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
        options = ["-q", "-x", "--reuse-db", "-p", "no:cacheprovider", "--tb=line"]
        code = int(pytest.main([*options, *tests]))
        sys.stdout.flush()
        return code


FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
CODES = {0: "survived", 1: "killed"}
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", "pictures")


def start_worker(work: Path) -> None:
    global copy, tests
    for name in HEAVY:
        importlib.import_module(name)
    copy, tests = Copy(work), Tests(ROOT)


def try_mutant(mutant: Mutant, stage: int) -> Outcome:
    """Run the tests nearest to a mutant first; everything only if it survived those."""
    began = time.monotonic()
    path = copy.root / mutant.path
    source = path.read_bytes()
    changed = mutant.applied(source)
    compile(changed, mutant.path, "exec")
    everything = [f for f in EVERYTHING if (copy.root / f).exists()]
    chosen = tests.near(mutant) if stage == NEAR else everything
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


def reason_of(mutant: Mutant) -> str:
    said = str(mutant)
    return next((why for what, why in EQUIVALENT.items() if re.search(what, said)), "")


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
    asked = parser.parse_args()
    began = time.monotonic()
    every = [
        m for m in mutants_of(ROOT, *everybodys_permissions()) if re.search(asked.only, str(m))
    ]
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
            for stage in (NEAR, ALL):
                waiting, left = [outcome.mutant for outcome in left] if left else mutants, []
                for done in as_completed([pool.submit(try_mutant, m, stage) for m in waiting]):
                    outcome = done.result()
                    counts[outcome.said] += outcome.said == "killed"
                    if outcome.said != "killed":
                        left.append(outcome)
                    told = f"{outcome.said:9} {outcome.seconds:5.1f} s  {outcome.mutant}"
                    print(told, "" if stage == NEAR else "(everything run)", flush=True)
                if not left:
                    break
    print(f"\n{len(same)} change nothing that anybody could see:")
    for why, count in Counter(why for _mutant, why in same).items():
        print(f"  {count} x {why}")
    for outcome in left:
        print(f"NOT NOTICED ({outcome.said}): {outcome.mutant}")
    minutes = (time.monotonic() - began) / 60
    print(f"{counts['killed']} killed, {len(left)} survived, in {minutes:.0f} min")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
