import logging
import signal
import time
from io import StringIO
from threading import Event
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from clinic.jobs import take_up_again
from clinic.nights import begin_night

logger = logging.getLogger("hipwise.jobs")

LOOK_EVERY = 1.0  # seconds
TIDY_EVERY = 60.0
AWAY_PAUSE = 5.0


def seal_what_is_left() -> None:
    """What a killed process left of the trail would else wait for the clinic's next line."""
    call_command("seal_trail", stdout=StringIO())


class Command(BaseCommand):
    help = "Do the jobs that wait, and the nightly ones, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        stopped = Event()
        worker = Worker(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )

        def stop(*_: Any) -> None:
            worker.running = False  # the job at hand is finished first
            stopped.set()

        if not options["once"]:
            signal.signal(signal.SIGTERM, stop)
            signal.signal(signal.SIGINT, stop)
        tidied = -TIDY_EVERY
        while not stopped.is_set():
            try:
                close_old_connections()
                if time.monotonic() - tidied >= TIDY_EVERY:
                    begin_night()
                    take_up_again()
                    seal_what_is_left()
                    tidied = time.monotonic()
                # Looked for without a lock: the worker itself stops everybody else to take one.
                if DBTaskResult.objects.ready().exists():
                    worker.run()
                elif options["once"]:
                    break
                stopped.wait(LOOK_EVERY)
            except OperationalError:
                if options["once"]:
                    raise
                logger.exception("the database is away, and jobs wait")
                stopped.wait(AWAY_PAUSE)
