"""The staff's part of the main job with Tab, Enter, Space and the arrows; focus always in sight."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.steps import Presses, add_patient, read_pdf

HANDS = "Hands-first check and belly breathing"
# What shows the focus may be the field or what stands for it: its label, or the words beside it.
FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const shown = [one, one.nextElementSibling, one.closest("label")].some((part) => {
    const style = part && getComputedStyle(part);
    return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const box = (one.closest("label") ?? one).getBoundingClientRect();
  const inSight = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return { shown, inSight, html: one.outerHTML.slice(0, 140) };
}"""
STOPS = 900


class Keyboard:
    """A person without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def tab(self) -> dict | None:
        """One stop further; None where the page ends."""
        self.page.keyboard.press("Tab")
        stop = self.page.evaluate(FOCUS)
        if stop is not None:
            assert stop["shown"], f"the focus cannot be seen: {stop['html']}"
            assert stop["inSight"], f"the focus is out of sight: {stop['html']}"
        return stop

    def go_to(self, target: Locator) -> None:
        target.wait_for(state="attached")
        for _ in range(STOPS):
            if target.evaluate("one => one === document.activeElement"):
                return
            self.tab()
        raise AssertionError(f"Tab never comes to {target}")

    def press(self, target: Locator, key: str = "Enter") -> None:
        self.go_to(target)
        self.page.keyboard.press(key)


def test_screened_assigned_and_printed(visit):
    page = visit("practitioner")
    add_patient(page, "Tab", "Key")
    keyboard = Keyboard(page)
    keyboard.press(page.get_by_role("link", name="Screen now").first)
    page.wait_for_url("**/screening/")
    for none in page.get_by_label("None of these").all():
        keyboard.press(none, "Space")
    keyboard.press(page.get_by_role("button", name="Save the screening"))
    keyboard.press(page.get_by_role("link", name="Assign a program").first)
    page.wait_for_url("**/programs/new/")

    keyboard.go_to(page.get_by_role("radio", name="Left only"))
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Right only")).to_be_checked()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("radio", name="Left only")).to_be_checked()
    keyboard.press(page.get_by_role("button", name="Start this plan: 8-week plan"))
    keyboard.press(page.get_by_role("link", name="Edit the draft").first)
    page.wait_for_url("**/edit/")

    if page.locator("#p0").get_attribute("open") is None:
        keyboard.press(page.locator("#p0 summary").first)
    routine = page.locator("#p0").get_by_role("region", name=HANDS, exact=True)
    hold = routine.get_by_label("Hold, seconds").first
    keyboard.go_to(hold)
    page.keyboard.press("Control+A")
    page.keyboard.type("35")
    keyboard.go_to(routine.get_by_label("Pressure to").first)
    page.keyboard.press("ArrowDown")
    keyboard.press(page.get_by_role("button", name=f"Move {HANDS} down").first)
    moved = page.locator("#p0").get_by_role("region", name=HANDS, exact=True)
    expect(moved).to_have_attribute("id", "p0-i1")
    assert moved.evaluate("one => one.contains(document.activeElement)"), "the focus moves along"
    keyboard.press(page.get_by_role("button", name="Save the draft").last)

    expect(page.locator("main")).to_contain_text("35 s")
    for tick in page.locator(".hw-ticks input").all():
        keyboard.press(tick, "Space")
    keyboard.press(page.get_by_role("button", name="Activate and print"))
    page.wait_for_url("**/handout/**")
    keyboard.go_to(page.get_by_role("button", name="Open the PDF to print"))
    assert "35 s" in read_pdf(page, Presses())


PAGES = [
    ("practitioner", "/c/elm/"),
    ("practitioner", "/c/elm/patients/new/"),
    ("practitioner", "/c/elm/patients/{patient_id}/"),
    ("practitioner", "/c/elm/patients/{patient_id}/screening/"),
    ("practitioner", "/c/elm/programs/{program_id}/handout/"),
    ("practitioner", "/c/elm/programs/{draft_program_id}/edit/"),
    ("practitioner", "/c/elm/programs/{program_id}/sessions/new/"),
    ("practitioner", "/c/elm/routines/{routine_id}/edit/"),
    ("owner", "/c/elm/settings/"),
    ("patient", "/my/"),
    ("patient", "/my/log/"),
]


# Every control that can be seen and used; of radio buttons Tab takes one a group.
CONTROLS = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((one) => one.type !== "radio" && one.type !== "hidden" && !one.disabled)
  .filter((one) => one.tabIndex >= 0 && one.checkVisibility({ contentVisibilityAuto: true }))
  .forEach((one) => { one.dataset.unreached = "" })"""
REACHED = "() => { delete document.activeElement.dataset.unreached }"
UNREACHED = """() => [...document.querySelectorAll("[data-unreached]")]
  .map((one) => one.outerHTML.slice(0, 140))"""


@pytest.mark.parametrize(("role", "path"), PAGES)
def test_tab_comes_to_every_control_and_out_again(app, visit, role, path):
    page = visit(role)
    page.goto(path.format(**app.ids["elm"]))
    page.evaluate(CONTROLS)
    page.locator(".hw-skip").focus()  # the first of all, wherever the page put the focus
    page.evaluate(REACHED)
    keyboard, stops = Keyboard(page), 0
    while keyboard.tab() is not None:
        page.evaluate(REACHED)
        stops += 1
        assert stops < STOPS, "Tab never leaves the page"
    assert page.evaluate(UNREACHED) == []
