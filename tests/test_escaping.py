"""
Forty payloads in the texts of everybody's records: shown as they were typed, and never run.

Each round begins with other payloads, so that a field too short for all of them has held one
after the other.
"""

from collections import Counter

import pytest
from django.db import transaction
from django.utils.html import escape

from tests.attackers import EVERY_ROUTE
from tests.canaries import Marks, text_of
from tests.cast import Cast, address
from tests.conftest import World
from tests.payloads import MARKUP, PAYLOADS, dangers_in

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
ROUNDS = 4
SHARE = -(-len(PAYLOADS) // ROUNDS)


class Payloads(Marks):
    """Fills every text with as many payloads as it takes."""

    def __init__(self, turn: int) -> None:
        super().__init__()
        self.turn = turn
        self.rows: Counter[str] = Counter()

    def text_for(self, owner, field):
        # Rows of the same field take turns.
        first = self.turn * SHARE + self.rows[str(field)] % SHARE
        self.rows[str(field)] += 1
        text, number = "", f"-{next(self.numbers)}"
        for payload in PAYLOADS[first:] + PAYLOADS[:first]:
            if len(text) + len(payload) + len(number) <= (field.max_length or 3_000):
                text += payload
        return text + number


@pytest.fixture(scope="module", params=range(ROUNDS))
def cast(request, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield Cast(World, Payloads(request.param))
        transaction.set_rollback(True)


def test_no_page_runs_what_was_typed(cast):
    wrong, pages, shown = [], 0, set()
    for url, person in pages_of(cast):
        response = person.client.get(url)
        if response.get("Content-Type", "").startswith("text/html"):
            page = response.content.decode()
            pages += 1
            wrong += [f"{url}: {danger}" for danger in dangers_in(page, PAYLOADS)]
            shown |= {one for one in MARKUP if escape(one) in page}
    assert not wrong, "\n".join(wrong[:20])
    assert pages >= 40
    assert len(shown) == len(MARKUP), set(MARKUP) - shown


def pages_of(cast):
    for route in EVERY_ROUTE:
        if not route.endswith((".pdf", ".png")) and not route.startswith("accounts/"):
            scenes = cast.scenes if "program" in route else cast.scenes[:1]
            for url in dict.fromkeys(address(route, scene) for scene in scenes):
                yield from ((url, person) for person in cast.eyes(route))


def test_paper_shows_what_was_typed_and_runs_nothing(cast):
    owner = cast.person("owner")
    response = owner.client.get(f"/c/elm/programs/{cast.elm.program.pk}/handout.pdf")
    assert response["Content-Type"] == "application/pdf"
    for name in (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"evil."):
        assert name not in response.content
    told = text_of(response).replace(" ", "")
    assert sum(one.replace(" ", "") in told for one in MARKUP) >= 3
