"""An installation with records in it is brought to this version, and keeps every one of them."""

import hashlib
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

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


@pytest.mark.parametrize("app", ["clinic", "routines", "patients"])
def test_the_migrations_of_an_app_are_numbered_one_by_one(app):
    names = sorted(name for of, name in MigrationLoader(None).disk_migrations if of == app)
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


def test_tables_made_by_migrations_that_were_put_together_are_not_made_again(committing):
    """One that replaces others counts as done where those were done."""
    graph = MigrationLoader(None).disk_migrations
    ours = {key: one.replaces for key, one in graph.items() if one.replaces and "clinic" in key}
    assert len(ours) == 1
    be_owner()
    try:
        recorder = MigrationRecorder(connection)
        for key, replaced in ours.items():
            assert set(replaced) <= set(recorder.applied_migrations())
            recorder.record_unapplied(*key)
        assert MigrationExecutor(connection).migration_plan(newest()) == []
        MigrationExecutor(connection).migrate(newest())
        assert set(ours) <= set(recorder.applied_migrations())
    finally:
        be_app()
