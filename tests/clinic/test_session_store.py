"""A session that says the same is written once."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from clinic.session_store import SessionStore


@pytest.fixture
def session(committing):
    one = SessionStore()
    one["who"] = "ana"
    one.save()
    return one


def written_by(work) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return sum("django_session" in query["sql"] for query in captured)


def test_the_same_is_written_once(session):
    assert written_by(session.save) == 0
    assert SessionStore(session.session_key)["who"] == "ana"


def test_a_new_session_is_written_once_with_all_it_says(committing):
    new = SessionStore()

    def begin() -> None:
        new.create()
        new["who"] = "ana"
        new.save()

    assert written_by(begin) == 1
    assert SessionStore(new.session_key)["who"] == "ana"


def test_a_session_that_is_never_saved_is_nowhere(committing):
    new = SessionStore()
    new.create()
    assert not new.exists(new.session_key)


def test_what_is_new_is_written(session):
    session["who"] = "bo"
    assert written_by(session.save) == 1
    assert SessionStore(session.session_key)["who"] == "bo"


def test_another_key_is_written(session):
    before = session.session_key
    session.cycle_key()
    session.save()
    assert not SessionStore().exists(before)
    assert SessionStore(session.session_key)["who"] == "ana"


def test_what_was_taken_back_is_written_again(session):
    session["who"] = "bo"
    with transaction.atomic():
        session.save()
        transaction.set_rollback(True)
    assert written_by(session.save) == 1
    assert SessionStore(session.session_key)["who"] == "bo"


def test_a_session_that_was_ended_meanwhile_is_not_brought_back(session):
    Session.objects.all().delete()
    session.save()
    assert not Session.objects.exists()
