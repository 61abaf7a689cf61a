"""
The cache as a table of the database, each write one statement.

Django's own counts the table, looks for the key, then inserts or updates, within a transaction: a
sign-in, which writes fifteen times, took a hundred statements. Here the database itself decides
what it has to do, and the table is counted now and then. On PostgreSQL no write waits for the disk:
what the cache holds may go with the power, as it may on SQLite. Values are JSON, as in Redis: what
is read can be nothing but data (docs/adr/0050).
"""

import json
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

COUNTED_EVERY = 200  # writes of this process
GET = "SELECT cache_key, value FROM {table} WHERE cache_key IN ({keys}) AND expires >= %s"
SET = """
INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s)
ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires
"""
ADD = SET + "WHERE {table}.expires < %s"
DELETE = "DELETE FROM {table} WHERE cache_key IN ({keys})"
# Said for the one transaction that the statement is, so that a pool may hand the connection on.
WITHOUT_WAITING = " RETURNING set_config('synchronous_commit', 'off', true)"


class TableCache(DatabaseCache):
    """Django's cache in a table, with fewer and quicker statements."""

    _table: str

    def __init__(self, table: str, params: dict[str, Any]) -> None:
        super().__init__(table, params)
        self._writes = 0

    def get_many(self, keys: Any, version: int | None = None) -> dict[str, Any]:
        asked = {self.make_and_validate_key(key, version=version): key for key in keys}
        if not asked:
            return {}
        connection = connections[router.db_for_read(self.cache_model_class)]
        with connection.cursor() as cursor:
            statement = self._said(GET, connection, len(asked))
            cursor.execute(statement, [*asked, _moment(connection, timezone.now())])
            return {asked[key]: json.loads(value) for key, value in cursor.fetchall()}

    def _base_set(
        self, mode: str, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT
    ) -> bool:
        if mode == "touch":
            return bool(super()._base_set(mode, key, value, timeout))  # type: ignore[misc]
        self._count_now_and_then()
        connection = self._connection
        written = [key, json.dumps(value), _moment(connection, self._end(timeout))]
        if mode == "add":
            written.append(_moment(connection, timezone.now()))
        try:
            return self._write(ADD if mode == "add" else SET, written) > 0
        except DatabaseError:
            return False  # as Django's: what could not be kept is not there

    def _base_delete_many(self, keys: list[str]) -> bool:
        return bool(keys) and self._write(DELETE, keys, len(keys)) > 0

    def _write(self, statement: str, values: list[Any], keys: int = 0) -> int:
        connection = self._connection
        statement = self._said(statement, connection, keys)
        if connection.vendor == "postgresql":
            statement += WITHOUT_WAITING
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return int(cursor.rowcount)

    def _said(self, statement: str, connection: BaseDatabaseWrapper, keys: int) -> str:
        table, marks = connection.ops.quote_name(self._table), ", ".join(["%s"] * keys)
        return statement.replace("{table}", table).replace("{keys}", marks)

    def _count_now_and_then(self) -> None:
        """Make room where there is too much; not each time, for counting reads the whole table."""
        self._writes += 1
        if self._writes % COUNTED_EVERY:
            return
        with self._connection.cursor() as cursor:
            cursor.execute(self._said("SELECT COUNT(*) FROM {table}", self._connection, 0))
            (found,) = cursor.fetchone()
            if found > self._max_entries:
                now = timezone.now().replace(microsecond=0)
                self._cull(self._connection.alias, cursor, now, found)  # type: ignore[attr-defined]

    def _end(self, timeout: float | None) -> datetime:
        until = self.get_backend_timeout(timeout)
        return datetime.max if until is None else datetime.fromtimestamp(until, tz=UTC)

    @property
    def _connection(self) -> BaseDatabaseWrapper:
        return connections[router.db_for_write(self.cache_model_class)]


def _moment(connection: BaseDatabaseWrapper, moment: datetime) -> Any:
    """To the second, so that what SQLite keeps as text compares as time does."""
    return connection.ops.adapt_datetimefield_value(moment.replace(microsecond=0))
