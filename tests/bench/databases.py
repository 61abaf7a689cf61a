"""Where installations keep their rows: SQLite of their own, or databases made on a PostgreSQL."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg

# The server of --postgresql; what is in its databases is not touched, new ones are made beside.
SERVER = "BENCH_POSTGRESQL"


@contextmanager
def new() -> Iterator[dict[str, str]]:
    """
    What the environment says of a new database, dropped at the end; empty for SQLite.

    As in earnest there are two roles: who owns the tables, and the app's, which is held by walls.
    """
    server = os.environ.get(SERVER, "")
    if not server:
        yield {"DATABASE_URL": "", "MIGRATION_DATABASE_URL": ""}
        return
    name, password = f"hipwise_bench_{secrets.token_hex(4)}", secrets.token_hex(16)
    where = urlsplit(server)._replace(path=f"/{name}")
    host = where.netloc.rpartition("@")[2]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{password}'")
        try:
            yield {
                "DATABASE_URL": where._replace(netloc=f"{name}:{password}@{host}").geturl(),
                "MIGRATION_DATABASE_URL": where.geturl(),
            }
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
            connection.execute(f"DROP ROLE {name}")


def settle(environment: dict[str, str]) -> None:
    """Let the planner know what there is: as the owner, for the app's role may not say it."""
    if owner := environment["MIGRATION_DATABASE_URL"]:
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute("VACUUM (ANALYZE)")


def kind() -> str:
    return "PostgreSQL" if os.environ.get(SERVER) else "SQLite"
