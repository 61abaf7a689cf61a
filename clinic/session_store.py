"""
Sessions as Django keeps them, but written once: when they say all that they have to say.

A sign-in begins a session, saves it in its own commit, and Django's middleware would save it once
more on the way out: each time a wait for the disk, for nothing.
"""

from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import router, transaction
from django.utils.crypto import get_random_string

KEY_LETTERS = 32  # of 36 each: 165 bits, as Django's


class SessionStore(DatabaseStore):
    """The session of a request; what it says and is on the disk already is not written again."""

    _safe: tuple[str | None, bytes] | None = None
    _is_unwritten = False

    def create(self) -> None:
        """
        Begin a session under a key of its own; it is written when it is saved.

        That nobody has the key is not asked before: the database takes no key twice.
        """
        self._session_key = get_random_string(KEY_LETTERS, VALID_KEY_CHARS)
        self._is_unwritten = self.modified = True
        self._get_session(no_load=True)  # type: ignore[attr-defined]

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
        must_create = must_create or self._is_unwritten
        said = self.session_key, self._said(must_create)
        if said != self._safe or must_create:
            using = router.db_for_write(self.model)
            if must_create:  # no other session has the key, so nothing is to be undone here
                data = self._get_session(no_load=True)  # type: ignore[attr-defined]
                self.create_model_instance(data).save(using=using, force_insert=True)
            else:
                super().save()
            self._is_unwritten = False
            transaction.on_commit(lambda: self._note(said), using=using)

    def _said(self, must_create: bool) -> bytes:
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        return bytes(self.serializer().dumps(data))

    def _note(self, said: tuple[str | None, bytes]) -> None:
        self._safe = said
