"""
Secrets in the database, kept so that a copy of it tells nobody what they are.

AES-256-GCM under keys that lie apart from the database. Each secret says by which key it was
encrypted, and is bound to its place: put into another row, it cannot be read.
"""

import base64
import binascii
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from clinic.private_files import write_beside, write_once

KEY_BYTES = 32
NONCE_BYTES = 12
ID_BYTES = 4
FILE = "field-keys"

Keys = dict[str, bytes]


class SecretUnreadable(Exception):
    """A secret was changed, moved to another row, or its key is gone."""


def encrypt(text: str, about: str) -> str:
    """`text` under the newest key, readable only as a secret `about` the same thing."""
    key_id, key = next(iter(_keys().items()))
    nonce = secrets.token_bytes(NONCE_BYTES)
    hidden = AESGCM(key).encrypt(nonce, text.encode(), _bound_to(key_id, about))
    return f"{key_id}.{_letters(nonce + hidden)}"


def decrypt(hidden: str, about: str) -> str:
    """What `encrypt` was given; SecretUnreadable if it was about something else."""
    key_id, _dot, letters = hidden.partition(".")
    key = _keys().get(key_id)
    if key is None:
        raise SecretUnreadable(f"no key {key_id!r}")
    try:
        data = _bytes(letters)
        return (
            AESGCM(key)
            .decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], _bound_to(key_id, about))
            .decode()
        )
    except (InvalidTag, ValueError, binascii.Error):
        raise SecretUnreadable(f"not readable as a secret about {about!r}") from None


def newest_key() -> str:
    return next(iter(_keys()))


def key_of(hidden: str) -> str:
    return hidden.partition(".")[0]


def add_key() -> str:
    """Put a new key before the others in the data directory; return its id."""
    keys = _keys()
    key_id = secrets.token_hex(ID_BYTES)
    _replace_file({key_id: secrets.token_bytes(KEY_BYTES), **keys})
    return key_id


def forget_keys(*, but: set[str]) -> list[str]:
    """Remove every key but these and the newest; return the ids of those that went."""
    keys = _keys()
    kept = {one: key for place, (one, key) in enumerate(keys.items()) if one in but or place == 0}
    _replace_file(kept)
    return [one for one in keys if one not in kept]


def parse_keys(text: str, source: str) -> Keys:
    """Keys as written down, newest first: `id:key`, one a line or with commas between."""
    keys: Keys = {}
    for entry in text.replace(",", "\n").split():
        key_id, _colon, letters = entry.partition(":")
        try:
            keys[key_id] = _bytes(letters)
        except (ValueError, binascii.Error):
            keys[key_id] = b""
        if not key_id.isalnum() or len(keys[key_id]) != KEY_BYTES:
            raise ImproperlyConfigured(
                f"{source} holds something that is no key: write id:key, the key as 43 letters "
                "of base64url. Leave FIELD_KEYS out, and one is made in the data directory."
            )
    if not keys:
        raise ImproperlyConfigured(f"{source} holds no key. Put it back from a backup.")
    return keys


def keys_from_file(data_dir: Path) -> Keys:
    """The keys in the data directory; the first is made at first use, readable by its owner."""
    path = data_dir / FILE
    if not path.exists():
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        first = {secrets.token_hex(ID_BYTES): secrets.token_bytes(KEY_BYTES)}
        write_once(path, _written(first))
    return parse_keys(path.read_text(), str(path))


def _keys() -> Keys:
    """From the environment, else from the file, read anew: a rotation must not need a restart."""
    if settings.FIELD_KEYS:
        return parse_keys(settings.FIELD_KEYS, "FIELD_KEYS")
    return keys_from_file(settings.DATA_DIR)


def _replace_file(keys: Keys) -> None:
    if settings.FIELD_KEYS:
        raise ImproperlyConfigured("The keys come from FIELD_KEYS: change them there.")
    path = settings.DATA_DIR / FILE
    write_beside(path, _written(keys)).replace(path)


def _written(keys: Keys) -> str:
    return "".join(f"{key_id}:{_letters(key)}\n" for key_id, key in keys.items())


def _bound_to(key_id: str, about: str) -> bytes:
    return f"{key_id}:{about}".encode()


def _letters(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(letters: str) -> bytes:
    return base64.b64decode(letters + "=" * (-len(letters) % 4), altchars=b"-_", validate=True)
