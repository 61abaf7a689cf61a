"""Tables whose rows the database itself refuses to change or delete."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_SQLITE = """
CREATE TRIGGER {table}_frozen_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION hipwise_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
  USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
_POSTGRESQL = """
CREATE TRIGGER {table}_frozen_{verb} BEFORE {VERB} ON {table}
FOR EACH ROW EXECUTE FUNCTION hipwise_refuse_change()
"""
_DROP = {
    "sqlite": "DROP TRIGGER IF EXISTS {table}_frozen_{verb}",
    "postgresql": "DROP TRIGGER IF EXISTS {table}_frozen_{verb} ON {table}",
}


def freeze(editor: BaseDatabaseSchemaEditor, table: str) -> None:
    """Make the database refuse UPDATE and DELETE on `table`."""
    postgresql = editor.connection.vendor == "postgresql"
    if postgresql:
        editor.execute(_POSTGRESQL_FUNCTION, params=None)
    for verb in ("update", "delete"):
        template = _POSTGRESQL if postgresql else _SQLITE
        trigger = template.format(table=table, verb=verb, VERB=verb.upper())  # names of our own
        editor.execute(trigger, params=None)


def thaw(editor: BaseDatabaseSchemaEditor, table: str) -> None:
    """Take the refusal away again: for migrating backwards, and for tests that empty tables."""
    for verb in ("update", "delete"):
        statement = _DROP[editor.connection.vendor].format(table=table, verb=verb)
        editor.execute(statement, params=None)


def frozen_table(table: str) -> migrations.RunPython:
    """The migration operation that freezes `table`, and thaws it backwards."""

    def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        freeze(editor, table)

    def backwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        thaw(editor, table)

    return migrations.RunPython(forwards, backwards)
