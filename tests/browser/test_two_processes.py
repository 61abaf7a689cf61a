"""Two processes that share nothing but PostgreSQL and Redis serve as one, behind the proxy."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.app import sign_in
from tests.browser.two import PASSWORD, Two, running_two
from tests.one_time_codes import Codes, code_at
from tests.redis_server import PROGRAM

APP, OWNER = os.environ.get("TWO_DATABASE_URL"), os.environ.get("TWO_MIGRATION_DATABASE_URL")
pytestmark = pytest.mark.skipif(
    not (APP and OWNER and PROGRAM and shutil.which("caddy")),
    reason="needs PostgreSQL by TWO_DATABASE_URL, redis-server and caddy; script/test has them",
)
SIGN_IN, SECOND_STEP = "/accounts/login/", "/accounts/2fa/authenticate/"
TOO_MANY = "Too many tries."
ASKED_EVERY = 1.0  # seconds, as deploy/Caddyfile has it


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory, demo: Path) -> Iterator[Two]:
    folder = tmp_path_factory.mktemp("two")
    with running_two(folder, demo / "static", str(APP), str(OWNER)) as two:
        yield two


def test_a_code_used_on_one_is_refused_on_the_other(two):
    who = two.people[1]
    visitors = [two.at(0), two.at(1)]
    for visitor in visitors:
        status, _page = visitor.post(SIGN_IN, login=who["login"], password=PASSWORD)
        assert status == 302
    codes = Codes(who["secret"])
    while True:
        code = codes.next()
        answers = [visitor.post(SECOND_STEP, code=code) for visitor in visitors]
        if code == code_at(who["secret"], time.time()):  # else it was refused for its age
            break
    assert [status for status, _page in answers] == [302, 200]
    assert "This code is not right" in answers[1][1]
    assert [visitor.get(f"/c/{who['clinic']}/")[0] for visitor in visitors] == [200, 302]


def test_tries_are_counted_together_by_the_address_that_the_proxy_saw(two):
    before = [two.counted(which, "account_login") for which in (0, 1)]
    refused = []
    for number in range(7):
        visitor = two.at_the_door(**{"X-Forwarded-For": f"198.51.100.{number}"})
        _status, page = visitor.post(SIGN_IN, login="somebody", password=f"wrong one {number}")
        refused.append(TOO_MANY in page)
    assert refused == [False] * 5 + [True] * 2
    after = [two.counted(which, "account_login") for which in (0, 1)]
    assert all(later > earlier for later, earlier in zip(after, before, strict=True))
    elsewhere = two.at(0, **{"X-Forwarded-For": "198.51.100.9"})
    status, page = elsewhere.post(SIGN_IN, login="somebody", password="wrong once more")
    assert (status, TOO_MANY in page) == (200, False)


def test_what_is_for_watchmen_is_not_told_outside(two):
    for path in ("/metrics", "/readyz"):
        assert two.at_the_door(Authorization="Bearer a token of the tests").get(path)[0] == 404
    assert two.at(1).get("/readyz")[0] == 200


def test_a_session_goes_on_where_one_process_is_killed(two: Two, browser: Browser, watch):
    who = two.people[0]
    context = browser.new_context(base_url=f"https://{two.host}", ignore_https_errors=True)
    watch.over(context)
    page = context.new_page()
    sign_in(page, who["login"], PASSWORD, who["secret"])
    patients = f"/c/{who['clinic']}/patients/"
    page.goto(patients)
    cookies = {one["name"]: one["value"] for one in context.cookies()}
    for which in (0, 1):
        visitor = two.at(which)
        visitor.cookies |= cookies
        assert visitor.get(patients)[0] == 200
    two.kill(0)
    for _ in range(4):
        page.goto(patients)
    time.sleep(2 * ASKED_EVERY)  # what is typed is not sent twice: the proxy has to know by now
    page.goto(f"{patients}new/")
    for label, said in {
        "Given names": "Ana",
        "Family name": "Example",
        "Date of birth": "14 Mar 1961",
    }.items():
        page.get_by_label(label).fill(said)
    page.get_by_role("button", name="Add", exact=False).last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ana Example")
    context.close()
    for _ in range(4):  # taken in turns: each would meet the one that is away
        assert two.at_the_door().post(SIGN_IN, login="nobody", password="wrong")[0] == 200
