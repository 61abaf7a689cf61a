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
from allauth.account.models import EmailAddress
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic.models import Mail, TrailEntry
from clinic.static_files import whole_sheet
from patients.models import SessionLog
from tests import factories
from tests.conftest import World
from tests.plans import long_ways, looked_up_by

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
    "/c/elm/patients/{patient_id}/trail/",
    "/c/elm/trail/",
    "/c/elm/trail/?kind=clinic.clinic_edited",
    "/c/elm/trail/?kind=deeds&before={line_id}",
    "/c/elm/patients/?show=attention",
]
FIRST_VISIT, NEXT_VISIT = 100_000, 15_000
STYLE_SHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)"')
# SQLite's plans are the same for ten rows and a million. PostgreSQL's follow what is in a table: for
# ten rows any index is as good, so tests/test_growth_plans.py looks there, with a million.
by_sqlites_plans = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="plans by what is there"
)
# Not counted: what begins and ends a transaction, and the one line that telling of a page costs.
FREE = re.compile(r"^(SAVEPOINT|RELEASE|BEGIN|COMMIT)|^INSERT INTO .clinic_trailentry")


def visit(client, elm, page):
    staff, said = elm.owner if "trail" in page else elm.practitioner, elm.url_kwargs
    client.force_login(elm.patient_user if page.startswith("/my/") else staff)
    if "{line_id}" in page:
        client.get("/c/elm/trail/")  # which is told
        said |= {"line_id": TrailEntry.objects.for_clinic(elm.clinic)[0].pk}
    return client.get(page.format(**said))


def queries_of(work):
    with CaptureQueriesContext(connection) as captured:
        work()
    return [query["sql"] for query in captured if not FREE.match(query["sql"])]


@pytest.mark.parametrize(("page", "budget"), PAGES.items())
def test_a_page_asks_within_its_budget(client, elm, page, budget):
    visit(client, elm, page)
    queries = queries_of(lambda: client.get(page.format(**elm.url_kwargs)))
    assert len(queries) <= budget, "\n".join(queries)


def test_a_handout_that_is_kept_asks_within_its_budget(client, elm):
    client.force_login(elm.practitioner)
    page = f"/c/elm/programs/{elm.program.pk}/handout.pdf"
    made = client.get(page)
    again = []
    queries = queries_of(lambda: again.append(client.get(page)))
    assert again[0].content == made.content
    assert len(queries) <= 6, "\n".join(queries)


def test_storing_a_session_asks_within_its_budget(client, elm):
    client.force_login(elm.patient_user)
    (one,) = elm.program.current.phases.get().prescriptions.all()
    typed = {"key": uuid4(), "done_on": elm.clinic.today(), f"{one.pk}-outcome": "done"}
    typed |= {f"{one.pk}-seconds": 90, f"{one.pk}-pressure": 3}
    typed |= {"any_sign": "no", "pain_before": 4, "pain_worst": 5, "pain_after": 3}
    with CaptureQueriesContext(connection) as captured:
        client.post("/my/log/", typed)
    assert SessionLog.objects.count() == 2
    assert len(captured) <= 12, "\n".join(query["sql"] for query in captured)


def test_signing_in_asks_within_its_budget(client, elm):
    """The limits on guessing are counted apart: they are the cache's, which waits for no disk."""
    cache.clear()
    typed = {"login": elm.patient_user.username, "password": "correct horse battery"}
    queries = queries_of(lambda: client.post("/accounts/login/", typed))
    assert "_auth_user_id" in client.session
    assert len([sql for sql in queries if "clinic_cache" not in sql]) <= 20


def test_signing_in_waits_for_the_disk_once(committing, client):
    elm = World("elm")
    user, address = elm.patient_user, "ana@example.org"
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    typed = {"login": user.username, "password": "correct horse battery"}
    with CaptureQueriesContext(connection) as captured:
        client.post("/accounts/login/", typed)
    statements = [query["sql"] for query in captured]
    assert client.get("/my/").status_code == 200
    assert (Mail.objects.count(), TrailEntry.objects.at_the_doors().count()) == (1, 1)
    assert statements.count("COMMIT") == 1, "\n".join(statements)


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
    if name.endswith(".css"):
        found = [entry for finder in finders.get_finders() for entry in finder.list([])]
        content = whole_sheet(name, {path: (storage, path) for path, storage in found}).encode()
    return len(content if name.endswith(".woff2") else gzip.compress(content))


def test_who_has_signed_in_has_the_style_sheet_of_the_program(client, elm):
    before = STYLE_SHEET.findall(client.get("/accounts/login/").content.decode())
    client.force_login(elm.patient_user)
    assert STYLE_SHEET.findall(client.get("/my/").content.decode()) == before
    assert before == ["/static/css/portal.css", "/static/css/contrast.css"]


@by_sqlites_plans
@pytest.mark.parametrize("page", [*PAGES, *MORE_PAGES])
def test_a_page_reads_no_table_from_end_to_end(client, elm, page):
    looked_up = looked_up_by(lambda: visit(client, elm, page), long_ways)
    assert looked_up
    assert [(asked.sql, lines) for asked, lines in looked_up if lines] == []


@by_sqlites_plans
@pytest.mark.parametrize("work", ["noted", "of the clinic"])
def test_a_query_that_reads_a_table_would_be_found(elm, work):
    logs = SessionLog.objects.filter(note="x")
    if work == "of the clinic":
        logs = SessionLog.objects.for_clinic(elm.clinic).filter(note="x").order_by("note")
    ((_asked, lines),) = looked_up_by(lambda: list(logs), long_ways)
    assert lines
