"""
PostgreSQL as Django speaks with it, but a kept connection is looked at instead of asked.

Django asks SELECT 1 before the first statement of each request, of each connection: a way to the
database and back for an answer that our side has already. A server that goes, or ends a connection,
says so on it, and then there is something to read.
"""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """Whether statements can be sent; asked only after an error, or if the server said something."""
        if self.connection is None or self.connection.closed:
            return False
        if self.errors_occurred or _is_anything_to_read(self.connection.fileno()):
            return bool(super().is_usable())
        return True


def _is_anything_to_read(socket: int) -> bool:
    """Also when the connection is broken: to read it would say so."""
    look = select.poll()
    look.register(socket, select.POLLIN)
    return bool(look.poll(0))
