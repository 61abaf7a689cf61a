"""What script/mutate-guards takes away: each kind of guard is found, and gone in its mutant."""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "script"))

from guard_tests import Reach
from mutants import EQUIVALENT, Mutant, mutants_of

GUARDED = """
@staff_view(Permission.PROGRAM_EDIT, fresh=True)
@require_POST
def view(request):
    Patient.objects.for_clinic(request.clinic).filter(patient=request.patient, pk=1)
    Program.objects.of_patient(request.patient).active()


@staff_view(Permission.PATIENT_VIEW)
def open_to_all(request):
    return 1
"""
ACTION = """
def act(patient):
    if patient.is_archived:
        raise ValidationError("“Archived”.")
    if patient.weight > 3:
        raise ValidationError("Heavy.")
"""


@pytest.fixture
def found(tmp_path):
    for app in ("clinic", "routines", "patients"):
        (tmp_path / app / "actions").mkdir(parents=True)
    (tmp_path / "patients/views.py").write_text(GUARDED)
    (tmp_path / "patients/actions/acts.py").write_text(ACTION)
    return tmp_path, list(mutants_of(tmp_path, "STAFF_VIEW", {"PATIENT_VIEW", "STAFF_VIEW"}))


def changed(root: Path, mutant: Mutant) -> str:
    return mutant.applied((root / mutant.path).read_bytes()).decode()


def test_each_guard_is_one_mutant(found):
    _root, mutants = found
    assert sorted(mutant.kind for mutant in mutants) == sorted(
        "active check decorator for_clinic fresh of_patient patient= permission".split()  # noqa: SIM905
    )


def test_each_mutant_is_python_without_its_guard(found):
    root, mutants = found
    texts = {mutant.kind: changed(root, mutant) for mutant in mutants}
    assert all(ast.parse(text) for text in texts.values())
    assert "Permission.STAFF_VIEW, fresh=True" in texts["permission"]
    assert "fresh=False" in texts["fresh"]
    assert "require_POST" not in texts["decorator"]
    assert "Patient.objects.all().filter(patient=request.patient, pk=1)" in texts["for_clinic"]
    assert "filter(pk=1)" in texts["patient="]
    assert "Program.objects.all().active()" in texts["of_patient"]
    assert '    if False:\n        raise ValidationError("“Archived”.")' in texts["check"]


@pytest.fixture(scope="module")
def of_the_apps():
    return list(mutants_of(ROOT, "STAFF_VIEW", set()))


def test_the_apps_have_guards_of_every_kind(of_the_apps):
    kinds = {mutant.kind for mutant in of_the_apps}
    assert kinds >= {"permission", "fresh", "for_clinic", "of_patient", "check", "middleware"}


def test_what_is_let_pass_is_still_there(of_the_apps):
    said = [str(mutant) for mutant in of_the_apps]
    gone = [what for what in EQUIVALENT if not any(re.search(what, one) for one in said)]
    assert gone == []


def test_what_was_not_heard_is_told(tmp_path):
    every, some = Reach(), Reach(unheard={"tests/test_story.py"})
    some.write(tmp_path / "reach.json")
    every.add(Reach.read(tmp_path / "reach.json"))
    assert every.unheard == {"tests/test_story.py"}
