"""
Where access is guarded, and how each guard looks once it is gone: read by script/mutate-guards.

A mutant is one guard taken out of one file: a permission made the weakest, a clinic or a patient
no longer asked for, a decorator dropped, a refusal that never happens.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

APPS = ("clinic", "routines", "patients")
SCOPES = {"for_clinic", "owned_by", "of_user", "of_patient"}
STATES = {"active", "usable"}  # who is archived, what was used: no longer theirs
DECORATORS = {
    "require_POST",
    "require_safe",
    "require_GET",
    "require_http_methods",
    "login_required",
}
# Filters that say whose something is, wherever they stand.
WHOSE = re.compile(r"^(user|patient|clinic|clinic__slug|patient__archived_at|token_hash|by|owner)$")
# Modules that are guards from the first line to the last: each `if` in them is one.
GUARDS = {
    "clinic/access.py",
    "clinic/fresh.py",
    "clinic/idle.py",
    "clinic/second_factor.py",
    "clinic/methods.py",
    "clinic/middleware.py",
    "patients/portal/access.py",
    "patients/portal/tokens.py",
}
# What refuses because of who or what something is, rather than because of what was typed.
REFUSES = re.compile(
    r"archived|clinic|owner|usable|used|revoked|expire|user|membership|role|token|email|by\b"
)
MIDDLEWARE = re.compile(
    r"LoginRequired|CsrfView|\.methods\.|\.idle\.|second_factor|KeepTyped|RefuseImpossible"
    r"|refuse_unreadable|TellRefusals"
)
SETTINGS = "clinic/settings.py"
# Mutants that are no fault: a pattern of what str(mutant) says, and why nobody could tell.
A_PATIENTS = "of a patient, who is of one clinic"
A_PROGRAMS = "of a program, which is of one patient and one clinic"
READ_AGAIN = "the same row, read again"
EQUIVALENT = {
    r"for_clinic in (?!.*TrailEntry).*of_patient\(": A_PATIENTS,
    r"for_clinic in .*for_clinic\((patient\.clinic_id|request\.clinic)\).*patient=patient\b": A_PATIENTS,
    r"for_clinic in (is_wanted: alerts|reminder_of: rows|once\.wrapper: logs) = ": A_PATIENTS,
    r"for_clinic in _phase: phases = ": A_PATIENTS,
    r'clinic= in .*clinic=(models\.)?OuterRef\("clinic"\), (patient|program)=': A_PATIENTS,
    r"for_clinic in (_pain_keeps_rising|_is_alerted)": A_PROGRAMS,
    r"for_clinic in .*\.filter\( ?phase(__version)?=": A_PROGRAMS,
    r"for_clinic in .*\.filter\((program_version__)?program=program\)": A_PROGRAMS,
    r"(for_clinic|patient=) in .*program_version__program=program\.pk": A_PROGRAMS,
    r"portal/views/measures\.py:\d+ of_patient in _last: ": A_PROGRAMS,
    r"for_clinic in .*for_clinic\((\w+)\.clinic(_id)?\).*\.get\(pk=\1\.pk\)": READ_AGAIN,
    r"for_clinic in (_locked|forget_own_device): \w+ = ": READ_AGAIN,
    r"for_clinic in program_discard: left = ": READ_AGAIN,
    r"for_clinic in (seal: found|_waiting: lines) = ": "said twice: of what waits, and what is sealed",
    r"for_clinic in reminder_behind: rows = ": "the address is signed, and names the row",
    r"routine_detail: routines = ": "its version is asked for by the clinic too",
    r"routine_detail: versions = ": "of a routine that was found through the clinic",
    r"for_clinic in review_at_night: programs = ": "asked for by what was found in the clinic",
    r"for_clinic in _of_(pain|overrides): ": "said twice: of the programs, and of what is told of them",
}


@dataclass(frozen=True)
class Mutant:
    """One guard gone: the bytes of a file from `start` to `end` replaced."""

    path: str
    line: int
    kind: str
    inside: str  # the function it stands in
    text: str  # the statement or decorator, on one line
    start: int
    end: int
    becomes: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.kind} in {self.inside or 'the module'}: {self.text}"

    def applied(self, source: bytes) -> bytes:
        return source[: self.start] + self.becomes.encode() + source[self.end :]


def mutants_of(root: Path, weakest: str, held_by_all: set[str]) -> Iterator[Mutant]:
    """Every mutant of the apps; `weakest` is a permission that every member has."""
    for app in APPS:
        for path in sorted((root / app).rglob("*.py")):
            name = str(path.relative_to(root))
            if not {"migrations", "management", "demo", "backup"} & set(path.parts):
                yield from _Finder(name, path.read_bytes(), weakest, held_by_all).found()


class _Finder(ast.NodeVisitor):
    def __init__(self, path: str, source: bytes, weakest: str, held_by_all: set[str]) -> None:
        self.path, self.source = path, source
        self.weakest, self.held_by_all = weakest, held_by_all
        self.starts = [0]
        for line in source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.inside: list[str] = []
        self.statement: ast.AST | None = None
        self.mutants: list[Mutant] = []

    def found(self) -> list[Mutant]:
        self.visit(ast.parse(self.source))
        return self.mutants

    def visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.stmt) and not isinstance(node, ast.FunctionDef | ast.ClassDef):
            self.statement = node
        super().visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.inside.append(node.name)
        for decorator in node.decorator_list:
            self._decorator(decorator)
        for child in node.body:
            self.visit(child)
        self.inside.pop()

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        if node.name == "Meta":  # constraints and indexes guard nobody's access
            return
        self.inside.append(node.name)
        self.generic_visit(node)
        self.inside.pop()

    def _decorator(self, node: ast.expr) -> None:
        called = node.func if isinstance(node, ast.Call) else node
        name = getattr(called, "id", getattr(called, "attr", ""))
        self.statement = node
        if name in DECORATORS:
            line = self.starts[node.lineno - 1]
            self._add("decorator", node, "", start=line, end=self.starts[node.end_lineno or 0])
        if name == "staff_view" and isinstance(node, ast.Call):
            permission = node.args[0]
            held = getattr(permission, "attr", "")
            if held and held not in self.held_by_all:
                self._add("permission", permission, f"Permission.{self.weakest}")
            for keyword in node.keywords:
                if keyword.arg == "fresh":
                    self._add("fresh", keyword.value, "False")

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Attribute):
            method, on = node.func.attr, node.func.value
            chain = self._code(on)
            nothing = f"{chain}.all()" if chain.endswith(".objects") else chain
            if method in SCOPES or (method in STATES and not node.args):
                self._add(method, node, nothing)
            if method in {"filter", "get", "exclude", "Q"}:
                self._keywords(node)
        self.generic_visit(node)

    def _keywords(self, node: ast.Call) -> None:
        for keyword in node.keywords:
            if keyword.arg and WHOSE.match(keyword.arg):
                others = [self._code(one) for one in [*node.args, *node.keywords] if one != keyword]
                func = self._code(node.func)
                self._add(f"{keyword.arg}=", node, f"{func}({', '.join(others)})")

    def visit_If(self, node: ast.If) -> None:
        self.statement = node
        last = node.body[-1]
        refuses = isinstance(last, ast.Raise)
        condition = self._code(node.test)
        if (self.path in GUARDS and isinstance(last, ast.Raise | ast.Return)) or (
            "/actions/" in self.path and refuses and REFUSES.search(condition)
        ):
            self._add("check", node.test, "False", text=f"if {condition}")
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        if self.path in GUARDS:
            text = self._code(node)
            self._add("check", node, self._code(node.body), text=text)
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        names = [getattr(target, "id", "") for target in node.targets]
        if self.path == SETTINGS and "MIDDLEWARE" in names and isinstance(node.value, ast.List):
            for entry in node.value.elts:
                if isinstance(entry, ast.Constant) and MIDDLEWARE.search(str(entry.value)):
                    line = self.starts[entry.lineno - 1]
                    text = str(entry.value)
                    end = self.starts[entry.end_lineno or 0]
                    self._add("middleware", entry, "", text=text, start=line, end=end)
        self.generic_visit(node)

    def _code(self, node: ast.AST) -> str:
        return ast.get_source_segment(self.source.decode(), node) or ""

    def _at(self, line: int, column: int) -> int:
        return self.starts[line - 1] + column

    def _add(
        self,
        kind: str,
        node: ast.expr,
        becomes: str,
        *,
        text: str = "",
        start: int | None = None,
        end: int | None = None,
    ) -> None:
        said = text or self._code(self.statement or node)
        self.mutants.append(
            Mutant(
                path=self.path,
                line=node.lineno,
                kind=kind,
                inside=".".join(self.inside),
                text=" ".join(said.split())[:300],
                start=self._at(node.lineno, node.col_offset) if start is None else start,
                end=self._at(node.end_lineno or 0, node.end_col_offset or 0)
                if end is None
                else end,
                becomes=becomes,
            )
        )


def reason_of(mutant: Mutant) -> str:
    said = str(mutant)
    return next((why for what, why in EQUIVALENT.items() if re.search(what, said)), "")
