"""
The cache in Redis, for an installation of several machines; used when REDIS_URL is set.

It holds counted tries and one-time codes that were used, never a person's data. Values are JSON:
pickle, which Django would use, would let whoever can write to Redis run code in our processes.
"""

import json
import logging
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

logger = logging.getLogger("hipwise.cache")

CONNECT_SECONDS, ANSWER_SECONDS = 2, 5
KEEPS_ALL = "noeviction"


class CacheAway(OperationalError):
    """Redis does not answer, or is full: told to people as a database that is away."""


class Json:
    """How values are written: what JSON knows, and nothing that could be more than data."""

    def dumps(self, value: Any) -> int | str:
        return value if type(value) is int else json.dumps(value)

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


class Client(RedisCacheClient):
    """Django's, which answers within seconds or says that Redis is away."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        from redis.backoff import NoBackoff  # noqa: PLC0415 -- slow, and few need it
        from redis.retry import Retry  # noqa: PLC0415

        options |= {
            "serializer": Json(),
            "socket_connect_timeout": CONNECT_SECONDS,
            "socket_timeout": ANSWER_SECONDS,
            # At once and once: a connection that was idle may have been closed by the other end.
            "retry": Retry(NoBackoff(), 1),
        }
        super().__init__(servers, **options)
        from redis import Redis, RedisError  # noqa: PLC0415

        class Telling(Redis):
            def execute_command(self, *args: Any, **options: Any) -> Any:
                try:
                    return super().execute_command(*args, **options)
                except RedisError as error:
                    raise CacheAway(type(error).__name__) from error

        self._client = Telling

    def policy(self) -> str:
        """What Redis does when it is full."""
        return str(self.get_client().info("memory")["maxmemory_policy"])


class SharedCache(RedisCache):
    """The cache of all processes on all machines."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = Client

    def weakness(self) -> str:
        """Why limits on guessing could be washed away; empty where they cannot."""
        client: Any = self._cache
        policy = client.policy()
        if policy == KEEPS_ALL:
            return ""
        return (
            f"Redis forgets counted tries when it is full ({policy}): maxmemory-policy {KEEPS_ALL}"
        )


def check_at_start() -> None:
    """Refuse to start with a Redis that forgets; one that is away is met later, and told."""
    if not settings.REDIS_URL:
        return
    try:
        weakness = cache.weakness()  # type: ignore[attr-defined]
    except CacheAway:
        logger.warning("Redis does not answer yet")
        return
    if weakness and settings.HTTPS:
        raise ImproperlyConfigured(f"{weakness}.")
    if weakness:
        logger.warning("Redis forgets what it holds when it is full")
