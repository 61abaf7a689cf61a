from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from clinic.database_roles import as_owner


class Command(migrate.Command):
    """Django's own; on PostgreSQL as the owner of the tables, who then lets the app use them."""

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if connection.vendor != "postgresql":
            super().handle(*args, **options)
            return
        with as_owner(connection), _everything_in_sight(connection):
            super().handle(*args, **options)


@contextmanager
def _everything_in_sight(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """For as long as it lasts: each migration has its transaction, and may change rows."""
    _say(connection, "on")
    try:
        yield
    finally:
        _say(connection, "")


def _say(connection: BaseDatabaseWrapper, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('hipwise.every_clinic', %s, false)", [value])
