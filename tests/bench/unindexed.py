"""
Tables without their indexes while a million rows come into them; afterwards all are there again.

A row's indexes cost several times what the row does, and on PostgreSQL what it points at is looked
up for each of them. Only who owns the tables may do this, in a database that is thrown away: what
has come is not held against its foreign keys.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models

INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master "
    "WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = %s",
    "postgresql": "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
    "WHERE indrelid = %s::regclass AND indexrelid NOT IN (SELECT conindid FROM pg_constraint)",
}
FOREIGN_KEYS = (
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE conrelid = %s::regclass AND contype = 'f'"
)


@contextmanager
def unindexed(*tables: type[models.Model]) -> Iterator[None]:
    names = [model._meta.db_table for model in tables]
    afterwards = []
    for table in names:
        for index, made_by in _asked(INDEXES[connection.vendor], table):
            _do(f"DROP INDEX {index}")
            afterwards.append(made_by)
        for key, points_at in _foreign_keys(table):
            _do(f"ALTER TABLE {table} DROP CONSTRAINT {key}")
            afterwards.append(f"ALTER TABLE {table} ADD CONSTRAINT {key} {points_at} NOT VALID")
    with connection.constraint_checks_disabled():
        yield
    for statement in afterwards:
        _do(statement)


def _foreign_keys(table: str) -> list[tuple[str, str]]:
    """SQLite's are switched off, and on again."""
    return _asked(FOREIGN_KEYS, table) if connection.vendor == "postgresql" else []


def _asked(question: str, table: str) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(question, [table])
        return cursor.fetchall()


def _do(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
