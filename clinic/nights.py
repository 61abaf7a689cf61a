"""What is done once each night. An app names its own jobs as `nightly` in its AppConfig."""

import logging
from datetime import date, datetime, timedelta
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from clinic.app_hooks import named_by_apps
from clinic.backup.making import backups_in, made_at, make_backup, rotate
from clinic.jobs import job
from clinic.models import Mail, Night, RenderedPaper

logger = logging.getLogger("hipwise.jobs")

BEGINS = 2  # o'clock UTC


def begin_night(now: datetime | None = None) -> date | None:
    """Enqueue what is due this night, once, whoever asks first; None when it was done already."""
    day = night_of(now or timezone.now())
    if Night.objects.filter(day=day).exists():
        return None
    try:
        with transaction.atomic():
            Night.objects.create(day=day)
            for one in nightly_jobs():
                one.enqueue()
    except IntegrityError:  # another worker was quicker
        return None
    return day


def night_of(moment: datetime) -> date:
    """The night last begun; it lasts until the next, so that what was missed is made up for."""
    return (moment - timedelta(hours=BEGINS)).date()


def nightly_jobs() -> list[Task]:
    return [import_string(path) for path in named_by_apps("nightly")]


@job
def back_up() -> None:
    """A sealed backup in BACKUP_DIR, and the ones no longer needed removed."""
    _path, manifest = make_backup(settings.BACKUP_DIR, settings.BACKUP_KEY)
    rotate(settings.BACKUP_DIR)
    logger.info("backed up", extra={"count": manifest.total})


def last_backup() -> datetime | None:
    """
    When the newest backup was made: the newest file here, or what a worker somewhere told.

    Of several machines one makes the night's backup, and keeps it; the others know it by its job.
    """
    newest = next(iter(backups_in(settings.BACKUP_DIR)), None)
    done = DBTaskResult.objects.successful().filter(task_path=back_up.module_path)
    told = done.aggregate(last=Max("finished_at"))["last"]
    return max(filter(None, (made_at(newest) if newest else None, told)), default=None)


@job
def check_trail() -> None:
    """Follow every clinic's trail to its end; a trail that is not sound fails the job."""
    call_command("verify_trail", stdout=StringIO())


@job
def clean_up() -> None:
    """Throw away sessions that ended, jobs and mails long done, and paper nobody asks for."""
    RenderedPaper.objects.outdated().delete()
    Mail.objects.outdated().delete()
    call_command("clearsessions")
    call_command("prune_db_task_results", min_age_days=7, failed_min_age_days=30, verbosity=0)
