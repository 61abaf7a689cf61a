"""
The arithmetic of the trail's chain: what marks a line, and what ties seals together.

Both are HMAC-SHA-256 under a key that is not in the database. Plain values in,
hexadecimal out; nothing here asks the database anything.
"""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

HEX = 64  # letters of a mark and of a digest
NONCE = 24


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """The newest seal of a clinic's trail: kept elsewhere, it shows a tail that was cut off."""

    clinic_id: int
    number: int
    digest: str

    def __str__(self) -> str:
        return f"{self.clinic_id}:{self.number}:{self.digest}"

    @classmethod
    def read(cls, text: str) -> Self:
        """A head as it was written down; ValueError for anything else."""
        found = re.fullmatch(r"(\d{1,18}):(\d{1,18}):([0-9a-f]{64})", text.strip(), re.ASCII)
        if found is None:
            raise ValueError("a head is written clinic:number:digest")
        return cls(int(found[1]), int(found[2]), found[3])


def new_nonce() -> str:
    """What tells a line from a copy of it."""
    return secrets.token_hex(NONCE // 2)


def mark_of(key: str, content: Sequence[Any]) -> str:
    """What only who has the key could have put on a line of this content."""
    return _hmac(key, "line", content)


def digest_of(key: str, content: Sequence[Any]) -> str:
    """The digest of a seal; its content names the digest before it, so seals form a chain."""
    return _hmac(key, "seal", content)


def is_same(one: str, other: str) -> bool:
    """Whether two marks or digests are equal, in the same time whatever they are."""
    return hmac.compare_digest(one.encode(), other.encode())


def moment(when: datetime) -> str:
    """A point in time as both databases give it back: UTC, to the microsecond."""
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def is_plain(value: Any) -> bool:
    """Whether a value comes back from both databases as it went in; a fraction may not."""
    if isinstance(value, dict):
        return all(isinstance(name, str) for name in value) and is_plain(list(value.values()))
    if isinstance(value, list | tuple):
        return all(map(is_plain, value))
    return value is None or isinstance(value, str | int)


def _hmac(key: str, purpose: str, content: Sequence[Any]) -> str:
    text = json.dumps([purpose, *content], sort_keys=True, separators=(",", ":"))
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()
