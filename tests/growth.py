"""An installation after years, in a database of its own that is thrown away."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.apps import apps
from django.db import connection, models, transaction

from clinic.models import TrailEntry
from patients.actions import measurements, session_logs
from patients.models import (
    Measurement,
    MeasurementRevision,
    Program,
    ProgramReview,
    SessionLog,
    SessionLogRevision,
)
from routines.actions.library import load_library
from tests import factories, walls
from tests.bench.filling import BY_HAND, Filler
from tests.bench.multiplying import (
    EARLIER,
    KEY,
    RECORDS,
    add_clinics,
    add_earlier_sessions,
    add_for_each,
    settle,
)
from tests.bench.unindexed import unindexed
from tests.conftest import World

CLINICS, PATIENTS, LOGS = 10, 20_000, 1_000_000
OWN_DAYS = 20


@contextmanager
def database_of_its_own() -> Iterator[None]:
    """A copy of the test database, still empty: no other test meets what comes into it."""
    creation, usual = connection.creation, connection.settings_dict
    walls.take_down()
    connection.close()
    creation.clone_test_db("growth", verbosity=0, autoclobber=True)
    connection.settings_dict = creation.get_test_db_clone_settings("growth")
    walls.put_up()
    try:
        yield
    finally:
        walls.take_down()
        connection.close()
        connection.settings_dict = usual
        creation.destroy_test_db(suffix="growth", verbosity=0)
        walls.put_up()


def fill() -> World:
    """A million sessions, each with a line of the trail; returns what is in one of the clinics."""
    load_library()
    elm = World("elm")
    filler = Filler(PATIENTS // CLINICS, BY_HAND, elm.clinic)
    filler.fill()
    log_often(elm)
    runs = LOGS // CLINICS // BY_HAND - 1
    with walls.as_owner():
        with unindexed(*RECORDS):
            with transaction.atomic():
                add_earlier_sessions(filler.patients, runs=runs, days=filler.each)
                add_clinics(elm.clinic, clinics=CLINICS - 1)
                add_what_is_rarer(elm)
                settle()
            lie_as_they_came(SessionLog, "logged_at")
            lie_as_they_came(TrailEntry, "happened_at")
        know_what_there_is()
    return elm


def lie_as_they_came(model: type[models.Model], moment: str) -> None:
    """On PostgreSQL mix the rows of all clinics, as years do: by its clinic it finds copies at once."""
    if connection.vendor == "postgresql":
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE INDEX growth_moment ON {table} ({moment})")
            cursor.execute(f"CLUSTER {table} USING growth_moment")
            cursor.execute("DROP INDEX growth_moment")


def know_what_there_is() -> None:
    """As a PostgreSQL in use does by itself; nobody does it on SQLite."""
    if connection.vendor == "postgresql":
        tables = ", ".join(model._meta.db_table for model in apps.get_models())
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM (ANALYZE) {tables}")


def log_often(elm: World) -> None:
    """Sessions of the patient whose pages are looked at."""
    today = elm.clinic.today()
    for back in range(1, OWN_DAYS + 1):
        day = today - timedelta(days=back)
        factories.make_session_log(elm.program, by=elm.patient_user, done_on=day, logged_on=day)


def add_what_is_rarer(elm: World) -> None:
    """What else a program leaves behind: measures, questions, alerts, corrections."""
    owner, key = str(elm.owner.pk), KEY[connection.vendor]
    patient = {"patient_id": "each.patient_id"}
    both = patient | {"program_id": "each.id"}
    moment, day = EARLIER[connection.vendor]
    earlier = {"measured_on": day.format("one.measured_on", "{n}")}
    ended = {
        "key": key,
        "began_at": moment.format("one.began_at", "{n}"),
        "ended_at": "one.began_at",
    }
    answered = {"key": key, "answer": "'Yes.'", "answered_at": "one.asked_at"}
    answered |= {"answered_by_id": owner, "opened_at": "one.asked_at"}
    handled = {"session_log_id": "NULL", "handled_at": "one.raised_at", "handled_by_id": owner}
    revoked = {"token_hash": "CAST(each.id AS text)", "revoked_at": "one.made_at"}
    device = {"handle": key, "cookie_hash": "CAST(each.id AS text)"}
    add_for_each(elm.measurement, Program, times=3, **both, **earlier)
    add_for_each(elm.guided_session, Program, times=3, **patient, **ended)
    add_for_each(elm.question, Program, **patient, **answered)
    add_for_each(elm.alert, Program, times=2, **both, **handled)
    add_for_each(elm.invitation, Program, **patient, **revoked)
    add_for_each(elm.own_device, Program, **patient, **device)
    by = {"clinic": elm.clinic, "by": elm.practitioner}
    review = ProgramReview.objects.create(program=elm.program, note="Better.", **by)
    add_for_each(review, Program, program_id="each.id")
    add_corrections(elm)


def add_corrections(elm: World) -> None:
    """Every fifteenth session was corrected, and every measurement."""
    log, measurement = elm.log, elm.measurement
    by = {"clinic": elm.clinic, "number": 1, "replaced_by": elm.patient_user}
    of_log = SessionLogRevision.objects.create(log=log, said=session_logs.said_in(log), **by)
    of_measurement = MeasurementRevision.objects.create(
        measurement=measurement, said=measurements.said_in(measurement), **by
    )
    each_fifteenth = f"each.id % 15 = 0 AND each.id <> {log.pk}"
    add_for_each(of_log, SessionLog, each_fifteenth, log_id="each.id")
    others = f"each.id <> {measurement.pk}"
    add_for_each(of_measurement, Measurement, others, measurement_id="each.id")
