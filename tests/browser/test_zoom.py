"""
Enlarged, and with the switches for seeing, what goes beyond the looks of a page that is open
(test_accessibility.py looks at all of them): Stop stays in reach, the switches work and stay on.
"""

import pytest
from playwright.sync_api import Page

from tests.browser.guided import BOTH, STEP, kind, press
from tests.browser.looks import (
    FOURFOLD,
    HEIGHTS,
    TWICE,
    badly_shown,
    faults,
    faults_of_colors,
    look,
    too_small,
)

SIZES = {"200 %": TWICE, "400 %": FOURFOLD, "large text": 360}


def switch_large_text(page: Page) -> None:
    """On or off, on their account: the next test finds it as this one found it."""
    page.get_by_text("Aa", exact=True).click()
    with page.expect_response("**/seeing/"):
        page.get_by_role("button", name="Large text").click()
    page.get_by_text("Aa", exact=True).click()


@pytest.mark.parametrize("size", SIZES)
def test_stop_stays_in_reach_on_every_screen_of_a_session(begin, size: str) -> None:
    page: Page = begin(BOTH)
    look(page, SIZES[size], dark=False)
    height = HEIGHTS[SIZES[size]]
    if size == "large text":
        switch_large_text(page)
        assert page.locator("html.hw-large").count() == 1
    checked: set[str] = set()
    while STEP.search(page.url):
        was, what = page.url, kind(page)
        if what not in checked:
            assert badly_shown(page) == [], what
            stop = page.get_by_role("button", name="Stop", exact=True).bounding_box()
            assert stop
            assert stop["height"] >= 44
            assert stop["y"] + stop["height"] <= height + 1, what
            assert stop["x"] + stop["width"] <= SIZES[size] + 1, what
        checked.add(what)
        if what == "felt":
            page.locator("[name=pressure][value='4']").click()
        else:
            press(page, "next")
        page.wait_for_url(lambda url, was=was: url != was)
    assert {"intro", "step", "hold", "rest", "felt"} <= checked
    if size == "large text":
        switch_large_text(page)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("role", ["patient", "owner"])
def test_with_both_switches_a_page_is_sound(visit, role: str, dark: bool) -> None:
    page: Page = visit(role, width=390, dark=dark)
    page.goto("/my/" if role == "patient" else "/c/elm/")
    page.get_by_text("Aa", exact=True).click()
    page.get_by_role("button", name="Large text").click()
    page.get_by_role("button", name="High contrast").click()
    pressed = page.get_by_role("button", name="High contrast", exact=False)
    assert pressed.get_attribute("aria-pressed") == "true"
    assert page.evaluate("getComputedStyle(document.body).color") == (
        "rgb(255, 255, 255)" if dark else "rgb(0, 0, 0)"
    )
    assert faults_of_colors(page) == []
    assert too_small(page) == []
    page.reload()
    assert page.locator("html.hw-large").count() == 1
    assert page.locator("#contrast").get_attribute("media") == "all"
    assert faults(page) == []
    page.get_by_text("Aa", exact=True).click()
    with page.expect_response("**/seeing/"):
        page.get_by_role("button", name="Large text").click()
    with page.expect_response("**/seeing/"):
        page.get_by_role("button", name="High contrast").click()


def test_a_device_that_asks_for_more_contrast_gets_it(visit) -> None:
    page: Page = visit("patient", width=390)
    page.emulate_media(contrast="more", color_scheme="light")
    page.goto("/my/")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    page.emulate_media(contrast="no-preference", color_scheme="light")
    assert page.evaluate("getComputedStyle(document.body).color") != "rgb(0, 0, 0)"


def test_the_switches_work_without_scripts(visit) -> None:
    page: Page = visit("patient", width=390, javascript=False)
    page.goto("/my/log/")
    page.get_by_text("Aa", exact=True).click()
    page.get_by_role("button", name="Large text").click()
    page.wait_for_url("**/my/log/")
    assert page.locator("html.hw-large").count() == 1
    page.get_by_text("Aa", exact=True).click()
    page.get_by_role("button", name="Large text").click()
    page.wait_for_url("**/my/log/")
    assert page.locator("html.hw-large").count() == 0
