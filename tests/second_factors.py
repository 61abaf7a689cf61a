"""Second factors in tests: an authenticator app and a passkey, both as good as real ones."""

import hashlib
import json
import time
from base64 import urlsafe_b64encode
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

from tests.one_time_codes import about_to_end

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
USER_PRESENT, USER_VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


def library_code_at(secret: str, moment: float) -> str:
    """By the library's own arithmetic; tests/one_time_codes.py has another, to hold against it."""
    return format_hotp_value(hotp_value(secret, int(moment) // app_settings.TOTP_PERIOD))


def code_now(secret: str = SECRET) -> str:
    """Good for some seconds yet: for one about to end, the next is waited for."""
    while about_to_end(now := time.time()):
        time.sleep(0.2)
    return library_code_at(secret, now)


def set_up_app(user: Any, secret: str = SECRET) -> Authenticator:
    return TOTP.activate(user, secret).instance


def set_up_recovery_codes(user: Any) -> list[str]:
    return RecoveryCodes.activate(user).generate_codes()


class Passkey:
    """A passkey without a device: it signs what it is asked, for whoever made it."""

    def __init__(self, host: str = "localhost") -> None:
        self.host = host
        self.id = hashlib.sha256(str(id(self)).encode()).digest()
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.count = 0

    def registered(self, options: dict[str, Any], origin: str) -> str:
        """What a browser sends when a passkey is made."""
        public = cbor.encode(ES256.from_cryptography_key(self.key.public_key()))
        key = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self._data(HAS_KEY) + key
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        told = self._told("webauthn.create", options["publicKey"]["challenge"], origin)
        return self._answer(
            {"attestationObject": letters(attested), "clientDataJSON": letters(told)}
        )

    def signed(self, options: dict[str, Any], origin: str, handle: str = "") -> str:
        """What a browser sends when a passkey is used; `handle` says whose it is."""
        self.count += 1
        data = self._data(0)
        told = self._told("webauthn.get", options["publicKey"]["challenge"], origin)
        signature = self.key.sign(data + hashlib.sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
        answer = {
            "authenticatorData": letters(data),
            "clientDataJSON": letters(told),
            "signature": letters(signature),
            "userHandle": letters(handle.encode()),
        }
        return self._answer(answer)

    def _data(self, flags: int) -> bytes:
        told = hashlib.sha256(self.host.encode()).digest()
        return told + bytes([USER_PRESENT | USER_VERIFIED | flags]) + self.count.to_bytes(4, "big")

    def _told(self, kind: str, challenge: str, origin: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()

    def _answer(self, response: dict[str, str]) -> str:
        answer = {"id": letters(self.id), "rawId": letters(self.id), "type": "public-key"}
        extensions = {"clientExtensionResults": {"credProps": {"rk": True}}}
        return json.dumps(answer | extensions | {"response": response})


def set_up_passkey(user: Any, host: str = "localhost") -> Passkey:
    """Give an account a passkey."""
    passkey = Passkey(host)
    options = {"publicKey": {"challenge": letters(bytes(32))}}
    credential = json.loads(passkey.registered(options, f"http://{host}"))
    data = {"name": "Key", "credential": credential}
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)
    return passkey


def letters(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
