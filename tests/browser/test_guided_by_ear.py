"""A guided session by what a screen reader says of it, and by two switches: on to the next, and press."""

import re

from playwright.sync_api import Page, expect

from tests.browser.guided import BOTH, STEP, kind, number, onward, timed, to_the_first_hold

# What is on the screen and kept from screen readers, though nothing else says it.
ONLY_SEEN = """(known) => {
  const shown = (one) => one.checkVisibility() && one.textContent.trim();
  const heard = [...document.querySelectorAll("body *")]
    .filter((one) => !one.children.length && !one.closest("[aria-hidden=true], template, script"))
    .map((one) => one.textContent.trim()).join(" ");
  return [...document.querySelectorAll("[aria-hidden=true]")]
    .filter((one) => shown(one) && !heard.includes(one.textContent.trim()))
    .map((one) => one.textContent.trim())
    .filter((words) => !known.includes(words));
}"""
# The breath by the second, whose pace is said in words before.
KNOWN = ["Breathe in", "Breathe out", "Get in place", "Rest", "✓"]
NAMELESS = """() => [...document.querySelectorAll("button, a, summary, input:not([type=hidden])")]
  .filter((one) => one.checkVisibility() && !one.textContent.trim() && !one.ariaLabel && !one.labels?.length)
  .map((one) => one.outerHTML.slice(0, 120))"""
STOPS = 30  # of Tab, from the heading of a screen to whatever is on it


def heard(page: Page) -> str:
    """The page as a screen reader has it, in one line."""
    return re.sub(r"\s+", " ", page.locator("body").aria_snapshot())


def announced(page: Page) -> str:
    return page.locator("[data-says]").inner_text()


def switch_to(page: Page, name: str) -> None:
    """With two switches: on, on, on, until it is there; then press."""
    target = page.get_by_role("button", name=name, exact=True)
    for _ in range(STOPS):
        if target.evaluate("one => one === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not come to {name}")


def test_the_whole_session_can_be_followed_by_its_words_and_two_switches(begin) -> None:
    page: Page = begin(BOTH)
    seen: set[str] = set()
    while STEP.search(page.url):
        what, words = kind(page), heard(page)
        heading = page.get_by_role("heading", level=1)
        if number(page) != "1":
            expect(heading).to_be_focused()
        assert page.evaluate(NAMELESS) == [], what
        assert page.evaluate(ONLY_SEEN, KNOWN) == [], what
        assert f"{number(page)} of " in words
        assert 'button "Stop"' in words
        if what not in seen:
            seen.add(what)
            says_what_to_do(page, what, words)
        go_on(page, what)
    assert seen == {"intro", "step", "hold", "rest", "switch", "felt"}
    expect(page.get_by_role("heading", level=1)).to_have_text("How was it?")


def says_what_to_do(page: Page, what: str, words: str) -> None:
    """What each kind of screen must say in words."""
    if what == "intro":
        assert "First your right side, then your left." in words
        assert "Pressure felt from 0 to 10." in words
    if what in {"step", "rest"}:
        assert page.locator("[data-say]").inner_text().strip()
    if what == "hold":
        assert "in for 4, out for 6" in words
        assert re.search(r"Hold for \d", words)
        assert 'timer "Time left"' in words
    if what == "rest":
        assert re.search(r"Rest for \d", words)
    if what == "felt":
        assert "Say what you really felt." in words
        assert 'button "10"' in words
    assert "Next" in words


def go_on(page: Page, what: str) -> None:
    """To the next screen, by Tab and Enter only; what a timer leads to comes by itself."""
    seconds, was = timed(page), page.url
    if what == "felt":
        switch_to(page, "3")
    elif what == "hold":
        if page.get_by_role("button", name="Start the hold").is_visible():
            switch_to(page, "Start the hold")
        onward(page, lambda: page.clock.run_for((seconds + 8) * 1000))
        return
    elif what == "rest":
        onward(page, lambda: page.clock.run_for((seconds + 8) * 1000))
        return
    else:
        switch_to(page, "Next")
    page.wait_for_url(lambda url: url != was)


def test_the_marks_of_time_are_said(begin) -> None:
    page: Page = begin(BOTH)
    to_the_first_hold(page)
    half = timed(page) / 2
    switch_to(page, "Start the hold")
    expect(page.locator("[data-says]")).to_have_text("Hold now.")
    page.keyboard.press("Enter")  # the same button pauses
    expect(page.locator("[data-says]")).to_have_text("Paused.")
    page.keyboard.press("Enter")
    page.clock.run_for(half * 1000 + 1000)
    expect(page.locator("[data-says]")).to_have_text("Half the time is over.")
    screen = number(page)
    page.clock.run_for(half * 1000)
    assert announced(page) in {"Time is up. Let go.", ""} or number(page) != screen


def test_stop_by_a_switch_is_said_and_leads_on(begin) -> None:
    page: Page = begin(BOTH)
    to_the_first_hold(page)
    switch_to(page, "Stop")
    dialog = page.get_by_role("dialog", name="Stop. Take the ball away.")
    expect(dialog).to_be_visible()
    assert dialog.evaluate("one => one.contains(document.activeElement)")
    switch_to(page, "I am fine: go on")
    expect(dialog).to_be_hidden()
    switch_to(page, "Stop")
    switch_to(page, "Something feels wrong")
    page.wait_for_url("**/my/session/stop/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Stop. What do you feel?")
