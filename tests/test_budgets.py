"""
What the main pages may cost: queries, bytes, and how they find their rows.

That queries do not grow with the rows shown is tested with each page; what takes a clock is
measured by script/bench. Bytes are as a browser gets them.
"""

import gzip
import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from patients.models import SessionLog
from tests import factories

PAGES = {
    "/c/elm/patients/": 8,
    "/c/elm/patients/{patient_id}/": 12,
    "/c/elm/": 10,
    "/my/": 8,
    "/my/session/": 8,
    "/my/session/3/": 8,
}
MORE_PAGES = [
    "/my/history/",
    "/my/log/",
    "/my/session/end/",
    "/my/session/stop/",
    "/c/elm/programs/{program_id}/",
    "/c/elm/programs/{program_id}/sessions/new/",
    "/c/elm/sessions/{session_log_id}/",
]
FIRST_VISIT, NEXT_VISIT = 100_000, 15_000
# Not counted: what begins and ends a transaction, and the one line that telling of a page costs.
FREE = re.compile(r"^(SAVEPOINT|RELEASE|BEGIN|COMMIT)|^INSERT INTO .clinic_trailentry")
# Tables that get longer every day, and the index that leads to their newest rows alone.
GROWING = (
    "patients_sessionlog",
    "patients_sessionlogitem",
    "patients_prescription",
    "patients_guidedsession",
    "clinic_trail",
)
NEWEST = "patients_sessionlog_newest"


def visit(client, elm, page):
    client.force_login(elm.patient_user if page.startswith("/my/") else elm.practitioner)
    return client.get(page.format(**elm.url_kwargs))


def queries_of(work):
    with CaptureQueriesContext(connection) as captured:
        work()
    return [query["sql"] for query in captured if not FREE.match(query["sql"])]


@pytest.mark.parametrize(("page", "budget"), PAGES.items())
def test_a_page_asks_within_its_budget(client, elm, page, budget):
    visit(client, elm, page)
    queries = queries_of(lambda: client.get(page.format(**elm.url_kwargs)))
    assert len(queries) <= budget, "\n".join(queries)


def test_storing_a_session_asks_within_its_budget(client, elm):
    client.force_login(elm.patient_user)
    (one,) = elm.program.current.phases.get().prescriptions.all()
    typed = {"key": uuid4(), "done_on": elm.clinic.today(), f"{one.pk}-outcome": "done"}
    typed |= {f"{one.pk}-seconds": 90, f"{one.pk}-pressure": 3}
    typed |= {"pain_before": 4, "pain_worst": 5, "pain_after": 3}
    with CaptureQueriesContext(connection) as captured:
        client.post("/my/log/", typed)
    assert SessionLog.objects.count() == 2
    assert len(captured) <= 14


def test_signing_in_asks_within_its_budget(client, elm):
    """The limits on guessing are counted apart: they are the cache's, which waits for no disk."""
    cache.clear()
    typed = {"login": elm.patient_user.username, "password": "correct horse battery"}
    queries = queries_of(lambda: client.post("/accounts/login/", typed))
    assert "_auth_user_id" in client.session
    assert len([sql for sql in queries if "clinic_cache" not in sql]) <= 20


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_light(client, elm, page):
    for number in range(60):
        factories.make_patient(elm.clinic, family_name=f"Ng{number}", own_number=str(number))
    html = visit(client, elm, page).content
    names = set(re.findall(r'(?:src|href)="/static/([^"]+)"', html.decode()))
    names |= {"fonts/atkinson-regular.woff2", "fonts/atkinson-bold.woff2"}
    weight = len(gzip.compress(html))
    assert weight <= NEXT_VISIT
    assert weight + sum(map(bytes_of, names)) <= FIRST_VISIT


def bytes_of(name):
    content = Path(finders.find(name)).read_bytes()
    return len(content if name.endswith(".woff2") else gzip.compress(content))


@pytest.mark.parametrize("page", [*PAGES, *MORE_PAGES])
def test_a_page_reads_no_table_from_end_to_end(client, elm, page):
    """By the plans of SQLite, which without statistics are the same for ten rows and a million."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by how many rows there are")
    asked = []

    def note(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        assert visit(client, elm, page).status_code == 200
    selects = [(sql, params) for sql, params in asked if sql.startswith("SELECT")]
    assert [
        sql for sql, params in selects for line in plan(sql, params) if is_long(line, sql)
    ] == []


def plan(sql, params):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        return [row[3] for row in cursor.fetchall()]


def is_long(line, sql):
    """Whether a line of a plan reads a whole table, or all that a clinic has in a growing one."""
    if line.startswith("SCAN"):
        return "SCAN (subquery" not in line and "CONSTANT ROW" not in line
    if not line.endswith("(clinic_id=?)") or (f" {NEWEST} " in line and "LIMIT" in sql):
        return False
    return any(f" INDEX {table}" in line for table in GROWING)
