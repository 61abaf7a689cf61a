"""
What a patient's own device tells of a session without a network, as it was sealed there.

Everything in it is checked here: whoever sealed it may have been anybody with the public key.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.core import signing
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from patients.models import OwnDevice, ProgramPhase
from patients.sealed_keys import Unreadable, unseal

SALT = "hipwise.own_device"
LONGEST = 60_000  # letters of a sealed session; a full one has some 6,000
MOST_HELD, LONGEST_NAME = 500, 60
LATEST_MS = 2**53


class Kind(StrEnum):
    """What became of a session on the device."""

    LOG = "log"  # done, with everything said that a log asks for
    SO_FAR = "so_far"  # not ended: what was held until then
    STOP = "stop"  # a stop sign was noticed
    NEWS = "news"  # something about the patient's health is new


@dataclass(frozen=True, slots=True)
class Told:
    """One session as a device tells it. `held` is seconds by hold, `felt` 0-10 by prescription."""

    kind: Kind
    day: date
    phase: ProgramPhase
    held: dict[str, int] = field(default_factory=dict)
    felt: dict[int, int] = field(default_factory=dict)
    pain_before: int | None = None
    said: MultiValueDict[str, str] = field(default_factory=MultiValueDict)


def packed_for(device: OwnDevice, phase: ProgramPhase) -> str:
    """What a device shows with each session: whose program it followed, and since when."""
    said = {"patient": device.patient_id, "phase": phase.pk, "at": int(timezone.now().timestamp())}
    return signing.dumps(said, salt=SALT)


def read(device: OwnDevice, key: UUID, sealed: str, *, now_there: int) -> Told:
    """
    What a device sealed for the session `key`; Unreadable unless all of it makes sense.

    `now_there` is the device's own clock as it sends, in milliseconds: how long ago the session
    began is right even where that clock is wrong.
    """
    try:
        said = json.loads(unseal(device, key, sealed))
        json.dumps(said, ensure_ascii=False).encode()  # half characters
        packed = signing.loads(said["packed"], salt=SALT)
        ago = timedelta(milliseconds=_number(now_there - _number(said["began_at"]), low=-LATEST_MS))
        return Told(
            kind=Kind(said["kind"]),
            day=_day(device, ago, packed["at"]),
            phase=_phase(device, packed),
            held=_held(said["held"]),
            felt={_number(int(key)): _number(n, high=10) for key, n in said["felt"].items()},
            pain_before=None if said["pain_before"] is None else _number(said["pain_before"]),
            said=_said(said["said"]),
        )
    except (
        *(AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError),
        signing.BadSignature,
        ProgramPhase.DoesNotExist,
    ) as error:
        raise Unreadable from error


def _phase(device: OwnDevice, packed: dict[str, int]) -> ProgramPhase:
    """The phase that the device followed; of this patient, however it was packed."""
    if packed["patient"] != device.patient_id:
        raise Unreadable
    phases = ProgramPhase.objects.for_clinic(device.clinic_id)
    return phases.select_related("version__program__clinic", "version__program__patient").get(
        pk=packed["phase"], version__program__patient=device.patient_id
    )


def _day(device: OwnDevice, ago: timedelta, packed_at: int) -> date:
    """The clinic's day on which it began: never before the program was fetched, never to come."""
    now, since = timezone.now(), datetime.fromtimestamp(packed_at, UTC)
    began = min(now, max(since, now - ago))
    return timezone.localdate(began, device.clinic.zone)


def _held(held: dict[str, Any]) -> dict[str, int]:
    if len(held) > MOST_HELD or any(len(key) > LONGEST_NAME for key in held):
        raise Unreadable
    return {key: _number(seconds, high=7200) for key, seconds in held.items()}


def _said(said: dict[str, Any]) -> MultiValueDict[str, str]:
    for values in said.values():
        if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
            raise Unreadable
    return MultiValueDict(said)


def _number(value: Any, *, low: int = 0, high: int = LATEST_MS) -> int:
    if type(value) is not int or not low <= value <= high:
        raise Unreadable
    return value
