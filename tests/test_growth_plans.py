"""
Pages do not slow with the logs: how each finds its rows among a million of them, by EXPLAIN.

Ten clinics have 20,000 patients and 1,000,000 session logs, each with a line of the trail. Every
page of staff and of patients is opened, so that a new one is held before its author thinks of it,
and every list with all of its filters. On PostgreSQL the app's role asks, behind its walls.

It is one test, for the rows take half a minute and two processes would each make their own.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.urls import resolve

from clinic import trail_pages
from clinic.models import TrailEntry
from clinic.views.trail import LINES_AN_EXPORT
from patients.models import Patient, SessionLog
from tests import walls
from tests.clients import SignedInClient
from tests.conftest import World
from tests.declared import BUTTONS
from tests.growth import LOGS, PATIENTS, database_of_its_own, fill
from tests.plans import LISTS, Asked, Look, long_ways, looked_up_by, tables_read
from tests.test_architecture import ROUTES
from tests.test_tenancy import PORTAL_ROUTES, STAFF_ROUTES
from tests.test_tenancy import fill as filled_in

pytestmark = pytest.mark.django_db

# What one query may read of a table: of whoever is looked at, of all patients of a clinic (2,000,
# and a row or two for each), or of as many lines as a page of the trail looks through.
OF_SOMEBODY, OF_A_CLINIC = 1_000, 5_000
LOOKED_THROUGH = trail_pages.LOOKED_THROUGH + trail_pages.PER_PAGE
# Rows: a table with fewer has one or two for each patient, and none more for a log. PostgreSQL reads
# it from end to end as long as that is quicker.
LARGE = 50_000
# What SQLite's machine may take for each: a patient of the list takes 94 with all that is looked up.
INSTRUCTIONS_A_ROW = 150
MORE_PAGES = (
    "/my/session/3/",
    "/c/{slug}/trail/?person={member}",
    "/c/{slug}/trail/?person=else",
    "/c/{slug}/trail/?kind=deeds&before={line}",
    "/c/{slug}/trail/?first_day={week_ago}&last_day={today}",
    "/c/{slug}/trail/?first_day={week_ago}&last_day={today}&kind=looks",
    "/c/{slug}/trail/?patient={patient}&kind=deeds",
)
SEARCHED = ("Øster", "10007", "555 000", "ana@example.org", "14.03.1951")
# Views that show nothing here or lead elsewhere, and why. Buttons are not opened at all, and the PDF
# of a patient's own data asks what the other two forms of it ask.
NOT_SHOWN = {
    "clinic_logo": "the clinic has none",
    "program_edit": "the program is no draft",
    "program_resume": "the program is not paused",
    "offline_program": "the phone has no key of its own",
}
# Without the index of the newest, the page that shows the newest reads all that a clinic has; without
# that of a patient's lines, their page does, though by an index and with a limit.
DROPPED = {
    "clinic_trail_patient": "/c/{slug}/patients/{patient}/",
    "clinic_trail_newest": "/c/{slug}/trail/",
    "patients_sessionlog_newest": "/c/{slug}/",
}


@dataclass(frozen=True)
class Page:
    address: str
    typed: dict[str, object] | None = None

    @property
    def most(self) -> int:
        """How many rows of a table one of its queries may read."""
        if self.address.endswith("/trail/export/"):
            return LINES_AN_EXPORT + 1
        if re.search(r"/trail/\?.*(kind|person)=", self.address) and "patient=" not in self.address:
            return LOOKED_THROUGH
        return (
            OF_A_CLINIC if re.search(r"^/c/\w+/(patients/)?(\?|$)", self.address) else OF_SOMEBODY
        )

    def __str__(self) -> str:
        return self.address if self.typed is None else f"{self.address} {self.typed}"


@pytest.fixture(scope="module")
def elm(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), database_of_its_own():
        yield fill()


class Visiting:
    """The owner, who sees all that staff see, and a patient; which views have shown a page."""

    def __init__(self, elm: World) -> None:
        self.staff, self.patient = SignedInClient(), SignedInClient()
        self.staff.force_login(elm.owner)
        self.patient.force_login(elm.patient_user)
        self.large = large_tables()
        self.opened: set[str] = set()
        self.shown: set[str] = set()

    def long_ways_of(self, page: Page) -> list[str]:
        """What reads too much on a page: the page, the query and its plan."""
        found = looked_up_by(lambda: self.open(page), self.look(page))
        return [
            "\n".join([f"{page} takes a long way:", asked.sql, *map(str, plan)])
            for asked, plan in found
            if plan
        ]

    def open(self, page: Page) -> None:
        client = self.patient if page.address.startswith("/my/") else self.staff
        ask = client.get if page.typed is None else client.post
        name = resolve(urlsplit(page.address).path).url_name
        self.opened.add(name)
        if ask(page.address, page.typed).status_code == HTTPStatus.OK:
            self.shown.add(name)

    def look(self, page: Page) -> Look:
        if connection.vendor == "sqlite":
            return partial(takes_too_long, most=page.most)
        return partial(reads_too_much, large=self.large, most=page.most)


def large_tables() -> set[str]:
    """By PostgreSQL's statistics; SQLite's plans do not ask how many rows there are."""
    if connection.vendor == "sqlite":
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= %s", [LARGE]
        )
        return {name for (name,) in cursor.fetchall()}


def takes_too_long(asked: Asked, *, most: int) -> list[str]:
    """SQLite's plan, if it reads a table from end to end, or works as for more than `most` rows."""
    steps = asked.steps()
    if steps <= most * INSTRUCTIONS_A_ROW / 1_000:
        return long_ways(asked)
    return [f"{steps:,} thousand instructions", *long_ways(asked)]


