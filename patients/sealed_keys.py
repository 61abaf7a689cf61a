"""
Keys of patients' own devices, and reading what was sealed to them.

Sealing: a key of its own for each message (ECDH on P-256), HKDF-SHA-256, AES-256-GCM, bound to the
device and to the key of the session. static/js/offline-store.js seals; whoever has the phone cannot
open it again, only the server can.
"""

import base64
import binascii
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)
from django.db import transaction

from clinic import encryption, walls
from patients.models import OwnDevice

POINT_BYTES, NONCE_BYTES, KEY_BYTES = 65, 12, 32
PURPOSE = b"hipwise offline 1"


class Unreadable(Exception):
    """Sealed for another device or session, changed on the way, or no sealed thing at all."""


def new_pair() -> tuple[str, str]:
    """A new key pair, as text: public and private."""
    private = ec.generate_private_key(ec.SECP256R1())
    der = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return letters(point_of(private)), letters(der)


def give_keys(device: OwnDevice) -> None:
    """Keys for a device that has none yet."""
    device.public_key, private = new_pair()
    device.private_key = encryption.encrypt(private, device.place)


def unseal(device: OwnDevice, key: UUID, sealed: str) -> bytes:
    """What a device sealed for the session `key`."""
    try:
        private = load_der_private_key(
            _bytes(encryption.decrypt(device.private_key, device.place)), None
        )
        data = _bytes(sealed)
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data[:POINT_BYTES])
        nonce, hidden = (
            data[POINT_BYTES : POINT_BYTES + NONCE_BYTES],
            data[POINT_BYTES + NONCE_BYTES :],
        )
        assert isinstance(private, ec.EllipticCurvePrivateKey)
        shared = private.exchange(ec.ECDH(), theirs)
        return AESGCM(derived(shared, data[:POINT_BYTES])).decrypt(
            nonce, hidden, bound_to(device.handle, key)
        )
    except (InvalidTag, ValueError, binascii.Error, encryption.SecretUnreadable) as error:
        raise Unreadable from error


def derived(shared: bytes, point: bytes) -> bytes:
    """The key of one message, from the shared secret and the message's own public point."""
    return HKDF(SHA256(), KEY_BYTES, salt=point, info=PURPOSE).derive(shared)


def bound_to(handle: UUID, key: UUID) -> bytes:
    return f"{handle}:{key}".encode()


def point_of(private: ec.EllipticCurvePrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def letters(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def encrypt_all_anew() -> int:
    """Bring every device's private key to the newest key; return how many had another."""
    with transaction.atomic(), walls.within_every_clinic(walls.Reason.KEYS):
        rows = OwnDevice.objects.select_for_update().order_by("pk")
        newest = encryption.newest_key()
        old = [row for row in rows if encryption.key_of(row.private_key) != newest]
        for row in old:
            private = encryption.decrypt(row.private_key, row.place)
            row.private_key = encryption.encrypt(private, row.place)
            row.save(update_fields=["private_key"])
    return len(old)


def keys_in_use() -> set[str]:
    """Ids of the keys that some device's private key is encrypted with."""
    with walls.within_every_clinic(walls.Reason.KEYS):
        rows = OwnDevice.objects.values_list("private_key", flat=True)
        return {encryption.key_of(one) for one in rows}
