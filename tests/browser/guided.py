"""A guided session as a finger goes through it, by screens; the timer's clock is the test's."""

import re
from collections.abc import Callable

from django.utils import translation
from playwright.sync_api import Page, expect

PHONES = {"360x640": (360, 640), "390x844": (390, 844)}
LEFT, BOTH = ("elm", 0), ("oak", 2)  # demo patients by the side of their program
STEP = re.compile(r"/my/session/\d+/$")
Say = Callable[[str], str]


def spoken(language: str) -> Say:
    """English words as a page says them in a language."""

    def say(words: str) -> str:
        with translation.override(language):
            return translation.gettext(words)

    return say


def start(page: Page) -> None:
    """Answer what is asked before anything is pressed; an older session is thrown away."""
    page.goto("/my/session/")
    if page.get_by_text("Throw this session away").count():
        throw_away(page)
    answer(page, pain="4")


def throw_away(page: Page) -> None:
    """It takes two taps, for what was held is lost by it."""
    page.get_by_text("Throw this session away").tap()
    page.get_by_role("button", name="Yes, throw it away").tap()


def answer(page: Page, *, pain: str, say: Say = str) -> None:
    """On the start page: nothing is new, and it hurts so much."""
    page.get_by_label(say("No, nothing new")).tap()
    tap_number(page, say("How much does it hurt now?"), pain)
    page.get_by_role("button", name=say("Start"), exact=True).tap()
    page.wait_for_url(STEP)


def tap_number(page: Page, question: str, number: str) -> None:
    """Choose one of the big numbers, whose own control is out of sight."""
    group = page.get_by_role("group", name=question, exact=True)
    group.get_by_role("radio", name=number, exact=True).tap(force=True)


def felt_no_sign(page: Page, say: Say = str) -> None:
    group = page.get_by_role("group", name=say("Did you notice any warning sign?"), exact=True)
    group.get_by_role("radio", name=say("No, none"), exact=True).tap(force=True)


def kind(page: Page) -> str:
    return page.locator("#guide").get_attribute("data-kind") or ""


def number(page: Page) -> str:
    return page.locator("#guide").get_attribute("data-screen") or ""


def timed(page: Page) -> int:
    """For how many seconds this screen is timed."""
    return int(page.locator("#guide").get_attribute("data-seconds") or 0)


def press(page: Page, value: str) -> None:
    page.locator(f".hw-guide__bar [value={value}]").tap()


def onward(page: Page, act: Callable[[], object]) -> None:
    """Do what leads to the next screen, and wait for it."""
    before = page.locator(f"#guide[data-screen='{number(page)}']")
    act()
    expect(before).to_have_count(0)


def go_to_hold(page: Page) -> None:
    """Who knows how leaves out what is read first."""
    page.locator("[name=go][value=hold]").tap()


def to_the_first_hold(page: Page) -> None:
    onward(page, lambda: go_to_hold(page))
    assert kind(page) == "hold"


def seconds_left(page: Page) -> int:
    return int(page.locator("[data-left]").inner_text())


def start_hold(page: Page) -> None:
    """Start the timer of a hold; after a rest it starts by itself."""
    if page.locator("#guide[data-by-itself]").count() == 0:
        page.locator("[data-go]").tap()


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
    page.locator(f"[name=pressure][value='{felt}']").tap()
    page.wait_for_url(lambda url: url != was)


def come_back(page: Page) -> None:
    """The network is back, whether the browser says so or not: the page tries again by itself."""
    page.context.set_offline(False)
    page.clock.run_for(21_000)
