"""With REDIS_URL, limits and one-time codes are counted in Redis, and nothing there is code."""

import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.test import override_settings as overriding

from clinic import readiness, redis_cache
from clinic.redis_cache import CacheAway, Json
from tests.clients import SignedInClient
from tests.clinic.test_sign_in_limits import attempt
from tests.redis_server import NO_REDIS, PROGRAM, running_redis
from tests.second_factors import code_now, set_up_app

pytestmark = pytest.mark.skipif(PROGRAM is None, reason=NO_REDIS)
ROOT = Path(__file__).resolve().parents[2]


def in_redis(url: str) -> dict[str, object]:
    cache = {"BACKEND": "clinic.redis_cache.SharedCache", "LOCATION": url}
    return {"CACHES": {"default": cache}, "REDIS_URL": url}


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with running_redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def cache(url):
    with overriding(**in_redis(url)):
        caches["default"].clear()
        yield caches["default"]


def test_values_are_found_again_as_they_were(cache):
    for value in (True, 7, "y", [1764.25, 3.5], None, {"a": [1]}):
        cache.set("one", value, 60)
        assert cache.get("one", "nothing") == value
    assert (cache.add("two", True, 60), cache.add("two", True, 60)) == (True, False)


def test_what_is_not_data_is_never_run(cache):
    with pytest.raises(TypeError):
        cache.set("one", object(), 60)
    with pytest.raises(UnicodeDecodeError):
        Json().loads(pickle.dumps(print))


def test_of_20_wrong_passwords_five_are_looked_at(cache, elm):
    for number in range(20):
        attempt("ana-elm", f"wrong password {number}", address="198.51.100.66")
    assert not attempt("ana-elm", address="198.51.100.66")
    assert attempt("ana-elm", address="192.0.2.10")
    assert len(cache._cache.get_client().keys("*login_failed*")) > 1


def test_a_code_counts_once(cache, elm):
    set_up_app(elm.owner)
    code = code_now()
    answers = []
    for browser in (SignedInClient(), SignedInClient()):
        assert attempt(elm.owner.username, client=browser)
        browser.post("/accounts/2fa/authenticate/", {"code": code})
        answers.append("_auth_user_id" in browser.session)
    assert answers == [True, False]


def test_without_redis_people_are_told_to_wait(db, tmp_path):
    with overriding(**in_redis(f"unix://{tmp_path}/nobody.sock")):
        with pytest.raises(CacheAway, match="ConnectionError"):
            caches["default"].get("one")
        answer = Client(raise_request_exception=False).post(
            "/accounts/login/", {"login": "ana", "password": "correct horse battery"}
        )
        assert (answer.status_code, answer["Retry-After"]) == (503, "10")
        assert readiness.problems()["cache"] == "CacheAway"
        redis_cache.check_at_start()


def test_a_redis_that_forgets_is_refused_and_told(db, tmp_path):
    with running_redis(tmp_path, "allkeys-lru") as forgetful, overriding(**in_redis(forgetful)):
        assert "noeviction" in readiness.problems()["cache"]
        redis_cache.check_at_start()
        with (
            overriding(HTTPS=True),
            pytest.raises(ImproperlyConfigured, match=r"when it is full \(allkeys-lru\)"),
        ):
            redis_cache.check_at_start()


def test_a_redis_that_keeps_all_is_taken(cache, db):
    assert readiness.problems()["cache"] == ""
    with overriding(HTTPS=True):
        redis_cache.check_at_start()


def test_who_has_no_redis_does_not_load_it():
    told = "import sys, clinic.wsgi; print('redis' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.strip() == b"False"
