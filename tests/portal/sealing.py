"""What a patient's own phone does, in Python: seal a session, and send it."""

import json
import os
import time
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from patients.models import OwnDevice
from patients.portal.sealed_sessions import packed_for
from patients.sealed_keys import _bytes, bound_to, derived, letters, point_of

URL = "/my/offline/send/"


def seal(device: OwnDevice, key: object, text: str) -> str:
    """The wire format of static/js/offline-store.js."""
    mine = ec.generate_private_key(ec.SECP256R1())
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(device.public_key))
    point, nonce = point_of(mine), os.urandom(12)
    secret = derived(mine.exchange(ec.ECDH(), theirs), point)
    hidden = AESGCM(secret).encrypt(nonce, text.encode(), bound_to(device.handle, key))
    return letters(point + nonce + hidden)


def told(device, phase, kind="log", *, minutes_ago=20, **changes) -> dict:
    """A session of `phase` in which everything was held, as the phone writes it down."""
    one = phase.prescriptions.get()
    said = {
        f"{one.pk}-outcome": ["done"],
        f"{one.pk}-seconds": [str(one.held_seconds)],
        f"{one.pk}-pressure": ["3"],
        "any_sign": ["no"],
        "pain_before": ["4"],
        "pain_worst": ["4"],
        "pain_after": ["3"],
        "note": [""],
    }
    return {
        "kind": kind,
        "packed": packed_for(device, phase),
        "began_at": now() - minutes_ago * 60_000,
        "held": {f"{one.pk}-{n}": one.hold for n in range(1, one.dose.hold_count + 1)},
        "felt": {str(one.pk): 3},
        "pain_before": 4,
        "said": said if kind == "log" else {},
    } | changes


def now() -> int:
    return int(time.time() * 1000)


def send(client, device, session: dict, /, *, key=None, typed=None):
    """Seal and send; the answer's words as a dict."""
    key = key or uuid4()
    usual = {
        "device": str(device.handle),
        "key": str(key),
        "sealed": seal(device, key, json.dumps(session)),
        "now": str(now()),
    }
    return client.post(URL, usual | (typed or {}))
