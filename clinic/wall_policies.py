"""Tables of which PostgreSQL itself shows and takes only the rows of the clinic that is in sight."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# What clinic/walls.py says, or nothing: then a row is nobody's.
_CLINIC = "nullif(current_setting('hipwise.clinic', true), '')::bigint"
_USER = "nullif(current_setting('hipwise.user', true), '')::bigint"
_EVERYWHERE = "current_setting('hipwise.every_clinic', true) = 'on'"

CLINIC, LIBRARY, OWN = "hipwise_clinic", "hipwise_library", "hipwise_own"
_POLICIES = {
    # Rows of the clinic in sight may be seen, made and changed.
    CLINIC: "USING (clinic_id = {clinic} OR {everywhere}) "
    "WITH CHECK (clinic_id = {clinic} OR {everywhere})",
    # Rows of no clinic may be seen from every clinic, and changed by nobody.
    LIBRARY: "FOR SELECT USING (clinic_id IS NULL AND {clinic} IS NOT NULL)",
    # Rows that say a user's name may be seen by that user, wherever they are.
    OWN: "FOR SELECT USING (user_id = {user})",
}


def walled_table(table: str, *more: str) -> migrations.RunPython:
    """The migration operation that walls `table`; `more` may be LIBRARY or OWN."""

    def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            _wall(editor, table, more)

    def backwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            _unwall(editor, table, more)

    return migrations.RunPython(forwards, backwards)


def _wall(editor: BaseDatabaseSchemaEditor, table: str, more: tuple[str, ...]) -> None:
    for verb in ("ENABLE", "FORCE"):  # FORCE: for the table's owner too
        editor.execute(f"ALTER TABLE {table} {verb} ROW LEVEL SECURITY", params=None)
    for name in (CLINIC, *more):
        rule = _POLICIES[name].format(clinic=_CLINIC, user=_USER, everywhere=_EVERYWHERE)
        editor.execute(f"CREATE POLICY {name} ON {table} {rule}", params=None)


def _unwall(editor: BaseDatabaseSchemaEditor, table: str, more: tuple[str, ...]) -> None:
    for name in (CLINIC, *more):
        editor.execute(f"DROP POLICY {name} ON {table}", params=None)
    for verb in ("NO FORCE", "DISABLE"):
        editor.execute(f"ALTER TABLE {table} {verb} ROW LEVEL SECURITY", params=None)
