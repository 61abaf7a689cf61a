"""An installation with records in it is brought to this version, and keeps every one of them."""

import hashlib
from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from clinic import database_roles, walls
from tests.conftest import World
from tests.walls import be_app, be_owner

# The state before: what an installation of the version before has. Moved on with each version.
BEFORE = [
    ("clinic", "0012_demo_clinics"),
    ("routines", "0005_walls"),
    ("patients", "0012_guided_sessions"),
]
# What migrations write, and what tests put there that migrations do not know.
NOT_RECORDS = {"django_migrations", "sqlite_sequence"}
Found = dict[str, dict[str, tuple[int, str]]]


def migrate(targets: list[tuple[str, str]]) -> None:
    MigrationExecutor(connection).migrate(targets)


def newest() -> list[tuple[str, str]]:
    return MigrationExecutor(connection).loader.graph.leaf_nodes()


def tables() -> Iterator[str]:
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    yield from (name for name in names if name not in NOT_RECORDS)


def columns_of(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} LIMIT 0")
        return [one[0] for one in cursor.description]


def every_column() -> Found:
    """Of each column of each table, how many values it has and what they are together."""
    found: Found = {}
    with walls.stand(walls.Place(is_everywhere=True)):
        for table in tables():
            found[table] = {name: _sum(table, name) for name in columns_of(table)}
    return found


def _sum(table: str, column: str) -> tuple[int, str]:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {quote(column)} FROM {quote(table)}")
        values = sorted(_plain(value) for (value,) in cursor.fetchall())
    return len(values), hashlib.sha256("\n".join(values).encode()).hexdigest()


def _plain(value: object) -> str:
    return repr(bytes(value)) if isinstance(value, memoryview) else repr(value)


def test_every_row_of_the_version_before_is_there_unchanged(committing):
    World("elm")
    World("oak")
    be_owner()
    try:
        migrate(BEFORE)
        before = every_column()
    finally:
        migrate(newest())
        after = every_column()
        if connection.vendor == "postgresql" and settings.APP_ROLE:
            database_roles.grant(connection, settings.APP_ROLE)  # as `manage.py migrate` does
        be_app()
    changed = [
        f"{table}.{column}"
        for table, columns in before.items()
        for column, kept in columns.items()
        if after.get(table, {}).get(column) != kept
    ]
    assert changed == []
    assert sum(max(n for n, _sum in columns.values()) for columns in before.values()) > 50
    assert set(after) >= set(before)
