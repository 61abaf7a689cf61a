"""
A file that only the key opens, and that is refused whole if one bit of it is not as written.

AES-256-GCM in pieces of a megabyte under a key of the file's own. Each piece is bound to its
place and says whether it is the last: pieces cannot be changed, swapped, dropped or cut off.
"""

import io
import os
import struct
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"hipwise-backup-1\n"
SALT = 16
PIECE = 1 << 20
TAG = 16
_LAST = 1 << 31


class NotAsWritten(Exception):
    """The file is damaged, cut off, no backup at all, or sealed with another key."""


def _cipher(key: str, salt: bytes) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=salt, info=MAGIC).derive(key.encode())
    return AESGCM(derived)


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


class SealedWriter(io.RawIOBase):
    """Seals what is written to it; without `close` the file has no end, and is refused."""

    def __init__(self, file: BinaryIO, key: str) -> None:
        salt = os.urandom(SALT)
        self._file, self._cipher = file, _cipher(key, salt)
        self._waiting = bytearray()
        self._number = 0
        file.write(MAGIC + salt)

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._waiting += data
        while len(self._waiting) > PIECE:
            piece = bytes(self._waiting[:PIECE])
            del self._waiting[:PIECE]
            self._seal(piece, is_last=False)
        return len(data)

    def finish(self) -> None:
        """Write the last piece. Not part of `close`: what failed half way must not look whole."""
        self._seal(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _seal(self, piece: bytes, *, is_last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, is_last), piece, None)
        self._file.write(struct.pack(">I", len(sealed) | (_LAST if is_last else 0)) + sealed)
        self._number += 1


class SealedReader(io.RawIOBase):
    """Gives back what was sealed; raises NotAsWritten at the first piece that is not genuine."""

    def __init__(self, file: BinaryIO, key: str) -> None:
        head = file.read(len(MAGIC) + SALT)
        if len(head) != len(MAGIC) + SALT or not head.startswith(MAGIC):
            raise NotAsWritten
        self._file, self._cipher = file, _cipher(key, head[len(MAGIC) :])
        self._open = b""
        self._number = 0
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._open and not self._ended:
            self._next_piece()
        given = self._open[: len(buffer)]
        buffer[: len(given)] = given
        self._open = self._open[len(given) :]
        return len(given)

    def _next_piece(self) -> None:
        said = self._file.read(4)
        if len(said) != 4:
            raise NotAsWritten
        (length,) = struct.unpack(">I", said)
        self._ended = bool(length & _LAST)
        length &= ~_LAST
        if length > PIECE + TAG:
            raise NotAsWritten
        try:
            sealed = self._file.read(length)
            self._open = self._cipher.decrypt(_nonce(self._number, self._ended), sealed, None)
        except (InvalidTag, ValueError):
            raise NotAsWritten from None
        self._number += 1
        if self._ended and self._file.read(1):
            raise NotAsWritten
