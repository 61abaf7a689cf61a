"""Codes as an authenticator app shows them (RFC 6238), without the app and without Django."""

import base64
import hmac
import struct
import time

STEP = 30  # seconds that a code is good for
LEFT_TO_TYPE = 3


def code_at(secret: str, moment: float) -> str:
    key = base64.b32decode(secret)
    digest = hmac.digest(key, struct.pack(">Q", int(moment) // STEP), "sha1")
    (number,) = struct.unpack_from(">I", digest, digest[-1] & 0x0F)
    return f"{(number & 0x7FFFFFFF) % 10**6:06}"


def about_to_end(moment: float) -> bool:
    """Whether its code could be refused for its age, once it is typed and has arrived."""
    return STEP - moment % STEP < LEFT_TO_TYPE


class Codes:
    """
    The codes of one app: each counts once, so whoever needs two waits for the next.

    Or takes one of the recovery codes, where there are any.
    """

    def __init__(self, secret: str, recovery: list[str] | None = None) -> None:
        assert secret, "no secret was read, and its codes would be wrong"
        self.secret = secret
        self.recovery = recovery or []
        self.used = 0

    def next(self) -> str:
        while (now := time.time()) // STEP <= self.used or about_to_end(now):
            if self.recovery:
                return self.recovery.pop()
            time.sleep(0.2)
        self.used = int(now) // STEP
        return code_at(self.secret, now)
