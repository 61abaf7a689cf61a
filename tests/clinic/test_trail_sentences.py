"""Whatever the code writes in the trail has a sentence that tells it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from clinic.models import TrailEntry
from clinic.trail_names import kind_in_words
from tests.test_architecture import MAY_IMPORT, ROOT, python_files

# `viewed` takes the request first; a name is the first literal among the first two arguments.
RECORDS = {"record", "notice", "viewed", "tell_clinics"}


def called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def first_argument(call: ast.Call) -> ast.expr | None:
    if called(call) == "viewed":
        return call.args[1] if len(call.args) > 1 else None
    return call.args[0] if call.args else None


def actions_in(path: Path) -> Iterator[str]:
    """
    The names of actions that a module records.

    Where a helper builds the name (`f"patients.{what}"` of its first argument), the
    names are those it is called with.
    """
    tree = ast.parse(path.read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for function in [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]:
        for call in [n for n in ast.walk(function) if isinstance(n, ast.Call)]:
            name = first_argument(call)
            if called(call) not in RECORDS or name is None:
                continue
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                yield name.value
            elif isinstance(name, ast.JoinedStr):
                prefix = "".join(v.value for v in name.values if isinstance(v, ast.Constant))
                uses = [first_argument(c) for c in calls if called(c) == function.name]
                assert uses, f"{path}: say what {function.name} is called with, literally"
                for use in uses:
                    assert isinstance(use, ast.Constant), f"{path}:{use.lineno}: not literal"
                    yield prefix + use.value
            elif isinstance(name, ast.IfExp):
                yield from (branch.value for branch in (name.body, name.orelse))
            else:
                pytest.fail(f"{path}:{name.lineno}: the action's name is not literal")


RECORDED = sorted(
    {
        action
        for app in MAY_IMPORT
        for path in python_files(app)
        if path != ROOT / "clinic/trail.py"
        for action in actions_in(path)
    }
)


def test_the_sweep_finds_what_is_recorded():
    assert {"patients.patient_added", "clinic.clinic_edited"} <= set(RECORDED)


# As actions write them: names of the code, which no sentence may show as they are.
DETAILS = {
    "fields": ["given_names", "birth_date"],
    "page": "patients:patient_detail",
    "role": "front_desk",
    "before": "owner",
}


@pytest.mark.parametrize("action", RECORDED)
def test_every_action_has_its_sentence(action):
    for details in ({}, DETAILS):
        entry = TrailEntry(action=action, subject_id="7", details=details)
        sentence = render_to_string(entry.template_name, {"entry": entry}).strip()
        assert sentence
        assert "\n" not in sentence, "one line"
        assert "_" not in sentence, "a name of the code"


@pytest.mark.parametrize("action", RECORDED)
def test_every_action_has_a_kind_in_spanish(action):
    with translation.override("es"):
        said = kind_in_words(action)
    assert said != kind_in_words(action)
    assert said[0].isupper()


def test_names_are_said_in_the_readers_language():
    entry = TrailEntry(action="patients.patient_edited", details={"fields": ["email", "sex"]})
    with translation.override("es"):
        sentence = render_to_string(entry.template_name, {"entry": entry}).strip()
    assert sentence == "Cambió el expediente de un paciente: correo electrónico, sexo"


def test_every_sentence_tells_an_action():
    told = {
        f"{path.parent.parent.name}.{path.stem}"
        for path in (ROOT / "templates").glob("*/trail/[a-z]*.html")
    }
    assert told == set(RECORDED)
