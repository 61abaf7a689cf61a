"""A session is stored once, however often it is sent: docs/adr/0008."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from patients.models import Program, SessionLog

Store = TypeVar("Store", bound=Callable[..., tuple[SessionLog, bool]])


def once(store: Store) -> Store:
    """
    Let a session that cannot be stored be the one that was stored under this key before.

    Looked for only then: the database itself takes no key of a patient twice, and a session
    that is stored already may be refused for another reason by now.
    """

    @wraps(store)
    def wrapper(*, program: Program, key: UUID, **said: Any) -> tuple[SessionLog, bool]:
        try:
            return store(program=program, key=key, **said)
        except (IntegrityError, ValidationError):
            logs = SessionLog.objects.for_clinic(program.clinic_id)
            stored = logs.filter(patient=program.patient_id, key=key).first()
            if stored is None:
                raise
            return stored, False

    return cast(Store, wrapper)
