"""What Hipwise is made of besides its own code, as CycloneDX. Run by script/sbom."""

import json
import re
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
VENDORED = re.compile(r"(?P<name>[a-z]+)-(?P<version>[\d.]+)\.min\.(?:css|js)")
FORMAT = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}


def pinned() -> list[Requirement]:
    """The libraries that somebody chose, each with its reason beside it."""
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    said = (line.partition("#")[0].strip() for line in lines)
    return [Requirement(line) for line in said if line]


def needed_by(one: Requirement) -> list[Requirement]:
    """What a library brings along here, with the extras it was asked for."""
    found = []
    for text in metadata.requires(one.name) or []:
        other = Requirement(text)
        extras = ["", *one.extras]
        if other.marker is None or any(other.marker.evaluate({"extra": e}) for e in extras):
            found.append(other)
    return found


def everything() -> dict[str, list[str]]:
    """Every library and the names of those it needs."""
    found: dict[str, set[str]] = {}
    waiting, seen = pinned(), set()
    while waiting:
        one = waiting.pop()
        name = canonicalize_name(one.name)
        if (name, frozenset(one.extras)) in seen:
            continue
        seen.add((name, frozenset(one.extras)))
        others = needed_by(one)
        found.setdefault(name, set()).update(canonicalize_name(other.name) for other in others)
        waiting += others
    return {name: sorted(others) for name, others in sorted(found.items())}


def library(name: str) -> dict[str, Any]:
    about = metadata.metadata(name)
    part = {"type": "library", "name": name, "version": metadata.version(name)}
    part["purl"] = part["bom-ref"] = f"pkg:pypi/{name}@{part['version']}"
    if licence := about.get("License-Expression"):
        return part | {"licenses": [{"expression": licence}]}
    told = [one for one in about.get_all("Classifier") or [] if one.startswith("License :: ")]
    names = [one.rpartition(" :: ")[2] for one in told] or [about.get("License") or "not said"]
    return part | {"licenses": [{"license": {"name": name.splitlines()[0]}} for name in names]}


def vendored() -> list[dict[str, Any]]:
    """Files of others that lie in the project."""
    files = sorted((ROOT / "static/vendor").iterdir())
    found = [match for file in files if (match := VENDORED.fullmatch(file.name))]
    return [
        {
            "type": "library",
            **one.groupdict(),
            "purl": f"pkg:npm/{one['name']}@{one['version']}",
            "bom-ref": f"pkg:npm/{one['name']}@{one['version']}",
        }
        for one in found
    ]


def bill() -> dict[str, Any]:
    needs = everything()
    parts = {name: library(name) for name in needs}
    return FORMAT | {
        "metadata": {"component": {"type": "application", "name": "hipwise"}},
        "components": [*parts.values(), *vendored()],
        "dependencies": [
            {"ref": parts[name]["bom-ref"], "dependsOn": [parts[o]["bom-ref"] for o in others]}
            for name, others in needs.items()
        ],
    }


if __name__ == "__main__":
    json.dump(bill(), sys.stdout, indent=1)
    print()
