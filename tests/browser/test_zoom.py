"""
Enlarged to 200 % and 400 %, and with the switch for large text: nothing is cut off or out of reach.

A window of 1280 px that is enlarged four times is 320 CSS px wide and 256 high.
"""

import pytest
from playwright.sync_api import Page, ViewportSize

from patients.portal.help_topics import TOPICS
from tests.browser.app import App
from tests.browser.guided import BOTH, STEP, kind, press
from tests.browser.looks import choose, cut_off, faults, too_small, too_wide

ENLARGED: dict[str, ViewportSize] = {
    "200 %": {"width": 640, "height": 512},
    "400 %": {"width": 320, "height": 256},
}
SMALL_PHONE: ViewportSize = {"width": 360, "height": 640}
LARGE = "document.documentElement.classList.toggle('hw-large')"
OWN = {
    "today": "/my/ /my/history/ /my/stop/ /my/questions/",
    "log": "/my/log/ /my/log/{session_log_id}/ /my/log/{session_log_id}/saved/ /my/check-in/",
    "session": "/my/session/ /my/session/stop/ /my/account/ /my/reminders/ /my/data/",
    "help": "/my/help/ " + " ".join(f"/my/help/{slug}/" for slug in TOPICS),
}
DOORS = "/accounts/login/ /accounts/login/code/ /code/ /invitation/ /p/AAAAAAAAAA/ /help/entry/"
STAFF = """
    / /patients/ /patients/new/ /patients/{patient_id}/ /patients/{patient_id}/screening/
    /programs/{program_id}/ /programs/{draft_program_id}/edit/ /programs/{program_id}/handout/
    /routines/ /routines/{routine_id}/ /routines/limits/ /staff/ /settings/ /trail/
"""
# What is fixed to the bottom leaves more than half of the window to what is read.
COVERED = """() => {
  const bars = [...document.querySelectorAll(".hw-guide__bar, .hw-sticky-actions")];
  const high = bars.filter((bar) => ["fixed", "sticky"].includes(getComputedStyle(bar).position))
    .map((bar) => bar.getBoundingClientRect().height);
  return Math.max(0, ...high) / innerHeight;
}"""


def badly_shown(page: Page, *, large_too: bool = True) -> list[str]:
    """What is wrong with the open page at each size, each with the size."""
    wrong = []
    for name, size in ENLARGED.items():
        page.set_viewport_size(size)
        wrong += [f"{name}: {one}" for one in (*too_wide(page), *cut_off(page))]
        if (part := page.evaluate(COVERED)) > 0.5:
            wrong.append(f"{name}: {part:.0%} are covered")
    if large_too:
        page.set_viewport_size(SMALL_PHONE)
        page.evaluate(LARGE)
        wrong += [f"large text: {one}" for one in (*too_wide(page), *cut_off(page))]
        page.evaluate(LARGE)
    return wrong


@pytest.mark.parametrize("pages", OWN)
def test_a_patients_pages_can_be_enlarged(app: App, visit, pages: str) -> None:
    page: Page = visit("patient", width=390)
    wrong = {}
    for language in ("en", "es"):
        choose(page, language, app.url)
        for path in OWN[pages].format(**app.ids["elm"]).split():
            page.goto(path)
            wrong[f"{path} {language}"] = badly_shown(page)
            page.set_viewport_size(ENLARGED["200 %" if language == "en" else "400 %"])
            wrong[f"{path} {language}"] += faults(page)
    assert {path: found for path, found in wrong.items() if found} == {}


def test_the_doors_can_be_enlarged(visit, watch) -> None:
    watch.expected.add(404)
    page: Page = visit(width=390)
    wrong = {}
    for path in DOORS.split():
        page.goto(path)
        wrong[path] = badly_shown(page)
    assert {path: found for path, found in wrong.items() if found} == {}


def test_the_pages_of_a_clinic_can_be_enlarged(app: App, visit) -> None:
    page: Page = visit("owner")
    choose(page, "es", app.url)
    wrong = {}
    for path in STAFF.format(**app.ids["elm"]).split():
        page.goto(f"/c/elm{path}")
        wrong[path] = badly_shown(page, large_too=False)
    assert {path: found for path, found in wrong.items() if found} == {}


SIZES = {**ENLARGED, "large text": SMALL_PHONE}


@pytest.mark.parametrize("size", SIZES)
def test_stop_stays_in_reach_on_every_screen_of_a_session(begin, size: str) -> None:
    page: Page = begin(BOTH)
    page.set_viewport_size(SIZES[size])
    if size == "large text":
        page.get_by_text("Aa", exact=True).click()
        page.get_by_role("button", name="Large text").click()
        assert page.locator("html.hw-large").count() == 1
        page.get_by_text("Aa", exact=True).click()
    checked: set[str] = set()
    while STEP.search(page.url):
        was, what = page.url, kind(page)
        if what not in checked:
            assert [*too_wide(page), *cut_off(page)] == [], what
            assert page.evaluate(COVERED) <= 0.5, what
            stop = page.get_by_role("button", name="Stop", exact=True).bounding_box()
            assert stop
            assert stop["height"] >= 44
            assert stop["y"] + stop["height"] <= SIZES[size]["height"] + 1, what
            assert stop["x"] + stop["width"] <= SIZES[size]["width"] + 1, what
        checked.add(what)
        if what == "felt":
            page.locator("[name=pressure][value='4']").click()
        else:
            press(page, "next")
        page.wait_for_url(lambda url, was=was: url != was)
    assert {"intro", "step", "hold", "rest", "felt"} <= checked


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
    assert faults(page) == []
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


@pytest.mark.parametrize("slug", TOPICS)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_page_of_help_is_sound(app: App, visit, slug: str, dark: bool) -> None:
    page: Page = visit("patient", width=390, dark=dark)
    choose(page, "es" if dark else "en", app.url)
    page.goto(f"/my/help/{slug}/")
    assert faults(page) == []
    assert too_small(page) == []
