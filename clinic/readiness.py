"""Whether this installation can take people in: each check says what is wrong, or nothing."""

import logging
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import cache

from django.conf import settings
from django.core.cache import cache as shared_cache
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from clinic import walls
from clinic.jobs import oldest_waiting
from clinic.models import Night, TrailEntry, TrailSeal
from clinic.nights import BEGINS, last_backup
from clinic.request_ids import new_request_id

logger = logging.getLogger("hipwise.health")

FREE = 0.1  # of the disk
BACKUP_AGE = timedelta(hours=26)
JOB_AGE = timedelta(minutes=10)
SEAL_AGE = timedelta(minutes=10)
RECENT_SEALS = 50
CACHE_SECONDS = 10


def problems() -> dict[str, str]:
    """Each check by its name, with what is wrong; empty where all is well."""
    found = {}
    for name, check in CHECKS.items():
        try:
            found[name] = check()
        except Exception as error:
            logger.exception("a check of readiness failed", extra={"job": name})
            found[name] = type(error).__name__  # its message may quote a row
    return found


def _database() -> str:
    """A row can be written; it is taken back."""
    with transaction.atomic():
        Night.objects.create(day="1900-01-01")
        transaction.set_rollback(True)
    return ""


def _cache() -> str:
    """What is counted there is found again; without it nobody can sign in."""
    asked = new_request_id()
    shared_cache.set(f"readiness:{asked}", asked, timeout=CACHE_SECONDS)
    if shared_cache.get(f"readiness:{asked}") != asked:
        return "the cache does not keep what it is given"
    weakness: Callable[[], str] = getattr(shared_cache, "weakness", str)
    return weakness()


def _migrations() -> str:
    return "" if _is_migrated() else "the tables are of another version: run manage.py migrate"


@cache
def _awaited() -> frozenset[tuple[str, str]]:
    """The migrations this code comes with; read once, the code does not change while it runs."""
    return frozenset(MigrationLoader(None).disk_migrations)


def _is_migrated() -> bool:
    return _awaited() <= set(MigrationRecorder(connection).applied_migrations())


def _disk() -> str:
    disk = shutil.disk_usage(settings.DATA_DIR)
    free = disk.free / disk.total
    return "" if free > FREE else f"{free:.0%} of the disk is free"


def _backup() -> str:
    """Made within a day; on the first day there need be none yet."""
    last = last_backup()
    since = last or _first_night()
    if since is None or timezone.now() - since < BACKUP_AGE:
        return ""
    return f"the last backup is of {since:%Y-%m-%d %H:%M}" if last else "there is no backup"


def _first_night() -> datetime | None:
    day = Night.objects.order_by("day").values_list("day", flat=True).first()
    return datetime.combine(day, time(BEGINS), UTC) if day else None


def _jobs() -> str:
    since = oldest_waiting()
    if since is None or timezone.now() - since < JOB_AGE:
        return ""
    return f"a job waits since {since:%Y-%m-%d %H:%M}: is the worker running?"


def _trail() -> str:
    """The newest line that should have been sealed by now is."""
    with walls.within_every_clinic(walls.Reason.HEALTH):
        due = TrailEntry.objects.filter(happened_at__lt=timezone.now() - SEAL_AGE)
        last = due.order_by("-pk").first()
        if last is None:
            return ""
        seals = TrailSeal.objects.for_clinic(last.clinic_id).order_by("-number")
        recent = seals.values_list("lines", flat=True)[:RECENT_SEALS]
        sealed = any(last.pk in lines for lines in recent)
    return "" if sealed else f"the trail is not sealed since {last.happened_at:%Y-%m-%d %H:%M}"


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "cache": _cache,
    "migrations": _migrations,
    "disk": _disk,
    "backup": _backup,
    "jobs": _jobs,
    "trail": _trail,
}
