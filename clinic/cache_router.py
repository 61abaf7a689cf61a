"""Where the cache's table is on SQLite: in a file of its own, which does not wait for the disk."""

from typing import Any

CACHE_APP = "django_cache"
ALIAS = "cache"


class CacheRouter:
    """Sends the cache to its own database, and everything else past it."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return ALIAS if model._meta.app_label == CACHE_APP else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return (db == ALIAS) == (app_label == CACHE_APP)
