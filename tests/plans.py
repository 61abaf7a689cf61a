"""How the database finds the rows of a page, by its own plans: docs/scaling.md."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

# Tables that get longer every day.
GROWING = (
    "patients_sessionlog",
    "patients_sessionlogitem",
    "patients_prescription",
    "patients_guidedsession",
    "clinic_trailentry",
    "clinic_trailseal",
)
# Indexes that lead to the newest rows of a clinic: read from their beginning, with a limit.
NEWEST = ("patients_sessionlog_newest", "clinic_trail_newest")
# Pages with a list, or with a sum over one.
LISTS = (
    "/c/{slug}/",
    "/c/{slug}/patients/",
    "/c/{slug}/patients/?page=3",
    "/c/{slug}/patients/?show=attention",
    "/c/{slug}/patients/?show=active",
    "/c/{slug}/patients/?show=review",
    "/c/{slug}/patients/?show=no-program",
    "/c/{slug}/patients/?show=archived",
    "/c/{slug}/patients/{patient}/",
    "/c/{slug}/patients/{patient}/trail/",
    "/c/{slug}/programs/{program}/",
    "/c/{slug}/programs/{program}/sessions/new/",
    "/c/{slug}/trail/",
    "/c/{slug}/trail/?kind=deeds",
    "/c/{slug}/trail/?kind=looks",
    "/c/{slug}/trail/?kind=at_the_doors",
    "/c/{slug}/trail/?kind=clinic.clinic_edited",
    "/c/{slug}/trail/?patient={patient}",
    "/my/",
    "/my/log/",
    "/my/session/",
    "/my/history/",
    "/my/history/?page=2",
)


Look = Callable[["Asked"], Any]


@dataclass(frozen=True)
class Asked:
    """A query as the database got it."""

    sql: str
    params: Any

    def steps(self) -> int:
        """Thousands of instructions of SQLite's machine until the last row is there."""
        counted = 0

        def count() -> int:
            nonlocal counted
            counted += 1
            return 0

        connection.connection.set_progress_handler(count, 1_000)
        try:
            # Past whoever watches what is asked: this is asked by nobody.
            connection.create_cursor().execute(self.sql, self.params).fetchall()
        finally:
            connection.connection.set_progress_handler(None, 0)
        return counted

    def explained(self, how: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(f"{how} {self.sql}", self.params)
            return cursor.fetchall()


def looked_up_by(work: Callable[[], object], look: Look) -> list[tuple[Asked, Any]]:
    """
    The queries that `work` looks something up with, and what `look` finds about each.

    It looks at once: what PostgreSQL shows of a table depends on the door that was gone through.
    """
    found = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        if sql.startswith("SELECT") and "FOR UPDATE" not in sql:
            one = Asked(sql, params)
            found.append((one, look(one)))
        return answer

    with connection.execute_wrapper(note):
        work()
    return found


def long_ways(asked: Asked) -> list[str]:
    """What a query reads from end to end: a table, or all of a clinic's rows of a growing one."""
    if connection.vendor == "sqlite":
        lines = [row[3] for row in asked.explained("EXPLAIN QUERY PLAN")]
        return [line for line in lines if _is_long(line, asked.sql)]
    # So little is in a test that reading all of it is quickest: is there another way?
    ways = ("seqscan", "bitmapscan"), ("seqscan", "bitmapscan", "sort")
    return min((_read_whole(asked, without) for without in ways), key=len)


def _read_whole(asked: Asked, without: tuple[str, ...]) -> list[str]:
    """PostgreSQL's plan where it may not do this and that."""
    with transaction.atomic(), connection.cursor() as cursor:
        for way in without:
            cursor.execute(f"SET LOCAL enable_{way} = off")
        nodes = list(_nodes(_plan(asked, "EXPLAIN (FORMAT JSON)")))
        transaction.set_rollback(True)
    return [f"{node['Node Type']} of {_table(node)}" for node in nodes if _reads_all(node)]


def _is_long(line: str, sql: str) -> bool:
    if line.startswith("SCAN"):
        return "SCAN (subquery" not in line and "CONSTANT ROW" not in line
    newest = any(f" {name} " in line for name in NEWEST)
    if not line.endswith("(clinic_id=?)") or (newest and "LIMIT" in sql):
        return False
    return any(f" INDEX {table}" in line for table in (*GROWING, "clinic_trail"))


def _reads_all(node: dict[str, Any]) -> bool:
    if _table(node) not in GROWING:
        return False
    said = re.findall(r"\((\w+) (?:=|<|>|IS|~)", node.get("Index Cond", ""))
    return set(said) <= {"clinic_id"} and node.get("Index Name") not in NEWEST


def _table(node: dict[str, Any]) -> str:
    return str(node.get("Relation Name", ""))


@dataclass(frozen=True)
class Read:
    """One step of PostgreSQL's plan that read a table, with the rows that it threw away."""

    table: str
    how: str
    rows: int

    def __str__(self) -> str:
        return f"{self.how}: {self.rows:,} rows"


def tables_read(asked: Asked) -> list[Read]:
    found = []
    for node in _nodes(_plan(asked, "EXPLAIN (ANALYZE, FORMAT JSON)")):
        if table := _table(node):
            thrown_away = node.get("Rows Removed by Filter", 0)
            thrown_away += node.get("Rows Removed by Index Recheck", 0)
            rows = round((node["Actual Rows"] + thrown_away) * node["Actual Loops"])
            how = " ".join([node["Node Type"], "of", table, node.get("Index Name", "")]).strip()
            found.append(Read(table, how, rows))
    return found


def rows_read(asked: Asked) -> Counter[str]:
    """How many rows PostgreSQL read of each growing table, those it threw away included."""
    read: Counter[str] = Counter()
    for one in tables_read(asked):
        if one.table in GROWING:
            read[one.table] += one.rows
    return read


def _plan(asked: Asked, how: str) -> dict[str, Any]:
    ((said,),) = asked.explained(how)
    top: dict[str, Any] = (json.loads(said) if isinstance(said, str) else said)[0]["Plan"]
    return top


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)
