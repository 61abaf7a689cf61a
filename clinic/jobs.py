"""
Work that nobody waits for: enqueued with what it follows from, done by a worker soon after.

A job is a row, so it is committed together with its cause, and on both databases. It is done
at least once: a worker that was killed leaves it to the next, so each job must bear being
done twice. Arguments are ids, never names or texts; errors are kept as kind and place, since
a message may quote what somebody typed.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial, wraps
from traceback import extract_tb
from typing import Any

from django.utils import timezone
from django_tasks import DEFAULT_TASK_QUEUE_NAME as DEFAULT_QUEUE
from django_tasks import task
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger("hipwise.jobs")

LEASE = timedelta(minutes=15)  # longer than any job takes: who runs longer was killed
TRIES = 5
FIRST_PAUSE = timedelta(minutes=1)  # before the second try; it doubles with each


class JobFailed(Exception):
    """A job did not work out, this time; says what kind of error, and where."""


def job(run: Callable[..., None] | None = None, *, queue: str = DEFAULT_QUEUE) -> Any:
    """
    Make a job of a function; `enqueue` it with ids, inside of the transaction it belongs to.

    Jobs of another queue do not wait for the long ones of this (clinic/management/commands/work.py).
    """
    return partial(_job, queue=queue) if run is None else _job(run, queue=queue)


def _job(run: Callable[..., None], *, queue: str) -> Task:

    @wraps(run)
    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            run(*args, **kwargs)
        except Exception as error:
            place = extract_tb(error.__traceback__)[-1]
            logger.exception("a job failed", extra={"job": run.__name__})
            told = f"{type(error).__name__} at {place.name}, line {place.lineno}"
            raise JobFailed(told) from None

    return task(queue_name=queue)(guarded)


def take_up_again(now: datetime | None = None) -> int:
    """Have jobs done that a killed worker left, or that failed and have tries left; count them."""
    now = now or timezone.now()
    left = [
        *DBTaskResult.objects.running().filter(started_at__lt=now - LEASE),
        *(one for one in _failed_lately(now) if _may_try_again(one, now)),
    ]
    return sum(_take_up(one) for one in left)


def _failed_lately(now: datetime) -> "list[DBTaskResult]":
    longest = FIRST_PAUSE * 2**TRIES
    return list(DBTaskResult.objects.failed().filter(finished_at__gt=now - 2 * longest))


def _may_try_again(failed: DBTaskResult, now: datetime) -> bool:
    tries = len(failed.worker_ids)
    return tries < TRIES and failed.finished_at + FIRST_PAUSE * 2 ** (tries - 1) <= now


def _take_up(left: DBTaskResult) -> int:
    """Only if it still is as it was seen: another worker may have been quicker."""
    seen = DBTaskResult.objects.filter(pk=left.pk, status=left.status, started_at=left.started_at)
    if len(left.worker_ids) < TRIES:
        return seen.update(status=TaskResultStatus.READY, finished_at=None)
    logger.error("a job was given up", extra={"job": left.task_path.rpartition(".")[2]})
    seen.update(
        status=TaskResultStatus.FAILED,
        finished_at=timezone.now(),
        exception_class_path=f"{JobFailed.__module__}.{JobFailed.__qualname__}",
        traceback="given up: each worker that took it was killed",
    )
    return 0


def oldest_waiting() -> datetime | None:
    """Since when the job waits that could have been done for longest; None when none waits."""
    ready = DBTaskResult.objects.ready().order_by("enqueued_at")
    return ready.values_list("enqueued_at", flat=True).first()
