"""A guided session as patients go through it, screen by screen; the timer's clock is the test's."""

import re
from collections.abc import Callable

from django.utils import translation
from playwright.sync_api import Page, expect

STEP = re.compile(r"/my/session/\d+/$")
Say = Callable[[str], str]


def spoken(language: str) -> Say:
    """English words as a page says them in a language."""

    def say(words: str) -> str:
        with translation.override(language):
            return translation.gettext(words)

    return say


def start(page: Page, *, at: str = "", say: Say = str, pain: str = "4") -> None:
    """Answer what is asked before anything is pressed; an older session is thrown away."""
    page.goto(f"{at}/my/session/")
    throw_away = page.get_by_role("button", name=say("Throw this session away"))
    if throw_away.count():
        throw_away.click()
    page.get_by_label(say("No, nothing new")).check()
    asked = page.get_by_role("group", name=say("How much does it hurt now?"), exact=True)
    asked.get_by_role("radio", name=pain, exact=True).check(force=True)
    page.get_by_role("button", name=say("Start"), exact=True).click()
    page.wait_for_url(STEP)


def kind(page: Page) -> str:
    return page.locator("#guide").get_attribute("data-kind") or ""


def number(page: Page) -> str:
    return page.locator("#guide").get_attribute("data-screen") or ""


def timed(page: Page) -> int:
    """For how many seconds this screen is timed."""
    return int(page.locator("#guide").get_attribute("data-seconds") or 0)


def press(page: Page, value: str) -> None:
    page.locator(f".hw-guide__bar [value={value}]").click()


def onward(page: Page, act: Callable[[], object]) -> None:
    """Do what leads to the next screen, and wait for it."""
    before = page.locator(f"#guide[data-screen='{number(page)}']")
    act()
    expect(before).to_have_count(0)


def go_to_hold(page: Page) -> None:
    """Who knows how leaves out what is read first."""
    page.locator("[name=go][value=hold]").click()


def start_hold(page: Page) -> None:
    """Start the timer of a hold; after a rest it starts by itself."""
    if page.locator("#guide[data-by-itself]").count() == 0:
        page.locator("[data-go]").click()


def do_screen(page: Page) -> None:
    """Whatever the screen asks for, as its timer tells; not how hard it pressed."""
    what, length = kind(page), timed(page)
    if what == "intro":
        onward(page, lambda: go_to_hold(page))
    elif what == "step":
        onward(page, lambda: press(page, "next"))
    elif what == "switch":
        page.clock.run_for(length * 1000 + 1000)
        onward(page, lambda: press(page, "next"))
    else:
        if what == "hold":
            start_hold(page)
        onward(page, lambda: page.clock.run_for((length + 8) * 1000))


def tell_pressure(page: Page, felt: int) -> None:
    was = page.url
    page.locator(f"[name=pressure][value='{felt}']").click()
    page.wait_for_url(lambda url: url != was)
