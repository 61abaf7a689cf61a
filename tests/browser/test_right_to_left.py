"""
Ready for languages that are longer than English, and for those that run from right to left.

Pages are looked at in Spanish as they come; then their words are made a third longer and their
direction is turned, as a language that nobody has translated yet might do.
"""

import pytest
from playwright.sync_api import Page

from tests.browser.app import App
from tests.browser.conftest import NARROW
from tests.browser.looks import choose, cut_off, too_wide

PAGES = {
    "": "/accounts/login/",
    "patient": "/my/ /my/log/ /my/history/ /my/account/ /my/stop/ /my/session/",
    "owner": """
        /c/elm/ /c/elm/patients/ /c/elm/patients/{patient_id}/ /c/elm/programs/{program_id}/
        /c/elm/patients/{patient_id}/screening/ /c/elm/routines/ /c/elm/settings/ /c/elm/trail/
    """,
}
LONGER_AND_TURNED = """() => {
  document.documentElement.dir = "rtl";
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (text.parentElement.closest("script, style, svg, textarea, option")) continue;
    text.data = text.data.replace(/\\p{L}{3,}/gu, (word) => word + word.slice(0, word.length / 3));
  }
}"""


@pytest.mark.parametrize("role", PAGES)
def test_longer_words_and_the_other_direction_fit_a_phone(app: App, visit, role: str) -> None:
    page: Page = visit(role, width=NARROW)
    choose(page, "es", app.url)
    wrong = {}
    for address in PAGES[role].split():
        page.goto(address.format(**app.ids["elm"]))
        assert page.locator("html").get_attribute("lang") == "es", address
        wrong[address] = too_wide(page)
        page.evaluate(LONGER_AND_TURNED)
        wrong[f"{address} turned"] = [*too_wide(page), *cut_off(page)]
    assert {address: found for address, found in wrong.items() if found} == {}
