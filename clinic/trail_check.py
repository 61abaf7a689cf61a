"""Checking a clinic's trail: every line and every seal, against the key and against older heads."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from django.conf import settings
from django.db import models

from clinic import chain, walls
from clinic.chain import Head
from clinic.models import TrailEntry, TrailSeal

AT_ONCE = 500
# What reading a row raises that somebody filled with other things than we would.
UNREADABLE = (ValueError, TypeError, AttributeError)
Row = TypeVar("Row", bound=models.Model)


@dataclass
class Report:
    """What a check of one clinic's trail found."""

    clinic_id: int
    lines: int = 0
    seals: int = 0
    waiting: int = 0
    head: Head | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.problems


def kept_heads() -> list[Head]:
    """The newest heads that this machine kept outside of the database."""
    files = sorted(settings.TRAIL_HEADS.glob("[0-9]*"))
    return [Head.read(file.read_text()) for file in files]


def clinics_with_a_trail(heads: Iterable[Head]) -> list[int]:
    """All that have lines or seals, or had some when a head was kept."""
    found = {head.clinic_id for head in heads}
    for model in (TrailEntry, TrailSeal):
        ids = model._default_manager.order_by().values_list("clinic_id", flat=True).distinct()
        found |= {pk for pk in ids if isinstance(pk, int)}
    return sorted(found)


def check_trails(heads: Iterable[Head] = ()) -> list[Report]:
    """Check every clinic's trail; a line that was moved is looked for in all of them."""
    with walls.within_every_clinic(walls.Reason.TRAIL_CHECK):
        return [check_trail(pk, heads) for pk in clinics_with_a_trail(heads)]


def check_trail(clinic_id: int, heads: Iterable[Head] = ()) -> Report:
    """Check a clinic's trail from its first line to its newest seal, and that it holds `heads`."""
    check = _Check(clinic_id)
    check.seals({(one.number, one.digest) for one in heads if one.clinic_id == clinic_id})
    check.lines_without_a_seal()
    return check.report


class _Check:
    def __init__(self, clinic_id: int) -> None:
        self.report = Report(clinic_id)
        self.sealed: set[int] = set()
        self.nonces: set[str] = set()

    def tell(self, problem: str) -> None:
        self.report.problems.append(problem)

    def seals(self, heads: set[tuple[int, str]]) -> None:
        seals = TrailSeal.objects.for_clinic(self.report.clinic_id).order_by("number")
        previous, number = "", 0
        for digest in list(seals.values_list("digest", flat=True)):
            seal = _read(TrailSeal, digest)
            number += 1
            if not self.is_seal(seal, number, previous):
                self.tell(f"seal {number} was changed, or one before it was removed")
            if seal is not None and isinstance(seal.number, int):
                number, previous = seal.number, seal.digest
                self.report.head = seal.head
            heads.discard((number, digest))
        self.report.seals = number
        for head, _digest in sorted(heads):
            self.tell(f"seal {head} is not the one that was kept as head, or was cut off")

    def is_seal(self, seal: TrailSeal | None, number: int, previous: str) -> bool:
        """Check a seal's lines one by one; then whether it seals them, and follows the last."""
        if seal is None or not _are_ids(seal.lines):
            return False
        found = {line.pk: line for line in _all_of(seal.lines)}
        marks = [self.mark_of(pk, found.get(pk)) for pk in seal.lines]
        self.sealed |= set(seal.lines)
        follows = (seal.number, seal.previous) == (number, previous)
        with suppress(*UNREADABLE):
            digest = seal.rightful_digest([mark or "" for mark in marks])
            return follows and chain.is_same(seal.digest, digest)
        return False

    def mark_of(self, pk: int, line: TrailEntry | None) -> str | None:
        """The mark of a line that is sound; else its problem is told."""
        if line is None or line.clinic_id != self.report.clinic_id:
            self.tell(f"line {pk} is gone, or cannot be read")
            return None
        if pk in self.sealed:
            self.tell(f"line {pk} is sealed twice")
        return line.mark if self.is_sound(line) else None

    def is_sound(self, line: TrailEntry) -> bool:
        self.report.lines += 1
        if not _is_genuine(line):
            self.tell(f"line {line.pk} was changed, or was not written by Hipwise")
            return False
        if line.nonce in self.nonces:
            self.tell(f"line {line.pk} is a copy of another")
            return False
        self.nonces.add(line.nonce)
        return True

    def lines_without_a_seal(self) -> None:
        ids = TrailEntry.objects.for_clinic(self.report.clinic_id).order_by("pk")
        waiting = [pk for pk in ids.values_list("pk", flat=True) if pk not in self.sealed]
        found = {line.pk: line for line in _all_of(waiting)}
        for pk in waiting:
            line = found.get(pk)
            if line is None:
                self.tell(f"line {pk} cannot be read")
            elif self.is_sound(line):
                self.report.waiting += 1


def _all_of(ids: Iterable[int]) -> Iterator[TrailEntry]:
    """The lines with these ids that can be read, whatever somebody made of the others."""
    left = iter(ids)
    while some := list(islice(left, AT_ONCE)):
        try:
            yield from list(TrailEntry.objects.filter(pk__in=some))
        except UNREADABLE:
            yield from (line for pk in some if (line := _read(TrailEntry, pk)) is not None)


def _read(model: type[Row], pk: Any) -> Row | None:
    with suppress(*UNREADABLE):
        return model._default_manager.filter(pk=pk).first()
    return None


def _are_ids(said: Any) -> bool:
    return isinstance(said, list) and all(isinstance(pk, int) for pk in said)


def _is_genuine(line: TrailEntry) -> bool:
    with suppress(*UNREADABLE):
        return line.is_genuine
    return False
