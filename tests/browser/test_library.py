"""The library in a browser: read it, copy a routine, change it by keyboard, by mouse, and
without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import faults, look, too_small, too_wide

LIBRARY = "/c/elm/routines/"
COPY = re.compile(r"/routines/\d+/edit/$")


def copied(page: Page) -> None:
    """Copy the wall lean, and stand on the page that changes the copy."""
    page.goto(f"{LIBRARY}?position=standing&ball=soft")
    page.get_by_role("link", name="Wall lean with ball", exact=True).click()
    page.get_by_role("button", name="Copy and make it your own").click()
    expect(page).to_have_url(COPY)


def steps(page: Page) -> list[str]:
    return [field.input_value()[:12] for field in page.get_by_label("What to do").all()]


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_steps_move_by_keyboard_and_keep_what_was_typed(visit, javascript):
    page = visit("practitioner", javascript=javascript)
    copied(page)
    page.get_by_label("Name").fill("Lean after work")
    before = steps(page)
    page.get_by_role("button", name="Up step 3").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Up step 2")).to_be_focused()
    assert steps(page) == [before[0], before[2], before[1], *before[3:]]
    page.get_by_role("button", name=f"Remove step {len(before)}").press("Enter")
    expect(page.get_by_label("What to do")).to_have_count(len(before) - 1)
    page.get_by_role("button", name="Add a step").press("Enter")
    expect(page.get_by_label("What to do").last).to_be_focused()
    page.keyboard.type("Rest.")
    page.get_by_label("Drawing").last.select_option(
        label="Standing tall with the arms at the sides."
    )
    page.get_by_label("Name").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lean after work")
    expect(page.get_by_role("status")).to_contain_text("Saved as version 2.")
    shown = page.locator(".hw-steps p").all_inner_texts()
    assert [text[:12] for text in shown] == [
        *(before[0], before[2], before[1], *before[3:-1]),
        "Rest.",
    ]


def test_a_drawing_is_chosen_from_pictures(visit, width):
    page = visit("practitioner", width=width)
    copied(page)
    page.get_by_role("button", name="Choose from pictures").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Walking away from the wall.").click()
    expect(page.get_by_role("button", name="Choose from pictures").first).to_be_focused()
    expect(page.get_by_label("Drawing").first).to_have_value("walk-away-from-wall")
    expect(page.locator("[data-picture] img").first).to_have_attribute(
        "src", re.compile("walk-away-from-wall")
    )


def test_a_mistake_leads_to_its_field(visit, width):
    page = visit("practitioner", width=width)
    copied(page)
    page.get_by_label("Hold (seconds)").first.fill("100")
    page.get_by_label("What to do").nth(1).fill("")
    page.get_by_role("button", name="Save as the next version").last.click()
    alert = page.get_by_role("alert")
    alert.get_by_role("link", name="What to do (2)").click()
    expect(page.get_by_label("What to do").nth(1)).to_be_focused()
    expect(page.get_by_label("Hold (seconds)").first).to_have_value("100")
    assert faults(page) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_page_reads_well_for_all(visit, width, dark):
    page = visit("owner", width=width, dark=dark)
    copied(page)
    edit = page.url
    plan = f"{LIBRARY}templates/1/"
    for url in [
        LIBRARY,
        edit,
        edit.removesuffix("edit/"),
        f"{LIBRARY}new/",
        plan,
        f"{LIBRARY}limits/",
    ]:
        page.goto(url)
        look(page, width, dark=dark)
        assert faults(page) == [], url
        assert too_wide(page) == [], url
    page.goto(LIBRARY)
    assert [one for one in too_small(page) if "href" not in one] == []
