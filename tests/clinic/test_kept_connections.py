"""A connection to PostgreSQL that is kept between requests is looked at, not asked."""

from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection

from clinic.models import Clinic

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is no server")
LAST_ASKED = "SELECT query FROM pg_stat_activity WHERE pid = %s"


@contextmanager
def somebody_else():
    """Another connection of the same role."""
    with psycopg.connect(**connection.get_connection_params() | {"autocommit": True}) as other:
        yield other


def next_request():
    """What Django does before the first statement of a request."""
    connection.health_check_enabled, connection.health_check_done = True, False
    connection.close_if_health_check_failed()


@pytest.fixture(autouse=True)
def a_kept_connection(committing):
    assert not Clinic.objects.filter(slug="none").exists()
    yield
    connection.close()  # the next test has one that is as others are


def test_one_that_is_there_is_not_asked():
    number = connection.connection.info.backend_pid
    next_request()
    with somebody_else() as other:
        (asked,) = other.execute(LAST_ASKED, [number]).fetchone()
    assert "clinic_clinic" in asked
    assert connection.connection.info.backend_pid == number


def test_one_that_the_server_ended_is_replaced():
    number = connection.connection.info.backend_pid
    with somebody_else() as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
    next_request()
    assert not Clinic.objects.filter(slug="none").exists()
    assert connection.connection.info.backend_pid != number


def test_one_on_which_the_server_only_told_something_is_kept():
    number = connection.connection.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("LISTEN news")
    with somebody_else() as other:
        other.execute("NOTIFY news")
    next_request()
    assert not Clinic.objects.filter(slug="none").exists()
    assert connection.connection.info.backend_pid == number


def test_after_an_error_it_is_asked():
    connection.errors_occurred, connection.close_at = True, None
    number = connection.connection.info.backend_pid
    connection.close_if_unusable_or_obsolete()
    with somebody_else() as other:
        (asked,) = other.execute(LAST_ASKED, [number]).fetchone()
    assert asked == "SELECT 1"
