"""
python -m tests.bench.ways <facts>: how the database of the environment finds each list.

On PostgreSQL how many rows of growing tables a page reads; on SQLite what it reads from end to end.
"""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.product_settings")

import django

django.setup()

from django.db import connection

from clinic import trail_pages
from clinic.models import User
from tests.bench.rows import milliseconds
from tests.clients import SignedInClient
from tests.plans import LISTS, long_ways, looked_up_by, rows_read

# Of a clinic of 2,000 patients: a session of each, to see who has none, and those that are shown.
MOST_ROWS = 5_000
# To find the lines of a kind, so many are looked through.
MOST_LINES = trail_pages.LOOKED_THROUGH + 1


def main(facts: dict[str, str]) -> list[tuple[str, float, str]]:
    said = {name: facts[name] for name in ("slug", "patient", "program")}
    users = {"/my/": User.objects.get(username="ana")}
    client = SignedInClient(headers={"host": "127.0.0.1"})
    found = []
    for page in LISTS:
        client.force_login(users.get(page[:4]) or User.objects.get(username=facts["login"]))
        address = page.format(**said)
        client.get(address)
        took = milliseconds(lambda address=address: client.get(address))
        most = MOST_LINES if "?kind=" in page else MOST_ROWS
        found.append((address, took, found_by(lambda address=address: client.get(address), most)))
    return found


def found_by(work, most: int) -> str:
    if connection.vendor == "sqlite":
        lines = [line for _asked, lines in looked_up_by(work, long_ways) for line in lines]
        return "; ".join(lines) or "by its indexes"
    read = max((sum(read.values()) for _asked, read in looked_up_by(work, rows_read)), default=0)
    return f"{read:,} rows read at most" + (" MANY" if read > most else "")


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
