"""Which failures pass by themselves, and which only mean that somebody else was quicker."""

import errno
import sqlite3
from collections.abc import Iterator
from http import HTTPStatus

from django.db import Error, IntegrityError, InterfaceError, OperationalError

# The database is away, locked for too long, or has no room: it says so by these.
AWAY = (OperationalError, InterfaceError)
# PostgreSQL says a few such things by other kinds: read-only after a fail-over, or it ended a
# transaction that had stood idle.
AWAY_STATES = {"25006", "25P02", "25P03"}
# Where PostgreSQL finds, in whichever language it says so, that a column has another type since the
# statement was planned: an upgrade is under way (docs/adr/0053).
OUTDATED = "RevalidateCachedQuery"
# No room on the disk, or nothing can be written to it just now.
NO_ROOM = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EFBIG,
    errno.EROFS,
    errno.EIO,
    errno.EMFILE,
    errno.ENFILE,
}
TWICE = "23505"
# What the old file says once everything moved to PostgreSQL, until the server starts there.
MOVED = "everything moved to PostgreSQL"
SQLITE_TWICE = {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}


def status_of(error: BaseException | None) -> HTTPStatus:
    """
    How a failure that no view expected is answered.

    503: the same will work in a moment. 409: somebody else stored the same at the same moment.
    All else is our fault.
    """
    if error is None:
        return HTTPStatus.INTERNAL_SERVER_ERROR
    if passes(error):
        return HTTPStatus.SERVICE_UNAVAILABLE
    if isinstance(error, IntegrityError) and _is_twice(error):
        return HTTPStatus.CONFLICT
    return HTTPStatus.INTERNAL_SERVER_ERROR


def passes(error: BaseException) -> bool:
    """Whether the same will work once the database is back or there is room again."""
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    return isinstance(error, Error) and any(map(_is_away, _and_causes(error)))


def _is_away(error: BaseException) -> bool:
    if isinstance(error, AWAY) or getattr(error, "sqlstate", None) in AWAY_STATES:
        return True
    if getattr(getattr(error, "diag", None), "source_function", None) == OUTDATED:
        return True
    return isinstance(error, sqlite3.IntegrityError) and str(error) == MOVED


def _and_causes(error: BaseException) -> Iterator[BaseException]:
    """What failed first is the reason: after it, a transaction only says that it is broken."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def _is_twice(error: IntegrityError) -> bool:
    cause = error.__cause__
    return (
        getattr(cause, "sqlstate", None) == TWICE
        or getattr(cause, "sqlite_errorcode", None) in SQLITE_TWICE
    )
