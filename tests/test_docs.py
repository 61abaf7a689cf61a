"""What the papers name exists: tests, files, links, commands and settings."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
PAPERS = sorted(
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *ROOT.glob("docs/**/*.md")]
)
FOLDERS = "clinic|deploy|docs|patients|routines|script|static|templates|tests"
TEST = re.compile(r"((?:\w+/)*test_\w+\.py)(?:::(test_\w+))?")
FILE = re.compile(rf"`((?:{FOLDERS})/[\w./*-]+)`")
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#]*)(?:#([^)]*))?\)")
COMMAND = re.compile(r"manage\.py ([a-z_]+)")
SETTING = re.compile(r"`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`]*)?`")
READS = {"env_bool", "env_int", "env_choice", "os.environ.get"}


def named(pattern: re.Pattern[str]) -> Iterator[tuple[Path, tuple[str, ...]]]:
    for paper in PAPERS:
        for found in pattern.finditer(paper.read_text()):
            yield paper.relative_to(ROOT), found.groups()


@cache
def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_test_that_is_named_exists():
    missing, count = [], 0
    for paper, (name, test) in named(TEST):
        places = [ROOT / name, ROOT / "tests" / name]
        found = [path for path in places if path.is_file()]
        if "/" not in name:
            found = found or list(ROOT.glob(f"tests/**/{name}"))
        count += bool(test)
        if len(found) != 1 or (test and test not in names_in(found[0])):
            missing.append(f"{paper}: {name}::{test}")
    assert missing == []
    assert count > 100


def test_every_file_that_is_named_exists():
    missing = [
        f"{paper}: {name}"
        for paper, (name,) in named(FILE)
        if not any(list(place.glob(name)) for place in (ROOT, ROOT / "templates"))
    ]
    assert missing == []


def test_every_link_leads_somewhere():
    missing = []
    for paper, (target, anchor) in named(LINK):
        path = (ROOT / paper).parent / target if target else ROOT / paper
        if not path.exists() or (anchor and anchor not in anchors_of(path)):
            missing.append(f"{paper}: {target}#{anchor}")
    assert missing == []


@cache
def anchors_of(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}


def test_every_command_that_is_named_exists():
    known = get_commands()
    assert [(paper, name) for paper, (name,) in named(COMMAND) if name not in known] == []


def test_every_setting_that_is_named_exists():
    sources = [path for part in ("clinic", "script", "tests") for path in ROOT.glob(f"{part}/**/*")]
    sources = [path for path in sources if path.suffix in {"", ".py"} and path.is_file()]
    code = "\n".join(
        path.read_text()
        for path in [
            *sources,
            ROOT / "gunicorn.conf.py",
            ROOT / "compose.yaml",
            *(ROOT / "deploy").iterdir(),
        ]
    )
    unknown = [(paper, name) for paper, (name,) in named(SETTING) if name not in code]
    assert unknown == []


@cache
def variables_read() -> set[str]:
    found = set()
    for path in (ROOT / "clinic/settings.py", ROOT / "gunicorn.conf.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args:
                known = ast.unparse(node.func) in READS
                if known and isinstance(node.args[0], ast.Constant):
                    found.add(str(node.args[0].value))
            if isinstance(node, ast.keyword) and node.arg == "env":
                found.add(ast.literal_eval(node.value))
    return found


def test_every_variable_is_in_the_table_and_no_other():
    table = (ROOT / "docs/settings.md").read_text()
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)) == variables_read()


# How many requirements each section of ASVS 5.0.0 has, and of which level each is.
LEVELS = {
    1: ["22", "1111122223", "112222222223", "222", "123"],
    2: ["122", "112", "12223", "23"],
    3: ["3", "113", "12223", "11222233", "11122333", "3", "22333"],
    4: ["12233", "23333", "22", "1222"],
    5: ["2", "112333", "113", "222"],
    6: ["122", "111111112222", "11223333", "112233", "22222333", "2223", "33", "2222"],
    7: ["222", "1111", "22", "11222", "223", "22"],
    8: ["1233", "1123", "133", "23"],
    9: ["111", "1222"],
    10: ["22", "223", "22223", "1111122222233333", "22222", "22", "222"],
    11: ["2233", "22233", "11233", "1222", "23", "23", "33"],
    12: ["12233", "11", "22223"],
    13: ["2333", "222223", "2233", "1222233"],
    14: ["22", "12223333", "122"],
    15: ["12233", "12233", "1222222", "3333"],
    16: ["2", "22222", "2222", "222", "2223"],
}
STATES = {"met": "met", "n/a": "not applicable", "exception": "exception"}
ROW = re.compile(r"^\| ([\d., ]+) \| ([^|]+) \| (met|n/a|exception) \| ([^|]+) \|$", re.MULTILINE)


def requirements(levels: str) -> set[str]:
    return {
        f"{chapter}.{section}.{place}"
        for chapter, sections in LEVELS.items()
        for section, digits in enumerate(sections, 1)
        for place, level in enumerate(digits, 1)
        if level in levels
    }


def asvs_rows() -> list[tuple[str, str, str]]:
    """Requirement, state and where it is met, of every row of the table."""
    text = "\n".join(path.read_text() for path in sorted(ROOT.glob("docs/security/asvs*.md")))
    return [
        (number, state, where)
        for numbers, _topic, state, where in ROW.findall(text)
        for number in numbers.split(", ")
    ]


def test_every_requirement_of_the_standard_has_its_row():
    assert [len(requirements(level)) for level in "123"] == [70, 176, 87]
    numbers = [number for number, _state, _where in asvs_rows()]
    assert len(numbers) == len(set(numbers))
    assert requirements("12") - set(numbers) == set()
    assert set(numbers) - requirements("123") == set()


def test_what_is_met_says_where_and_what_is_not_says_since_when():
    code = re.compile(r"`[^`]+`|\]\(")
    for number, state, where in asvs_rows():
        if state == "met":
            assert code.search(where), number
        if state == "exception":
            assert re.search(r"20\d\d-\d\d-\d\d", where), number


@pytest.mark.parametrize("level", ["1", "2"])
def test_the_sums_are_right(level):
    of_level = requirements(level)
    states = [state for number, state, _where in asvs_rows() if number in of_level]
    told = ", ".join(f"{states.count(state)} {word}" for state, word in STATES.items())
    assert (
        f"Level {level}: {len(of_level)} requirements, {told}."
        in (ROOT / "docs/security/asvs.md").read_text()
    )
