"""
Sealing the trail: lines are written unsealed, and sealed together moments later.

So nobody waits for a seal: a request only adds its line, and clinics have nothing in
common. A thread of the process that wrote a line seals it; what a killed process leaves
unsealed is sealed with the clinic's next line, or by `manage.py seal_trail`.
"""

import atexit
import logging
import os
import time
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Lock, Thread

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from clinic import walls
from clinic.chain import Head
from clinic.models import TrailEntry, TrailSeal
from clinic.spool import Spool, adopt

logger = logging.getLogger("hipwise.trail")

# A transaction may commit a line this long after others with higher ids were sealed.
LATE = timedelta(minutes=10)
LINES_A_SEAL = 1000
SEALING = 5417  # which advisory locks of PostgreSQL are about sealing, in a clinic each
HEAD_LOGGED_EVERY = 600  # seconds
LONGEST_PAUSE = 60  # seconds, while sealing fails


def seal(clinic_id: int, *, however_old: bool = False) -> int:
    """Seal the lines of a clinic that are not sealed yet, and say how many they were."""
    sealed = 0
    with transaction.atomic(), walls.within(clinic_id):
        _wait_for_others(clinic_id)
        last = TrailSeal.objects.for_clinic(clinic_id).order_by("-number").first()
        waiting = _waiting(clinic_id, however_old)
        for start in range(0, len(waiting), LINES_A_SEAL):
            some = waiting[start : start + LINES_A_SEAL]
            found = TrailEntry.objects.for_clinic(clinic_id).filter(pk__in=some).order_by("pk")
            # A line without our mark is left alone: verify_trail tells of it.
            if ours := [line for line in found if line.is_genuine]:
                last = _sealed(clinic_id, ours, last)
                sealed += len(ours)
        if sealed and last:
            transaction.on_commit(partial(anchor, last.head))
    return sealed


def _wait_for_others(clinic_id: int) -> None:
    """Until the transaction ends nobody else seals this clinic; SQLite has one writer at a time."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [SEALING, clinic_id])


def _waiting(clinic_id: int, however_old: bool) -> list[int]:
    """The ids of the lines that no seal names, in their order."""
    seals = TrailSeal.objects.for_clinic(clinic_id).order_by("-number")
    settled = None if however_old else seals.filter(made_at__lt=timezone.now() - LATE).first()
    recent = seals.filter(number__gte=settled.number) if settled else seals
    sealed = {pk for lines in recent.values_list("lines", flat=True) for pk in lines}
    lines = TrailEntry.objects.for_clinic(clinic_id).order_by("pk")
    newer = lines.filter(pk__gt=max(settled.lines)) if settled else lines
    return [pk for pk in newer.values_list("pk", flat=True) if pk not in sealed]


def _sealed(clinic_id: int, lines: list[TrailEntry], last: TrailSeal | None) -> TrailSeal:
    made = TrailSeal(
        clinic_id=clinic_id,
        number=last.number + 1 if last else 1,
        previous=last.digest if last else "",
        lines=[line.pk for line in lines],
    )
    made.digest = made.rightful_digest([line.mark for line in lines])
    made.save(force_insert=True)
    return made


def anchor(head: Head) -> None:
    """Keep a head outside of the database: in a file, and now and then in the log."""
    folder: Path = settings.TRAIL_HEADS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    written = folder / f".{head.clinic_id}.{os.getpid()}.{head.number}"
    written.write_text(f"{head}\n")
    written.replace(folder / str(head.clinic_id))
    now = time.monotonic()
    if now - _logged.get(head.clinic_id, _started) >= HEAD_LOGGED_EVERY:
        _logged[head.clinic_id] = now
        logger.info("trail sealed", extra={"head": str(head)})


_started = time.monotonic()
_logged: dict[int, float] = {}


class Sealer:
    """What waits in this process to be sealed, and the thread that sees to it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: set[int] = set()
        self._thread: Thread | None = None
        self._spool = Spool()
        self._has_adopted = False

    @property
    def is_idle(self) -> bool:
        return self._thread is None

    def soon(self, clinic_id: int) -> None:
        """Have the lines of a clinic sealed within seconds, by nobody who waits for it."""
        every = settings.TRAIL_SEAL_SECONDS
        if every is None:
            return
        with self._lock:
            self._waiting.add(clinic_id)
            if self._thread is None:
                self._thread = Thread(target=self._by_and_by, args=[every], daemon=True)
                self._thread.start()

    def spool(self, line: TrailEntry, folder: Path) -> None:
        """Keep a line that changed nothing, to be brought into the database with others."""
        self._spool.keep(line, folder)
        self.soon(line.clinic_id)

    def settle(self) -> None:
        """
        Bring in what is still kept in files, and seal what waits.

        What is written meanwhile waits anew: first it is said what waits, and only
        then looked for.
        """
        folder = settings.TRAIL_SPOOL
        with self._lock:
            waiting, self._waiting = self._waiting, set()
        try:
            if folder is not None:
                waiting |= self._bring_in(folder)
            for clinic_id in sorted(waiting):
                seal(clinic_id)
        except Exception:
            with self._lock:
                self._waiting |= waiting
            raise

    def at_the_end(self) -> None:
        if self._waiting:
            try:
                self.settle()
            except Exception:
                logger.exception("sealing failed at the end: the next start does it")

    def _bring_in(self, folder: Path) -> set[int]:
        clinics = set()
        try:
            if not self._has_adopted:
                clinics |= adopt(folder)
            clinics |= self._spool.empty(folder)
        except Exception:
            self._has_adopted = False  # what was not brought in is adopted next time
            raise
        self._has_adopted = True
        return clinics

    def _by_and_by(self, every: float) -> None:
        pause = every
        while True:
            time.sleep(pause)
            try:
                self.settle()
                pause = every
            except Exception:
                pause = min(pause * 2, LONGEST_PAUSE)
                logger.exception("sealing failed, and is tried again")
            with self._lock:
                if not self._waiting:
                    self._thread = None
                    break
        connection.close()


sealer = Sealer()
atexit.register(lambda: sealer.at_the_end())
# In a process that was forked, nothing of the parent's waits.
os.register_at_fork(after_in_child=sealer.__init__)  # type: ignore[misc]
