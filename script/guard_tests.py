"""
Which tests are about a guard: those that reach it, or those near it by name.

Before anything is taken away, every guard that is an expression is wrapped in a call that tells it
was reached, and all tests run once. A test that does not reach a guard cannot notice it is gone.
Decorators, permissions and the list of middlewares are no expressions: for them the tests are
looked up by the names of the view and the module, and after those come all.
"""

import ast
import builtins
import importlib
import json
import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from mutants import APPS, GUARDS, SETTINGS, Mutant

MOST_VIEWS = 6
FIRST = 40  # of the tests that reach a guard: the rest only if these notice nothing
NO_EXPRESSION = {"permission", "fresh", "decorator", "middleware"}
LOOKING = "tests/test_matrix.py::test_looking_shows_what_the_rule_says"
SENDING = "tests/test_matrix.py::test_sending_does_what_the_rule_says"
IDS = "tests/test_matrix.py::test_ids_inside_a_form_are_as_good_as_nobodys"
DECLARED = "tests/test_matrix.py::test_the_doors_are_those_that_were_declared"
EVERYTHING = [
    *(f"tests/test_{name}.py" for name in ("matrix", "rights", "fresh", "idle", "viewing")),
    *(f"tests/{folder}" for folder in ("clinic", "portal", "patients", "routines")),
    *(f"tests/test_{name}.py" for name in ("forms", "story", "malformed", "headers")),
]
# A test that is about whatever is somebody's, wherever it is looked up.
NEIGHBOURS = "tests/patients/test_neighbours.py"
# Tests that are about a module and do not say so by their names.
ABOUT = {
    SETTINGS: [
        *(f"tests/clinic/test_{name}.py" for name in ("methods", "middleware", "refusals")),
        *("tests/test_malformed.py", "tests/test_headers.py"),
    ],
    "clinic/fresh.py": ["tests/test_fresh.py"],
    "clinic/middleware.py": ["tests/clinic/test_methods.py", "tests/clinic/test_kept_form.py"],
}
TELLS = "_reached"  # the name, everywhere, of what a wrapped guard calls
# In a process that a test starts nobody listens.
UNHEARD = f"import builtins\nbuiltins.__dict__.setdefault({TELLS!r}, lambda *_: None)\n".encode()


@dataclass
class Reach:
    """
    The tests that reached each guard, by its number, and the seconds that each test took.

    `unheard` are files that did not come to their end, so that nobody knows what they reach.
    """

    tests: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    unheard: set[str] = field(default_factory=set)

    def add(self, other: "Reach") -> None:
        for number, tests in other.tests.items():
            self.tests[number] |= tests
        self.seconds |= other.seconds
        self.unheard |= other.unheard

    def write(self, path: Path) -> None:
        tests = {number: sorted(tests) for number, tests in self.tests.items()}
        said = {"tests": tests, "seconds": self.seconds, "unheard": sorted(self.unheard)}
        path.write_text(json.dumps(said))

    @classmethod
    def read(cls, path: Path) -> "Reach":
        said = json.loads(path.read_text())
        reach = cls()
        reach.tests.update({int(number): set(tests) for number, tests in said["tests"].items()})
        reach.seconds.update(said["seconds"])
        reach.unheard |= set(said["unheard"])
        return reach


class Listener:
    """For pytest: writes down which test is at work while a guard is reached."""

    def __init__(self) -> None:
        self.reach = Reach()
        self.test = ""
        setattr(builtins, TELLS, self.reached)

    def reached(self, *numbers: int) -> None:
        for number in numbers:
            self.reach.tests[number].add(self.test)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.test = item.nodeid
        return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.reach.seconds[report.nodeid] += report.duration


def wrapped(source: bytes, mutants: list[tuple[int, Mutant]]) -> bytes:
    """The source with each of these guards wrapped, so that it tells its number when reached."""
    numbers: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, mutant in mutants:
        if mutant.kind not in NO_EXPRESSION:
            numbers[mutant.start, mutant.end].append(number)
    # From the end, so that places stay right; of two that begin together the outer goes around.
    opening = [
        ((start, 1, -end), f"({TELLS}{_call(n)} or (") for (start, end), n in numbers.items()
    ]
    closing = [((end, 0, -start), "))") for start, end in numbers]
    for (place, *_), text in sorted([*opening, *closing], reverse=True):
        source = source[:place] + text.encode() + source[place:]
    return source


def _call(numbers: list[int]) -> str:
    return f"({', '.join(map(str, numbers))})"


class Tests:
    """Which tests to run for a mutant: first a few that are likely to notice, then the rest."""

    def __init__(self, root: Path, mutants: list[Mutant], reach: Reach) -> None:
        self.root, self.reach = root, reach
        self.numbers = {mutant: number for number, mutant in enumerate(mutants)}
        files = [path for app in APPS for path in (root / app).rglob("*.py")]
        self.imports = {module_of(root, path): imports_in(path) for path in files}
        self.test_imports = {
            str(path.relative_to(root)): imports_in(path)
            for path in (root / "tests").rglob("test_*.py")
            if not {"browser", "bench"} & set(path.parts)
        }
        self.views = views_in(root)

    def first(self, mutant: Mutant) -> list[str]:
        if mutant.kind in {"permission", "fresh"}:
            return [DECLARED]
        return self.near(mutant) if mutant.kind in NO_EXPRESSION else self._reaching(mutant)[:FIRST]

    def rest(self, mutant: Mutant) -> list[str]:
        if mutant.kind in NO_EXPRESSION:
            return [f for f in EVERYTHING if (self.root / f).exists()]
        return self._reaching(mutant)[FIRST:]

    def _reaching(self, mutant: Mutant) -> list[str]:
        """Those with its name, those that import it, those near it, others: the quickest first."""
        rank = {test.split("::")[0]: 2 for test in self.near(mutant)}
        rank |= dict.fromkeys(self.about(mutant), 1)
        rank |= dict.fromkeys(filter(self._has_name_of(mutant), self.test_imports), 0)
        if mutant.kind in {"of_patient", "patient="}:
            rank[NEIGHBOURS] = 0
        tests = self.reach.tests[self.numbers[mutant]] - {""}
        far = 3
        return sorted(
            tests, key=lambda t: (rank.get(t.split("::")[0], far), self.reach.seconds[t], t)
        )

    def about(self, mutant: Mutant) -> list[str]:
        """The files that import the module, and those that have its name."""
        module = module_of(self.root, self.root / mutant.path)
        name = mutant.inside.split(".")[0]
        told = {module, f"{module.rpartition('.')[0]}.{name}"}  # itself, or through its package
        named = self._has_name_of(mutant)
        return [f for f, names in self.test_imports.items() if told & names or named(f)]

    def _has_name_of(self, mutant: Mutant) -> Callable[[str], object]:
        return re.compile(rf"/test_{Path(mutant.path).stem}(_\w+)?\.py$").search

    def near(self, mutant: Mutant) -> list[str]:
        """The files about the module and its views, and the addresses of those."""
        module = module_of(self.root, self.root / mutant.path)
        views = self._views_near(module, mutant.inside.split(".")[0])
        files = self.about(mutant)
        files += [f for view in views for f in self.test_imports if f.endswith(f"/test_{view}.py")]
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
    declared: dict[str, Any] = importlib.import_module("tests.declared").DOOR
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
