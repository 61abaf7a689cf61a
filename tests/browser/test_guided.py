"""
A guided session as patients do it: on a small phone, by its timer, by keys, without scripts.

The whole way is in test_patient_walk.py, bad luck in test_bad_luck.py.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.guided import (
    BOTH,
    LEFT,
    PHONES,
    STEP,
    kind,
    number,
    onward,
    press,
    seconds_left,
    to_the_first_hold,
)
from tests.browser.looks import LARGE, choose, faults, in_own_letters, too_small, too_wide

END_OF_WORDS = """(one) => {
  const range = document.createRange();
  range.selectNodeContents(one);
  const box = range.getBoundingClientRect();
  return { x: box.right, y: box.top };
}"""


def test_stop_is_at_once_and_the_hold_waits(begin):
    page = begin()
    to_the_first_hold(page)
    page.get_by_role("button", name="Start the hold").click()
    page.clock.run_for(4_000)
    press(page, "stop")
    dialog = page.get_by_role("dialog", name="Stop. Take the ball away.")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("link", name="911")).to_be_visible()
    left = seconds_left(page)
    page.clock.run_for(9_000)
    assert seconds_left(page) == left
    dialog.get_by_role("button", name="I am fine: go on").click()
    page.keyboard.press("Escape")
    dialog.get_by_role("button", name="Something feels wrong").click()
    page.wait_for_url("**/my/session/stop/")
    expect(page.get_by_role("link", name="I am fine: go on")).to_be_visible()
    page.get_by_role("link", name="I am fine: go on").click()
    page.wait_for_url(STEP)


def test_keys_and_a_swipe_lead_too(begin):
    page = begin()
    onward(page, lambda: page.keyboard.press("ArrowRight"))
    onward(page, lambda: page.keyboard.press("ArrowLeft"))
    assert number(page) == "1"
    swipe = """([from, to]) => {
      const at = (x) => [new Touch({ identifier: 1, target: document.body, clientX: x, clientY: 300 })];
      document.body.dispatchEvent(new TouchEvent("touchstart", { touches: at(from), bubbles: true }));
      document.body.dispatchEvent(new TouchEvent("touchend", { changedTouches: at(to), bubbles: true }));
    }"""
    onward(page, lambda: page.evaluate(swipe, [300, 100]))
    assert number(page) == "2"
    onward(page, lambda: page.evaluate(swipe, [100, 300]))
    to_the_first_hold(page)
    page.keyboard.press(" ")
    page.clock.run_for(3_000)
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Go on").first).to_be_visible()


def test_what_happens_is_told_to_who_does_not_see_it(begin):
    page = begin()
    to_the_first_hold(page)
    said = page.locator("[data-says]")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    length = seconds_left(page)
    page.get_by_role("button", name="Start the hold").click()
    expect(said).to_have_text("Hold now.")
    page.clock.run_for(length * 500 + 1_000)
    expect(said).to_have_text("Half the time is over.")
    page.clock.run_for(length * 500)
    expect(said).to_have_text("Time is up. Let go.")


@pytest.mark.parametrize(
    ("phone", "patient"), [("360x640", BOTH), ("390x844", LEFT)], ids=["both sides", "left"]
)
def test_without_scripts_the_same_screens_go_step_by_step(begin, phone, patient):
    page = begin(patient, phone=phone, javascript=False)
    seen = []
    while STEP.search(page.url):
        was, what = page.url, kind(page)
        seen.append(what)
        assert too_wide(page) == []
        if what == "hold":
            expect(page.locator("main")).to_contain_text("slow breaths: in for 4, out for 6")
            expect(page.locator("[data-timer]")).to_be_hidden()
        if what == "felt":
            page.locator("[name=pressure][value='4']").click()
        else:
            press(page, "next")
        page.wait_for_url(lambda url, was=was: url != was)
    assert page.url.endswith("/my/session/end/")
    assert ("switch" in seen) is (patient == BOTH)
    page.goto("/my/session/")
    page.get_by_role("link", name="Go on where I was").click()
    press(page, "stop")
    expect(page.get_by_role("heading", level=1)).to_have_text("Stop. What do you feel?")


@pytest.mark.parametrize(
    ("phone", "language", "dark"),
    [("390x844", "en", False), ("360x640", "es", True)],
    ids=["light", "small, dark, in Spanish"],
)
def test_every_screen_is_sound(app, begin, phone, language, dark):
    page = begin(BOTH, phone=phone, dark=dark)
    choose(page, language, app.url)
    page.reload()
    checked: set[str] = set()
    while STEP.search(page.url):
        was, what = page.url, kind(page)
        if what not in checked:
            assert faults(page) == [], what
            assert too_wide(page) == [], what
            assert too_small(page) == [], what
            bar = page.locator(".hw-guide__bar").bounding_box()
            assert bar
            assert bar["y"] + bar["height"] <= PHONES[phone][1] + 1, "Stop is in reach"
        if what == "hold" and what not in checked:
            assert (page.locator("[data-left]").bounding_box() or {})["height"] >= 60
            press(page, "stop")
            assert faults(page) == []
            page.locator("#halt form[method=dialog] button").click()
        checked.add(what)
        if what == "felt":
            page.locator("[name=pressure][value='4']").click()
        else:
            press(page, "next")
        page.wait_for_url(lambda url, was=was: url != was)
    assert checked == {"intro", "step", "hold", "rest", "switch", "felt"}
    for path in ("end/", "stop/", ""):
        page.goto(f"/my/session/{path}")
        assert faults(page) == [], path
        assert too_wide(page) == [], path
        assert too_small(page) == [], path


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("size", [(360, 640), (390, 664), (390, 844), (768, 1024), (640, 360)])
def test_the_time_that_is_left_is_seen_without_scrolling(app, begin, size, language):
    page = begin(BOTH)
    choose(page, language, app.url)
    page.reload()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    to_the_first_hold(page)
    for what in ("hold", "rest"):
        assert kind(page) == what
        in_own_letters(page)
        bar = page.locator(".hw-guide__bar").bounding_box()
        heading = page.locator("h1").evaluate(END_OF_WORDS)
        leave = page.locator(".hw-guided__leave").bounding_box()
        assert heading["y"] >= leave["y"] + leave["height"] or heading["x"] <= leave["x"], what
        for shown in (".hw-timer__face", "[data-left]", ".hw-guide__drawing >> nth=0"):
            box = page.locator(shown).bounding_box()
            assert bar["y"] > box["y"] + box["height"], f"{what}: {shown}"
        onward(page, lambda: press(page, "next"))


@pytest.mark.parametrize(
    ("width", "height", "is_large"), [(360, 640, False), (360, 640, True), (640, 360, False)]
)
def test_who_stops_sees_whom_to_call_without_scrolling(begin, width, height, is_large):
    page = begin()
    page.set_viewport_size({"width": width, "height": height})
    if is_large:
        page.evaluate(LARGE)
    to_the_first_hold(page)
    press(page, "stop")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    in_own_letters(page)
    assert dialog.evaluate("one => one.scrollHeight - one.clientHeight") <= 0


def test_who_is_led_through_a_session_is_there(begin):
    """The warning of being signed out counts from the newest screen, not from the first."""
    page = begin()
    for _ in range(3):
        page.clock.run_for(14 * 60_000)
        onward(page, lambda: press(page, "next"))
    expect(page.locator("#idle")).to_be_hidden()


def test_a_tap_lets_it_sound_and_the_screen_stays_on(begin):
    page = begin()
    to_the_first_hold(page)
    page.get_by_role("button", name="Start the hold").click()
    assert page.evaluate("senses.audio.state") == "running"
    assert page.evaluate("document.featurePolicy?.allowsFeature('screen-wake-lock') ?? true")
