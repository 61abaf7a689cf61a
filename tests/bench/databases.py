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
def new() -> Iterator[str]:
    """The DATABASE_URL of a new database, dropped at the end; empty for SQLite."""
    server = os.environ.get(SERVER, "")
    if not server:
        yield ""
        return
    name = f"hipwise_bench_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def kind() -> str:
    return "PostgreSQL" if os.environ.get(SERVER) else "SQLite"
