"""
Where it is kept what only saves time: the cache, and on PostgreSQL rendered paper.

On SQLite the cache is in a file of its own, which does not wait for the disk. On PostgreSQL it is
in the same database, through a connection of its own: what it keeps is there at once for other
processes and stays, whatever becomes of the transaction of a request.
"""

from typing import Any

CACHE_APP = "django_cache"
ALIAS = "cache"


class CacheRouter:
    """For SQLite: sends the cache to its own database, and everything else past it."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return ALIAS if model._meta.app_label == CACHE_APP else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return (db == ALIAS) == (app_label == CACHE_APP)


class SideConnection:
    """For PostgreSQL: sends what only saves time through its own connection to the database."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        saves_time = model._meta.app_label == CACHE_APP or model.__name__ == "RenderedPaper"
        return ALIAS if saves_time else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return db != ALIAS
