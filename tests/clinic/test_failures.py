"""What passes by itself is answered 503, with what was sent; nothing of it is a bug's page."""

import errno
import sqlite3
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError, IntegrityError, InternalError, OperationalError, connection
from django.test import RequestFactory

from clinic.failures import MOVED, status_of
from clinic.models import Clinic
from clinic.views.errors import server_error
from patients.models import Prescription, SessionLog
from tests.clients import SignedInClient
from tests.conftest import World
from tests.walls import be_owner

OURS = {"HTTP_ORIGIN": "http://testserver"}


class ReadOnly(Exception):
    sqlstate = "25006"


def raised(error, cause=None):
    with pytest.raises(type(error)) as caught:
        raise error from cause
    return caught.value


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("database is locked"), 503),
        (raised(InternalError(), ReadOnly()), 503),
        (raised(DataError(), OperationalError()), 503),
        (OSError(errno.ENOSPC, "No space left on device"), 503),
        (OSError(errno.EROFS, "Read-only file system"), 503),
        (raised(IntegrityError(), sqlite3.IntegrityError(MOVED)), 503),
        (raised(IntegrityError(), sqlite3.IntegrityError("a trail is append-only")), 500),
        (FileNotFoundError(errno.ENOENT, "gone"), 500),
        (InternalError(), 500),
        (raised(ValueError(), OperationalError()), 500),
        (ValueError(), 500),
        (None, 500),
    ],
)
def test_what_passes_is_told_from_what_is_our_fault(error, status):
    assert status_of(error) == status


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "status"), [({"slug": "elm"}, 409), ({"slug": "ash", "idle_minutes": 1}, 500)]
)
def test_the_same_saved_twice_is_nobodys_fault(elm, wrong, status):
    with pytest.raises(IntegrityError) as failed:
        Clinic.objects.create(name="Another", phone="1", **wrong)
    assert status_of(failed.value) == status


def answer_to(request, error):
    try:
        raise error
    except (OperationalError, OSError):
        return server_error(request)


@pytest.mark.parametrize("error", [OperationalError("Ana"), OSError(errno.ENOSPC, "Ana")])
def test_what_was_sent_is_kept_in_the_page(error):
    typed = {"note": "<b>Worse\nat night", "password": "secret", "csrfmiddlewaretoken": "x"}
    logo = SimpleUploadedFile("a.png", b"png")
    request = RequestFactory().post("/my/log/?day=1", typed | {"logo": logo}, **OURS)
    page = answer_to(request, error)
    said = page.content.decode()
    assert (page.status_code, page["Retry-After"]) == (503, "10")
    assert "&lt;b&gt;Worse\nat night</textarea>" in said
    assert '<form method="post" action="/my/log/?day=1">' in said
    assert "csrfmiddlewaretoken" in said
    assert "choose it again" in said
    assert "secret" not in said
    assert "Ana" not in said


@pytest.mark.parametrize("sent_by", [{}, {"HTTP_ORIGIN": "https://evil.example"}])
def test_what_another_site_sent_is_not_shown(sent_by):
    request = RequestFactory().post("/my/log/", {"note": "click me"}, **sent_by)
    page = answer_to(request, OperationalError())
    assert page.status_code == 503
    assert b"click me" not in page.content


def fill_the_disk():
    """SQLite may have no further page; PostgreSQL ends the line to us."""
    be_owner()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        else:
            with pytest.raises(OperationalError):
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


def mend():
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    else:
        connection.close()


def test_a_session_sent_without_room_for_it_is_stored_once_there_is(committing):
    elm = World("elm")
    client = SignedInClient(raise_request_exception=False)
    client.force_login(elm.patient_user)
    done = Prescription.objects.filter(phase__version=elm.program.current)
    typed = {f"{one.pk}-outcome": "skipped" for one in done}
    typed |= {"done_on": elm.clinic.today().isoformat(), "note": "It hurts. " * 190}
    typed["any_sign"] = "no"
    before = SessionLog.objects.count()
    fill_the_disk()
    try:
        stored, key = until_there_is_no_room(client, typed)
        again = client.post("/my/log/", typed | {"key": key}, **OURS)
    finally:
        mend()
    assert again.status_code == 503
    assert "It hurts." in again.text
    assert SessionLog.objects.count() == before + stored
    for _twice in range(2):
        assert client.post("/my/log/", typed | {"key": key}, **OURS).status_code == 302
    assert SessionLog.objects.count() == before + stored + 1


def until_there_is_no_room(client, typed):
    """How many sessions are stored before one is not, and the key of that one."""
    for stored in range(50):
        key = str(uuid4())
        answer = client.post("/my/log/", typed | {"key": key}, **OURS)
        if answer.status_code != 302:
            return stored, key
    raise AssertionError("there is room for ever")
