"""What row-level security costs: the same page as the app's role, and as one that no wall holds."""

import os

from tests.bench import databases, sizes
from tests.bench.pages import in_pairs, pages
from tests.bench.rows import Row
from tests.bench.served import installation, served


def rows(rounds: int) -> list[Row]:
    if not os.environ.get(databases.SERVER):
        return []  # SQLite has none: docs/adr/0018
    place = installation(sizes.MANY)
    found = []
    with served(place) as walled, served(place.without_walls) as unwalled:
        for name, path, who in pages(place):
            one, other = (server.visitor(place.facts[who]) for server in (walled, unwalled))
            walled_ms, free_ms = in_pairs(path, one, other, rounds)
            found.append(Row(f"{name}, walled", walled_ms, "no walls", free_ms))
    return found
