"""A usual session is logged in few taps, with nothing to type, on the smallest phones."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.looks import height, too_wide

PAINS = {"Pain before": "4", "Worst pain during": "5", "Pain after": "3"}
SIGNS = "Did you notice any warning sign?"
MOST_TAPS = 9
ROUTINES = 2
TALLEST = 2_700


class Finger:
    """Taps, and counts."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, target: Locator) -> None:
        target.tap(force=True)
        self.taps += 1


def answer(page: Page, question: str, answer: str) -> Locator:
    group = page.get_by_role("group", name=question, exact=True)
    return group.get_by_role("radio", name=answer, exact=True)


def log_usual(page: Page, finger: Finger) -> None:
    finger.tap(answer(page, SIGNS, "No, none"))
    for routine in page.locator("fieldset", has=page.get_by_label("Done in part")).all():
        finger.tap(routine.get_by_label("Done", exact=True))
    for question, number in PAINS.items():
        finger.tap(answer(page, question, number))
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


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_the_signs_are_one_tap_away_and_a_ticked_one_stays_in_sight(app, visit, javascript):
    page = visit(app.patients("oak")[2], clinic="oak", width=360, javascript=javascript)
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto("/my/log/")
    assert height(page) <= TALLEST
    emergency = page.get_by_label("Your leg is newly weak, or it gives way.")
    expect(emergency).to_be_hidden()
    expect(page.get_by_text("A leg that is newly weak or gives way")).to_be_visible()
    answer(page, SIGNS, "Yes, show me").tap(force=True)
    emergency.tap()
    answer(page, SIGNS, "No, none").tap(force=True)
    expect(emergency).to_be_visible()
    emergency.tap()
    expect(emergency).to_be_hidden()
