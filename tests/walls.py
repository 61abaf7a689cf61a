"""
Tests on PostgreSQL: they prepare and look at rows of every clinic, as the role of the app.

A request starts as in earnest, with nothing in sight: what it sees, its door let it see.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse

from clinic import database_roles, walls


def put_up() -> None:
    """From here on, each connection is the app's, and has every clinic in sight."""
    if connection.vendor != "postgresql":
        return
    if settings.APP_ROLE:
        database_roles.grant(connection, settings.APP_ROLE)
    connection_created.connect(_as_the_app, dispatch_uid="tests")
    walls._place.set(walls.Place(is_everywhere=True))
    database_roles._checked.add(connection.alias)
    connection.ensure_connection()
    _as_the_app(connection)


def take_down() -> None:
    connection_created.disconnect(dispatch_uid="tests")
    if connection.vendor == "postgresql":
        run("RESET ROLE")


@contextmanager
def as_owner() -> Iterator[None]:
    """For what the app's role may not do: emptying tables, and taking their guards away."""
    be_owner()
    try:
        yield
    finally:
        be_app()


def be_owner() -> None:
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        run("RESET ROLE")


def be_app() -> None:
    connection.ensure_connection()
    if connection.vendor == "postgresql" and settings.APP_ROLE:
        run(f"SET ROLE {settings.APP_ROLE}")


@contextmanager
def nowhere() -> Iterator[None]:
    """Nothing is in sight, as where nobody has said anything."""
    if connection.vendor != "postgresql":
        yield
    elif connection.in_atomic_block:
        with walls.stand(walls.NOWHERE):
            yield
    else:
        before = walls._place.get()
        walls._place.set(walls.NOWHERE)
        try:
            _see_everything("")  # not where the connection is gone
            yield
        finally:
            walls._place.set(before)
            _see_everything("on")


def where() -> walls.Place:
    return walls._place.get()


def start_nowhere(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        with nowhere():
            return get_response(request)

    return middleware


def _as_the_app(connection: Any, **kwargs: Any) -> None:
    be_app()
    _see_everything("on")


def _see_everything(value: str) -> None:
    run(f"SELECT set_config('hipwise.every_clinic', '{value}', false)")


def run(statement: str) -> None:
    """Past Django's cursor, so that nothing of it is counted."""
    with connection.wrap_database_errors:
        connection.connection.execute(statement)
