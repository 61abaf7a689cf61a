"""
From one clinic to many, and from few sessions to many, by the database itself: a million in a minute.

A copy is a row like its original under an id that is so much higher, and so are the rows it points
at. Only what is unique everywhere is made anew.
"""

from datetime import timedelta

from django.core.management.color import no_style
from django.db import connection, models
from django.utils import timezone

from clinic.models import Clinic, TrailEntry, TrailSeal
from patients.models import (
    Alert,
    Patient,
    Prescription,
    Program,
    ProgramPhase,
    ProgramVersion,
    Screening,
    SessionLog,
    SessionLogItem,
)

LOGGED = [SessionLog, SessionLogItem]
RECORDS = [
    Patient,
    Screening,
    Program,
    ProgramVersion,
    ProgramPhase,
    Prescription,
    Alert,
    *LOGGED,
    TrailEntry,
]
# Ids of copies: so much higher for each run of earlier days, each clinic, and each time.
RUN, CLINIC, REPEATED = 10**7, 10**9, 10**12
EARLIER = {
    "postgresql": ("({} - interval '{} days')", "({} - {})"),
    "sqlite": ("datetime({}, '-{} days')", "date({}, '-{} days')"),
}
KEY = {"postgresql": "gen_random_uuid()", "sqlite": "lower(hex(randomblob(16)))"}


def add_earlier_sessions(patients: list[Patient], *, runs: int, days: int) -> None:
    """Repeat the last `days` days of sessions `runs` times before them, not those of the first."""
    first = f"patient_id <> {patients[0].pk} AND id < {RUN}"
    moment, day = EARLIER[connection.vendor]
    for run in range(1, runs + 1):
        higher, back = run * RUN, run * days
        anew = {name: day.format(name, back) for name in ("done_on", "logged_on")}
        anew |= {"logged_at": moment.format("logged_at", back), "key": KEY[connection.vendor]}
        _copy(SessionLog, higher, LOGGED, anew, first)
        copied = f"id < {RUN} AND log_id + {higher} IN (SELECT id FROM patients_sessionlog)"
        _copy(SessionLogItem, higher, LOGGED, {}, copied)
        told = {"happened_at": moment.format("happened_at", back)}
        _copy(TrailEntry, higher, [TrailEntry], told, first)


def add_clinics(like: Clinic, *, clinics: int) -> None:
    """Make so many clinics with the records of the one there is."""
    for number in range(1, clinics + 1):
        made = Clinic.objects.create(name=f"Bench {number}", slug=f"bench-{number}", phone="555")
        anew = {"clinic_id": str(made.pk), "code": f"'{number}-' || id", "user_id": "NULL"}
        for model in RECORDS:
            _copy(model, number * CLINIC, RECORDS, anew, f"clinic_id = {like.pk}")
        _seal(made)
    _seal(like)


def add_for_each(
    row: models.Model, of: type[models.Model], which: str = "TRUE", times: int = 1, **anew: str
) -> None:
    """
    Repeat a row for each row of another table, in all clinics.

    What is said `anew` is in the words of the database, where `each` is the other row and {n} counts
    the times; id and clinic follow from it.
    """
    columns = [field.column for field in row._meta.concrete_fields]
    table, other = row._meta.db_table, of._meta.db_table
    for n in range(1, times + 1):
        said = {name: f"one.{name}" for name in columns}
        said |= {"id": f"each.id + {n * REPEATED}", "clinic_id": "each.clinic_id"}
        said |= {name: value.format(n=n) for name, value in anew.items()}
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(said)}) SELECT {', '.join(said.values())} "
                f"FROM {table} one, {other} each WHERE one.id = {row.pk} AND {which}"
            )


def settle() -> None:
    """Let new ids come after those of the copies."""
    with connection.cursor() as cursor:
        for line in connection.ops.sequence_reset_sql(no_style(), RECORDS):
            cursor.execute(line)


def _copy(
    model: type[models.Model],
    higher: int,
    copied: list[type[models.Model]],
    anew: dict[str, str],
    which: str,
) -> None:
    """Copy rows; of each column what is said `anew`, an id so much higher, or the same."""
    said = {}
    for field in model._meta.concrete_fields:
        is_id = field.primary_key or field.related_model in copied
        is_id |= field.column == "patient_id" and Patient in copied
        same = f"{field.column} + {higher}" if is_id else field.column
        said[field.column] = anew.get(field.column, same)
    columns, values = ", ".join(said), ", ".join(said.values())
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} WHERE {which}"
        )


def _seal(clinic: Clinic) -> None:
    """Let copies count as sealed: nobody follows this trail, and no page is to wait for it."""
    last = TrailSeal.objects.for_clinic(clinic).order_by("-number").first()
    newest = TrailEntry.objects.for_clinic(clinic).order_by("-pk").first()
    if newest is not None:
        TrailSeal.objects.create(
            digest=f"bench {clinic.pk}",
            clinic=clinic,
            number=last.number + 1 if last else 1,
            lines=[newest.pk],
            made_at=timezone.now() - timedelta(days=1),
        )
