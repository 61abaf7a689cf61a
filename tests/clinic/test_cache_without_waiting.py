"""On PostgreSQL what the cache writes does not wait for the disk; whatever comes next does."""

import pytest
from django.core.cache import cache
from django.db import connection


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's cache has its own file")
def test_only_the_cache_does_not_wait_for_the_disk(committing):
    name = "synchronous_commit"
    cache.set("one", 1, 60)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setting = reset_val FROM pg_settings WHERE name = %s", [name])
        assert cursor.fetchone() == (True,)
