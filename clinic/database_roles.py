"""
The two roles of an installation on PostgreSQL: one owns the tables, the other is the app's.

The owner's comes from MIGRATION_DATABASE_URL and only migrates. The app's can read and write
rows and nothing else, so that it can neither look past a wall nor take it down. How long it may
wait is a setting of the role, so that it holds behind a pool of connections as well.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

logger = logging.getLogger("hipwise.walls")

_checked: set[str] = set()  # connections of this process whose role was looked at

_WHO = ("USER", "PASSWORD", "HOST", "PORT")
_GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
)
# Append-only tables are known by the triggers of clinic/frozen.py.
_FROZEN = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%\\_frozen\\_update'"
_STRONG = """
SELECT bool_or(rolsuper), bool_or(rolbypassrls), bool_or(rolcreaterole)
FROM pg_roles WHERE pg_has_role(current_user, oid, 'MEMBER')
"""
_LIMITS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
_OWNED = """
SELECT count(*) FROM pg_class
WHERE relkind = 'r' AND relrowsecurity AND pg_has_role(current_user, relowner, 'MEMBER')
"""


@contextmanager
def as_owner(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """
    Call the database as the owner of its tables; then let the app's role use what was made.

    By the same alias: migrations of libraries ask it, whatever they are told to migrate.
    """
    if not settings.OWNER_DATABASE:
        yield
        return
    owner: dict[str, Any] = {**settings.OWNER_DATABASE}
    app = {name: connection.settings_dict[name] for name in _WHO}
    connection.close()
    connection.settings_dict.update({name: owner[name] for name in _WHO})
    _checked.add(connection.alias)  # not the app's role, and not asked to be one
    try:
        yield
        grant(connection, app["USER"])
    finally:
        connection.close()
        connection.settings_dict.update(app)
        _checked.discard(connection.alias)


def grant(connection: BaseDatabaseWrapper, role: str) -> None:
    """Let the app's role read and write rows, but change or remove none that are append-only."""
    name = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        for statement in _GRANTS:
            cursor.execute(statement.format(role=name))
        cursor.execute(_FROZEN)
        for (table,) in cursor.fetchall():
            cursor.execute(f"REVOKE UPDATE, DELETE ON {table} FROM {name}")


def weakness_of(connection: BaseDatabaseWrapper) -> str:
    """Why the role of a connection could look past row-level security; empty if it cannot."""
    with connection.cursor() as cursor:
        cursor.execute(_STRONG)
        superuser, bypasses, makes_roles = cursor.fetchone()
        cursor.execute(_OWNED)
        (owned,) = cursor.fetchone()
    said = {
        "it is a superuser": superuser,
        "it has BYPASSRLS": bypasses,
        "it may make roles": makes_roles,
        "it owns the tables": owned,
    }
    return next((why for why, is_so in said.items() if is_so), "")


def unlimited(connection: BaseDatabaseWrapper) -> list[str]:
    """Which limits of time a connection lacks: without them a request may wait for ever."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = '0'", [[*_LIMITS]]
        )
        return sorted(name for (name,) in cursor.fetchall())


def take_time(connection: BaseDatabaseWrapper) -> None:
    """In this transaction, which reads or writes every row, nothing takes too long."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for name in _LIMITS:
                cursor.execute(f"SET LOCAL {name} = 0")


def watch() -> None:
    """Look at the app's role whenever this process connects, until it was found to be ordinary."""
    connection_created.connect(_check, dispatch_uid="database_roles")


def check_at_start() -> None:
    """Refuse to start with a role that walls do not hold; a database that is away is met later."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql":
        return
    try:
        connection.ensure_connection()
    except OperationalError:
        logger.warning("the database does not answer yet")
    finally:
        connection.close()  # workers that are forked later need their own


def _check(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    alias = connection.alias
    if connection.vendor != "postgresql" or alias in _checked:
        return
    weakness = weakness_of(connection)
    if weakness and settings.HTTPS:
        connection.close()
        raise ImproperlyConfigured(
            f"The role in DATABASE_URL can look past the walls between clinics: {weakness}. "
            "Give it an ordinary one, and the owner's to MIGRATION_DATABASE_URL "
            "(docs/postgresql.md)."
        )
    if weakness:
        logger.warning("the database role can look past the walls between clinics")
    if unlimited(connection):
        logger.warning("the database role may wait for ever: docs/postgresql.md has its limits")
    _checked.add(alias)
