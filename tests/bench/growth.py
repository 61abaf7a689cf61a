"""Growth: each page beside the same page of a young installation, and how its rows are found."""

import json
import subprocess
import sys

from tests.bench import sizes
from tests.bench.pages import in_pairs, pages
from tests.bench.rows import Row
from tests.bench.served import ROOT, Installation, installation, served


def rows(rounds: int) -> list[Row]:
    few, many = installation(sizes.FEW), installation(sizes.MANY)
    found = []
    with served(many) as old, served(few) as young:
        for name, path, who in [*pages(many), ("patient's history", "/my/history/", "portal")]:
            one, other = old.visitor(many.facts[who]), young.visitor(few.facts[who])
            old_ms, young_ms = in_pairs(path, one, other, rounds)
            title = f"{name}, {sizes.MANY:,} logs"
            found.append(Row(title, old_ms, f"{sizes.FEW:,} logs", young_ms, 1.2))
    return [*found, *ways(many)]


def ways(place: Installation) -> list[Row]:
    """By its plans: what each page with a list reads of the tables that grow."""
    looking = [sys.executable, "-m", "tests.bench.ways", json.dumps(place.facts)]
    said = subprocess.run(
        looking, env=place.environment, cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    return [Row(page, [ms], note=note) for page, ms, note in json.loads(said.stdout)]
