from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from clinic.database_roles import OWNER_ALIAS, grant, owner_alias


class Command(migrate.Command):
    """Django's own; on PostgreSQL as the owner of the tables, who then lets the app use them."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database=owner_alias())

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if connection.vendor != "postgresql":
            super().handle(*args, **options)
            return
        with _everything_in_sight(connection):
            super().handle(*args, **options)
        if options["database"] == OWNER_ALIAS:
            grant(connection, connections[DEFAULT_DB_ALIAS].settings_dict["USER"])


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
