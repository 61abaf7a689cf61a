"""The list of parts holds what was chosen, what that brings along, and nothing for developers."""

import json
import subprocess
import sys

from tests.test_architecture import ROOT


def test_it_lists_what_is_installed():
    said = subprocess.run(
        [sys.executable, "script/sbom.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    bill = json.loads(said.stdout)
    versions = {part["name"]: part["version"] for part in bill["components"]}
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    pins = [line.split()[0].partition("==") for line in lines if line and line[0] != "#"]
    assert len(pins) > 10
    for name, _is, version in pins:
        assert versions[name.partition("[")[0].lower()] == version
    assert {"asgiref", "fonttools", "bootstrap"} <= versions.keys()  # brought along, vendored
    assert not {"pytest", "ruff", "playwright"} & versions.keys()
    known = {part["bom-ref"] for part in bill["components"]}
    assert len(known) == len(bill["components"])
    for one in bill["dependencies"]:
        assert {one["ref"], *one["dependsOn"]} <= known
