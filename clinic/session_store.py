"""
Sessions as Django keeps them, but not written twice when they say the same.

A sign-in saves its session in its own commit, and Django's middleware would save it once more on
the way out: one more wait for the disk, for nothing.
"""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import router, transaction


class SessionStore(DatabaseStore):
    """The session of a request; what it says and is on the disk already is not written again."""

    _safe: tuple[str | None, bytes] | None = None

    def save(self, must_create: bool = False) -> Any:
        if self.session_key is None:
            return self.create()
        said = self.session_key, self._said(must_create)
        if said != self._safe or must_create:
            super().save(must_create)
            using = router.db_for_write(self.model)
            transaction.on_commit(lambda: self._note(said), using=using)

    def _said(self, must_create: bool) -> bytes:
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        return bytes(self.serializer().dumps(data))

    def _note(self, said: tuple[str | None, bytes]) -> None:
        self._safe = said
