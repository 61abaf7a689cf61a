import logging
import signal
import time
from io import StringIO
from threading import Event, Thread
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from clinic import outbox
from clinic.jobs import DEFAULT_QUEUE, take_up_again
from clinic.minutes import look_around
from clinic.nights import begin_night

logger = logging.getLogger("hipwise.jobs")

LOOK_EVERY = 1.0  # seconds
TIDY_EVERY = 60.0
AWAY_PAUSE = 5.0


def seal_what_is_left() -> None:
    """What a killed process left of the trail would else wait for the clinic's next line."""
    call_command("seal_trail", stdout=StringIO())


def tidy() -> None:
    """What is due by the clock, and what others left."""
    begin_night()
    take_up_again()
    outbox.take_up_again()
    look_around()
    seal_what_is_left()


class Bench:
    """Does the jobs of some queues, one after the other."""

    def __init__(self, *queues: str) -> None:
        self.ready = DBTaskResult.objects.ready().filter(queue_name__in=queues)
        self.worker = Worker(
            queue_names=list(queues),
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )

    def stop(self) -> None:
        self.worker.running = False  # the job at hand is finished first

    def work(self) -> bool:
        """Do what waits; say whether there was any."""
        # Looked for without a lock: the worker itself stops everybody else to take one.
        if not self.ready.all().exists():
            return False
        self.worker.run()
        return True

    def work_on(self, stopped: Event, *, tidies: bool) -> None:
        tidied = -TIDY_EVERY
        while not stopped.is_set():
            try:
                close_old_connections()
                if tidies and time.monotonic() - tidied >= TIDY_EVERY:
                    tidy()
                    tidied = time.monotonic()
                self.work()
                stopped.wait(LOOK_EVERY)
            except OperationalError:
                logger.exception("the database is away, and jobs wait")
                stopped.wait(AWAY_PAUSE)


class Command(BaseCommand):
    help = "Do the jobs that wait, and the nightly ones, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            close_old_connections()
            tidy()
            everything = Bench(DEFAULT_QUEUE, outbox.QUEUE)
            while everything.work():
                pass
            return
        stopped = Event()
        benches = [Bench(DEFAULT_QUEUE), Bench(outbox.QUEUE)]

        def stop(*_: Any) -> None:
            for bench in benches:
                bench.stop()
            stopped.set()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        # Mails have a thread of their own: a code to sign in does not wait for a backup.
        jobs, mails = benches
        beside = Thread(target=self._mail, args=(mails, stopped, stop), name="mail")
        beside.start()
        try:
            jobs.work_on(stopped, tidies=True)
        finally:
            stop()
            beside.join()

    def _mail(self, mails: Bench, stopped: Event, stop: Any) -> None:
        """Should this end by an error, all ends, and whoever looks after us starts us again."""
        try:
            mails.work_on(stopped, tidies=False)
        finally:
            connections.close_all()
            stop()
