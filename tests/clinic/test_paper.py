"""The press, from outside: what it opens, what ends it, what it never does twice."""

import os
import resource
import socket
import subprocess
import sys
import threading
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from clinic import paper
from clinic.models import RenderedPaper
from clinic.models.paper import KEPT_DAYS

pytestmark = pytest.mark.any_database
PAGE = '<html lang="en"><title>A page</title><body class="ho ho--a4"><h1>One</h1>{}</body></html>'
DRAWING = '<img src="asset:drawings/back-soft-ball-1-left.svg" alt="A drawing">'


@pytest.fixture
def press():
    press = paper.Press()
    yield press
    press.stop()


@pytest.fixture
def _quick_limits(monkeypatch):
    monkeypatch.setattr(paper, "PROCESSOR_SECONDS", 1)


def test_html_becomes_tagged_pdf():
    pdf = PdfReader(BytesIO(paper.press.print(PAGE.format(DRAWING))))
    assert pdf.metadata.title == "A page"
    assert pdf.trailer["/Root"]["/Lang"] == "en"
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
    assert b'pdfuaid:part="1"' in pdf.trailer["/Root"]["/Metadata"].get_data()


def test_the_same_page_is_the_same_bytes_in_another_press(press):
    page = PAGE.format(DRAWING)
    first = paper.press.print(page)
    assert first == paper.press.print(page)
    assert first == press.print(page)
    assert b"CreationDate" not in first


def test_nothing_outside_is_opened():
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.5)
    outside = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
    secrets = ["file:///etc/passwd", outside, "asset:../clinic/settings.py", "/etc/passwd"]
    asked = "".join(
        f'<link rel="attachment" href="{one}"><link rel="stylesheet" href="{one}">'
        f'<img src="{one}" alt="x"><object data="{one}"></object>'
        f'<style>@import "{one}"; @font-face {{ font-family: x; src: url("{one}") }} '
        f'p {{ background: url("{one}"); font-family: x }}</style>'
        f'<svg xmlns="http://www.w3.org/2000/svg"><title>x</title><image href="{one}"/></svg>'
        for one in secrets
    )
    pdf = paper.press.print(PAGE.format(f"<p>Still here</p>{asked}"))
    with pytest.raises(TimeoutError):
        listener.accept()
    listener.close()
    reader = PdfReader(BytesIO(pdf))
    assert "Still here" in reader.pages[0].extract_text()
    assert not reader.attachments
    assert b"root:" not in b"".join(
        obj.get_data() for page in reader.pages for obj in [page.get_contents()]
    )


def test_the_press_holds_no_secret(press, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for the press")
    monkeypatch.setenv("DATABASE_URL", "postgres://not:for@the/press")
    press.start()
    with open(f"/proc/{press._process.pid}/environ", "rb") as environment:
        held = environment.read()
    assert b"SECRET_KEY" not in held
    assert b"DATABASE_URL" not in held


def test_the_press_is_limited(press):
    press.print(PAGE.format(""))
    limits = {
        name: resource.prlimit(press._process.pid, name)[0]
        for name in (resource.RLIMIT_AS, resource.RLIMIT_NOFILE, resource.RLIMIT_CORE)
    }
    assert limits == {
        resource.RLIMIT_AS: 1 << 30,
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_CORE: 0,
    }
    assert resource.prlimit(press._process.pid, resource.RLIMIT_CPU)[0] < 60


def test_it_prints_where_processor_time_is_limited_already(press):
    press.start()
    resource.prlimit(press._process.pid, resource.RLIMIT_CPU, (600, 600))
    assert press.print(PAGE.format("")).startswith(b"%PDF")


BOMBS = {
    "a long table": "<table>" + "<tr><td>x<td>y<td>z" * 20_000 + "</table>",
    "columns": '<div style="columns: 50">' + "word " * 60_000 + "</div>",
    "nesting": "<div>" * 3_000 + "x",
}


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.usefixtures("_quick_limits")
def test_a_page_that_takes_too_much_is_stopped(press, bomb):
    with pytest.raises(paper.TooMuch):
        press.print(PAGE.format(BOMBS[bomb]))
    assert press.print(PAGE.format("<p>Next</p>")).startswith(b"%PDF")


@pytest.mark.django_db
def test_pages_answer_while_a_bomb_is_on_the_press(press, client, monkeypatch):
    monkeypatch.setattr(paper, "PROCESSOR_SECONDS", 3)
    stopped = []

    def burn():
        try:
            press.print(PAGE.format(BOMBS["columns"]))
        except paper.TooMuch as error:
            stopped.append(error)

    client.get("/accounts/login/")
    bomb = threading.Thread(target=burn)
    bomb.start()
    answered = 0
    while bomb.is_alive():
        assert client.get("/accounts/login/").status_code == 200
        answered += bomb.is_alive()
    assert stopped
    assert answered >= 10


def test_a_press_that_was_killed_is_replaced(press):
    press.print(PAGE.format(""))
    press._process.kill()
    press._process.wait()
    assert press.print(PAGE.format("")).startswith(b"%PDF")


def test_a_press_ends_with_its_worker():
    code = (
        "import django, os; django.setup(); from clinic import paper; paper.press.start();"
        "print(paper.press._process.pid, flush=True); os._exit(0)"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    worker = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    press_id = int(worker.stdout)
    gone = threading.Event()
    for _ in range(100):
        try:
            with open(f"/proc/{press_id}/stat") as stat:
                if stat.read().split()[2] == "Z":
                    break
        except FileNotFoundError:
            break
        gone.wait(0.1)
    else:
        pytest.fail("the press goes on without its worker")


def test_the_web_worker_never_loads_the_engine():
    code = (
        "import sys, django; django.setup(); import clinic.urls, clinic.paper;"
        "clinic.paper.press.print('<html lang=en><title>x</title>x');"
        "assert 'weasyprint' not in sys.modules"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)


@pytest.fixture
def counted(monkeypatch):
    printed = []
    really = paper.press.print

    def count(html):
        printed.append(html)
        return really(html)

    monkeypatch.setattr(paper.press, "print", count)
    return printed


@pytest.mark.django_db
def test_a_content_is_rendered_once(counted):
    page = PAGE.format("<p>Once</p>")
    first = paper.pdf_of(page, label="one")
    assert paper.pdf_of(page, label="two") == first
    assert paper.kept("two") == first
    assert paper.kept("one") is None
    assert len(counted) == 1
    assert RenderedPaper.objects.count() == 1


@pytest.mark.django_db
def test_old_paper_is_thrown_away(monkeypatch):
    monkeypatch.setattr("clinic.models.paper.KEPT_AT_MOST", 2)
    now = timezone.now()
    ages = {"old": timedelta(days=KEPT_DAYS + 1), "third": timedelta(2), "second": timedelta(1)}
    for digest, age in (ages | {"new": timedelta(0)}).items():
        RenderedPaper.objects.create(digest=digest, label=digest, pdf=b"x", made_at=now - age)
    RenderedPaper.objects.outdated().delete()
    assert set(RenderedPaper.objects.values_list("digest", flat=True)) == {"second", "new"}


@pytest.mark.django_db
def test_who_waits_too_long_is_told_to_come_back(monkeypatch):
    monkeypatch.setattr(paper, "QUEUE_SECONDS", 0.1)
    page = PAGE.format("<p>Busy</p>")
    with paper._turn(paper.digest_of(paper.look(), page)), pytest.raises(paper.Busy):
        paper.pdf_of(page)
