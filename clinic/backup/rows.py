"""Rows on their way out of one database and into the same or the other kind."""

import base64
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, models
from django.db.migrations.recorder import MigrationRecorder
from django.utils.duration import duration_string

AT_ONCE = 2000

LEFT_OUT = {
    "sessions.Session": "everybody signs in anew; a session is a key, and no key lies about",
    "usersessions.UserSession": "tells of sessions",
    "contenttypes.ContentType": "made by migrate",
    "auth.Permission": "made by migrate; rights come from memberships",
    "auth.Group": "not used: rights come from memberships",
    "auth.Group_permissions": "not used",
    "clinic.User_groups": "not used",
    "clinic.User_user_permissions": "not used",
    "django_tasks_database.DBTaskResult": "what was to be done then is not to be done again",
    "clinic.Mail": "what was to be sent then is not to be sent again",
    "clinic.Night": "says which nightly jobs were enqueued",
    "clinic.RenderedPaper": "rendered again when it is asked for",
}

Model = type[models.Model]


def models_kept() -> list[Model]:
    """Every table of the installed apps but those named in LEFT_OUT, in a fixed order."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label not in LEFT_OUT
    ]
    return sorted(found, key=lambda model: model._meta.label)


def fields_of(model: Model) -> list[models.Field]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def columns_of(model: Model) -> list[str]:
    return [field.attname for field in fields_of(model)]


def rows_of(model: Model, using: str) -> Iterator[list[Any]]:
    """The rows of a table, each a list of values that JSON can hold without losing a digit."""
    rows = model._base_manager.using(using).order_by("pk").values_list(*columns_of(model))
    for row in rows.iterator(AT_ONCE):
        yield [_plain(value) for value in row]


def _plain(value: Any) -> Any:
    """Django's own JSON would cut microseconds off, and the trail's marks count on them."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_string(value)
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value


def put_rows(model: Model, rows: Iterable[list[Any]], using: str) -> int:
    """Insert rows just as they were, ids and times included; return how many."""
    connection = connections[using]
    fields = fields_of(model)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    # Names of our own tables and columns only; the values are parameters.
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # nosec B608
    count = 0
    with connection.cursor() as cursor:
        for some in _batches(rows):
            values = [
                [
                    field.get_db_prep_save(field.to_python(value), connection)
                    for field, value in zip(fields, row, strict=True)
                ]
                for row in some
            ]
            cursor.executemany(statement, values)
            count += len(values)
    return count


def _batches(rows: Iterable[list[Any]]) -> Iterator[list[list[Any]]]:
    some: list[list[Any]] = []
    for row in rows:
        some.append(row)
        if len(some) == AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def go_on_counting(using: str) -> None:
    """Have new rows numbered after the ones that were put in."""
    connection = connections[using]
    statements = connection.ops.sequence_reset_sql(no_style(), models_kept())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def counts(using: str) -> dict[str, int]:
    """How many rows each kept table has."""
    return {model._meta.label: model._base_manager.using(using).count() for model in models_kept()}


def migrations_of(using: str) -> list[str]:
    """The migrations that made the tables: rows fit only tables made by the same ones."""
    applied = MigrationRecorder(connections[using]).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)
