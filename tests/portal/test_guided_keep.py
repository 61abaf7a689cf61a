import re

import pytest

from clinic.models import TrailEntry
from patients.models import GuidedSession

URL = "/my/session/keep/"


@pytest.fixture
def own(client, elm):
    client.force_login(elm.patient_user)
    return client


@pytest.fixture
def key(elm):
    return f"{elm.program.current.phases.get().prescriptions.get().pk}-1"


def now(elm):
    return GuidedSession.objects.get(pk=elm.guided_session.pk)


def turn_of(page):
    """What a page is named by, as its script reads it."""
    (turn,) = re.findall(r'data-turn="(\d+)"', page.content.decode())
    return turn


def test_a_running_timer_keeps_what_it_has(own, elm, key):
    response = own.post(URL, {"screen": "3", "held": "20", "turn": "1700000000000000"})
    assert (response.status_code, response.content) == (204, b"")
    assert (now(elm).held, now(elm).turn, now(elm).position) == ({key: 20}, "1700000000000000", 1)


def test_it_shows_nothing_so_the_trail_does_not_tell_of_it(own):
    own.post(URL, {"screen": "3", "held": "20"})
    assert not TrailEntry.objects.filter(action="patients.own_page_opened").exists()


def test_late_news_takes_no_time_away(own, elm, key):
    for held in ("30", "10"):
        own.post(URL, {"screen": "3", "held": held})
    assert now(elm).held == {key: 30}


def test_the_older_of_two_pages_hears_of_the_newer_and_its_time_counts(own, elm, key):
    old, new = (turn_of(own.get("/my/session/3/")) for _page in range(2))
    own.post(URL, {"screen": "3", "turn": old, "held": "5"})
    own.post(URL, {"screen": "3", "turn": new, "held": "5"})
    assert own.post(URL, {"screen": "3", "turn": old, "held": "25"}).status_code == 409
    assert own.post(URL, {"screen": "3", "turn": new, "held": "9"}).status_code == 204
    assert now(elm).held == {key: 25}


def test_after_the_end_it_says_so(own, elm):
    own.post("/my/session/leave/")
    assert own.post(URL, {"screen": "3", "held": "20"}).status_code == 410
    assert now(elm).held == {}


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"screen": "0"},
        {"screen": "²"},
        {"screen": "9" * 5000},
        {"screen": "3", "held": "x"},
        {"screen": "3", "held": "-5"},
        {"screen": "3", "turn": "x" * 37},
    ],
)
def test_what_it_cannot_read_it_refuses(own, elm, typed):
    assert own.post(URL, typed).status_code == 400
    assert now(elm).held == {}


def test_opening_it_is_no_use(own):
    assert own.get(URL).status_code == 405