def reads_too_much(asked: Asked, *, large: set[str], most: int) -> list[str]:
    """PostgreSQL's steps, if they read a large table from end to end or too many of its rows."""
    steps = tables_read(asked)
    rows: Counter[str] = Counter()
    for one in steps:
        if one.table in large:
            rows[one.table] += most + 1 if one.how.startswith("Seq Scan") else one.rows
    return [str(one) for one in steps] if max(rows.values(), default=0) > most else []


def pages(elm: World) -> Iterator[Page]:
    buttons = BUTTONS.split()
    for route in [*STAFF_ROUTES, *PORTAL_ROUTES]:
        if ROUTES[route].name not in buttons:
            yield Page(filled_in(route, elm.url_kwargs))
    today = elm.clinic.today()
    said = {
        "slug": elm.clinic.slug,
        "patient": elm.patient.pk,
        "program": elm.program.pk,
        "member": elm.practitioner.pk,
        "line": TrailEntry.objects.for_clinic(elm.clinic)[500].pk,
        "today": today,
        "week_ago": today - timedelta(days=7),
    }
    yield from (Page(one.format(**said)) for one in (*LISTS, *MORE_PAGES))
    yield from (Page("/c/elm/patients/", {"q": words}) for words in SEARCHED)
    yield Page("/c/elm/trail/export/", {"first_day": said["week_ago"], "last_day": today})
    yield from (Page(f"/my/data.{kind}", {}) for kind in ("csv", "json"))


def without(index: str, work: Callable[[], list[str]]) -> list[str]:
    """What `work` finds while an index is away."""
    with transaction.atomic():
        with walls.as_owner(), connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX {index}")
        found = work()
        transaction.set_rollback(True)
    return found


def test_no_page_reads_more_because_there_are_a_million_logs(elm):
    assert Patient.objects.count() >= PATIENTS
    assert SessionLog.objects.count() >= LOGS
    assert TrailEntry.objects.count() >= LOGS
    visiting = Visiting(elm)
    for index, address in DROPPED.items():
        page = Page(address.format(slug=elm.clinic.slug, patient=elm.patient.pk))
        assert without(index, lambda page=page: visiting.long_ways_of(page)), f"{index} is missed"
    found = [way for page in pages(elm) for way in visiting.long_ways_of(page)]
    assert not found, "\n\n".join(found)
    assert visiting.opened - visiting.shown == set(NOT_SHOWN)
