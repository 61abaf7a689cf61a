"""A usual session is logged in few taps, with nothing to type, on the smallest phones."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.looks import too_wide

PAINS = {"Pain before": "4", "Worst pain during": "5", "Pain after": "3"}
MOST_TAPS = 8
ROUTINES = 2


class Finger:
    """Taps, and counts."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, target: Locator) -> None:
        target.tap(force=True)
        self.taps += 1


def log_usual(page: Page, finger: Finger) -> None:
    for routine in page.locator("fieldset", has=page.get_by_label("Done in part")).all():
        finger.tap(routine.get_by_label("Done", exact=True))
    for question, answer in PAINS.items():
        group = page.get_by_role("group", name=question, exact=True)
        finger.tap(group.get_by_role("radio", name=answer, exact=True))
    finger.tap(page.get_by_role("button", name="Save this session"))


@pytest.mark.parametrize(("width", "day"), [(360, "Today"), (390, "Yesterday")])
def test_a_usual_session_takes_few_taps(app, visit, width, day):
    page = visit(app.patients("oak")[2], clinic="oak", width=width)
    finger = Finger()
    page.goto("/my/")
    finger.tap(page.get_by_role("link", name="Log a session").first)
    page.wait_for_url("**/my/log/")
    assert too_wide(page) == []
    if day != "Today":
        finger.tap(page.get_by_role("link", name=day))
        page.wait_for_url("**/my/log/?day=*")
    log_usual(page, finger)
    expect(page.get_by_role("heading", level=1)).to_have_text("Saved. Thank you.")
    assert finger.taps <= MOST_TAPS
