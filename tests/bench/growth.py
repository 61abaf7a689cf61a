"""Growth: each page of a clinic with many sessions, beside the same page with few."""

from tests.bench import sizes
from tests.bench.pages import in_pairs, pages
from tests.bench.rows import Row
from tests.bench.served import installation, served


def rows(rounds: int) -> list[Row]:
    few, many = installation(sizes.FEW), installation(sizes.MANY)
    found = []
    with served(many) as old, served(few) as young:
        for name, path, who in [*pages(many), ("patient's history", "/my/history/", "portal")]:
            one, other = old.visitor(many.facts[who]), young.visitor(few.facts[who])
            old_ms, young_ms = in_pairs(path, one, other, rounds)
            title = f"{name}, {sizes.MANY:,} logs"
            found.append(Row(title, old_ms, f"{sizes.FEW:,} logs", young_ms, 1.2))
    return found
