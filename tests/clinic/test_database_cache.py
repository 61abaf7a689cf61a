"""The cache in the database: what Django's does, in fewer statements."""

from datetime import timedelta

import pytest
from django.core.cache import cache, caches
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clinic import database_cache

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(monkeypatch):
    """A clock that a test sets forward."""

    def forward(seconds):
        then = timezone.now() + timedelta(seconds=seconds)
        monkeypatch.setattr(timezone, "now", lambda: then)

    return forward


@pytest.mark.parametrize("value", [True, None, 0, 1764.25, "ä", [1.5, 2], {"a": [None]}])
def test_a_value_is_found_as_it_was(value):
    cache.set("one", value, 60)
    assert cache.get("one", "nothing") == value


def test_what_is_there_is_not_added_again():
    assert cache.add("one", 1, 60)
    assert not cache.add("one", 2, 60)
    assert cache.get("one") == 1


def test_what_is_over_is_not_there_and_may_be_added_anew(later):
    cache.set("one", 1, 60)
    later(62)
    assert cache.get("one") is None
    assert cache.add("one", 2, 600)
    assert cache.get("one") == 2


def test_it_holds_for_its_whole_time(later):
    cache.set("one", 1, 60)
    later(59)
    assert cache.get("one") == 1
    assert not cache.add("one", 2, 60)


def test_what_is_set_again_is_new():
    cache.set("one", 1, 60)
    cache.set("one", 2, 60)
    assert cache.get_many(["one", "two"]) == {"one": 2}
    assert cache.get_many([]) == {}


def test_what_is_deleted_is_gone():
    cache.set_many({"one": 1, "two": 2}, 60)
    assert cache.delete("one")
    assert not cache.delete("one")
    cache.delete_many(["two", "three"])
    assert cache.get_many(["one", "two"]) == {}


def test_it_may_last_for_good_or_not_at_all():
    cache.set("one", 1, None)
    cache.set("two", 1, 0)
    assert cache.get_many(["one", "two"]) == {"one": 1}


def test_its_time_may_be_put_off(later):
    cache.set("one", 1, 60)
    assert cache.touch("one", 600)
    later(300)
    assert cache.get("one") == 1


@pytest.mark.parametrize(
    "work",
    [
        lambda: cache.set("one", 1),
        lambda: cache.add("one", 1),
        lambda: cache.get("one"),
        lambda: cache.delete("one"),
    ],
)
def test_each_is_one_statement(work, monkeypatch):
    monkeypatch.setattr(caches["default"], "_writes", 0)
    with CaptureQueriesContext(connection) as captured:
        work()
    assert len(captured) == 1


def test_there_is_an_end_to_what_it_holds(monkeypatch, later):
    monkeypatch.setattr(caches["default"], "_max_entries", 10)
    monkeypatch.setattr(database_cache, "COUNTED_EVERY", 5)
    for number in range(30):
        cache.set(f"old-{number}", number, 60)
    later(120)
    for number in range(5):
        cache.set(f"new-{number}", number, 600)
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM clinic_cache")
        assert cursor.fetchone()[0] <= 10 + 4


def test_only_data_is_kept():
    with pytest.raises(TypeError):
        cache.set("one", ImproperlyConfigured(), 60)
