"""
The wall that stands when everything else is forgotten: PostgreSQL shows one clinic's rows only.

Tables with a clinic have policies (clinic/wall_policies.py) that hold each row against what is
said here, for one transaction and no longer: whoever says nothing sees nothing. The doors say it;
whatever has no door says it itself. On SQLite nothing of this happens (docs/adr/0018).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    from clinic.models import Clinic, User

_SAY = (
    "SELECT set_config('hipwise.clinic', %s, true), set_config('hipwise.user', %s, true), "
    "set_config('hipwise.every_clinic', %s, true)"
)


class Reason(Enum):
    """Why something looks beyond one clinic; a test knows each place that does."""

    INVITATION = "who holds an invitation belongs to no clinic yet"
    PAPER_CODE = "the code on paper says nothing about its clinic"
    LIBRARY = "the library belongs to no clinic"
    DEMO = "the demo makes several clinics"
    BACKUP = "a backup holds everything"
    MIGRATION = "a migration brings every clinic along"
    HEALTH = "the newest line of the trail may be any clinic's"
    CALENDAR = "a calendar program shows its key, and says nothing of a clinic"
    REMINDERS = "whose reminder is due now may be anybody, anywhere"
    KEYS = "another key encrypts the secrets of every clinic anew"
    TRAIL_CHECK = "a line moved to another clinic is found by looking everywhere"


@dataclass(frozen=True, slots=True)
class Place:
    """Which rows are in sight: a clinic's, or those that say a user's name, or all."""

    clinic_id: int | None = None
    user_id: int | None = None
    is_everywhere: bool = False

    @property
    def said(self) -> list[str]:
        clinic, user = ("" if pk is None else str(pk) for pk in (self.clinic_id, self.user_id))
        return [clinic, user, "on" if self.is_everywhere else ""]


NOWHERE = Place()
_place: ContextVar[Place] = ContextVar("place", default=NOWHERE)


@contextmanager
def within(clinic: "Clinic | int") -> Iterator[None]:
    """Have one clinic's rows in sight, and the library."""
    with stand(Place(clinic_id=_id(clinic))):
        yield


@contextmanager
def as_user(user: "User") -> Iterator[None]:
    """Have in sight where somebody works and their own records as a patient, of every clinic."""
    with stand(Place(user_id=user.pk)):
        yield


@contextmanager
def within_every_clinic(reason: Reason, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Have every clinic's rows in sight, for a reason that is written down."""
    with stand(Place(is_everywhere=True), using):
        yield


def go_into(clinic: "Clinic | int") -> None:
    """For doors: from here to the end of the place we are in, one clinic's rows are in sight."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        _say(connection, Place(clinic_id=_id(clinic)))


@contextmanager
def stand(place: Place, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """
    Say where we are until the end of the block; then what was said before holds again.

    Settings live as long as a transaction, so one is opened where there is none, and takes
    them with it when it ends. A transaction that failed takes them back by itself.
    """
    connection = connections[using]
    if connection.vendor != "postgresql":
        yield
    elif connection.in_atomic_block:
        before = _place.get()
        try:
            _say(connection, place)
            yield
        finally:
            _place.set(before)
            if not _has_failed(connection):
                _say(connection, before)
    else:
        before = _place.get()
        try:
            with transaction.atomic(using):
                _say(connection, place)
                yield
        finally:
            _place.set(before)


def _say(connection: BaseDatabaseWrapper, place: Place) -> None:
    """Tell PostgreSQL; past Django's cursor, for it is no query and none should be counted."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a place is said inside of a transaction")
    with connection.wrap_database_errors:
        connection.connection.execute(_SAY, place.said)
    _place.set(place)


def _has_failed(connection: BaseDatabaseWrapper) -> bool:
    inner = connection.connection
    return inner is None or inner.closed or inner.info.transaction_status.name == "INERROR"


def _id(clinic: "Clinic | int") -> int:
    return clinic if isinstance(clinic, int) else clinic.pk
