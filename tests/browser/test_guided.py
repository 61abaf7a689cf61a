"""A guided session as patients do it: on a small phone, by its timer, with bad luck, without scripts."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import sign_in
from tests.browser.guided import (
    STEP,
    do_screen,
    go_to_hold,
    kind,
    number,
    onward,
    press,
    start,
    tell_pressure,
    timed,
)
from tests.browser.looks import faults, too_small, too_wide
from tests.browser.steps import tap

PHONES = {"360x640": (360, 640), "390x844": (390, 844)}
LEFT, BOTH = ("elm", 0), ("oak", 2)  # demo patients by the side of their program


@pytest.fixture(params=PHONES.values(), ids=PHONES)
def phone(request):
    return {"width": request.param[0], "height": request.param[1]}


@pytest.fixture
def begin(app, visit):
    """Begin a session as a patient; the timer's clock is ours from then on."""

    def begin(patient=LEFT, *, phone=None, javascript=True, dark=False) -> Page:
        clinic, number = patient
        phone = phone or {"width": 390, "height": 844}
        who = app.patients(clinic)[number]
        page = visit(who, clinic=clinic, width=phone["width"], javascript=javascript, dark=dark)
        page.set_viewport_size(phone)
        if javascript:
            page.clock.install()
        start(page)
        return page

    return begin


def to_the_first_hold(page: Page) -> None:
    onward(page, lambda: go_to_hold(page))
    assert kind(page) == "hold"


def in_words(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return " ".join([f"{minutes} min"] * bool(minutes) + [f"{rest} s"] * bool(rest))


def seconds_left(page: Page) -> int:
    return int(page.locator("[data-left]").inner_text())


@pytest.mark.parametrize("patient", [LEFT, BOTH], ids=["left", "both sides"])
def test_a_whole_session_by_the_timer_is_what_the_practitioner_sees(
    app, begin, visit, phone, patient
):
    page = begin(patient, phone=phone)
    sides, total = [], 0
    while STEP.search(page.url):
        what = kind(page)
        if what == "hold":
            total += timed(page)
            sides.append(page.get_by_role("heading", level=1).inner_text().split()[0])
        if what == "felt":
            tell_pressure(page, 3)
        else:
            do_screen(page)
    assert page.url.endswith("/my/session/end/")
    assert set(sides) == ({"Left"} if patient == LEFT else {"Right", "Left"})
    for group in page.locator("fieldset", has=page.get_by_label("Done in part")).all():
        expect(group.get_by_label("Done", exact=True)).to_be_checked()
    held = [int(one.input_value()) for one in page.locator("[name$='-seconds']").all()]
    assert sum(held) == total
    tap(page, "Worst pain during", "5")
    tap(page, "Pain after", "3")
    page.get_by_role("button", name="Save this session").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Saved. Thank you.")
    log_id = re.search(r"/log/(\d+)/", page.url)
    assert log_id
    clinic = patient[0]
    staff = visit("practitioner", clinic=clinic)
    staff.goto(f"/c/{clinic}/sessions/{log_id[1]}/")
    expect(staff.locator("main")).to_contain_text("Guided session")
    for seconds in held:
        expect(staff.locator("main")).to_contain_text(in_words(seconds))


def test_a_phone_that_slept_asks_and_counts_no_more_than_the_hold(begin):
    page = begin()
    to_the_first_hold(page)
    length = seconds_left(page)
    page.get_by_role("button", name="Start the hold").click()
    page.clock.run_for(5_000)
    page.clock.fast_forward(20_000)
    asked = page.locator("[data-unsure]")
    expect(asked).to_be_visible()
    page.get_by_role("button", name="No", exact=True).click()
    assert seconds_left(page) >= length - 7
    page.get_by_role("button", name="Go on").first.click()
    page.clock.fast_forward(600_000)
    expect(asked).to_be_visible()
    here = page.locator(f"#guide[data-screen='{number(page)}']")
    page.get_by_role("button", name="Yes, I held on").click()
    page.clock.run_for(3_000)
    expect(here).to_have_count(0)
    page.goto("/my/session/")
    expect(page.locator("main")).to_contain_text(f"You held {length} s so far.")


def test_a_clock_that_is_set_is_asked_about_and_makes_no_time_up(begin):
    page = begin()
    to_the_first_hold(page)
    length = seconds_left(page)
    page.get_by_role("button", name="Start the hold").click()
    page.clock.run_for(3_000)
    page.clock.set_system_time(datetime.now() - timedelta(days=300))
    page.clock.run_for(2_000)
    assert length - 7 <= seconds_left(page) <= length - 4
    page.clock.set_system_time(datetime.now() + timedelta(minutes=9))
    page.clock.run_for(1_000)
    expect(page.locator("[data-unsure]")).to_contain_text("Did you go on holding?")
    page.get_by_role("button", name="No", exact=True).click()
    assert seconds_left(page) >= length - 8


def test_one_goes_on_where_one_was_and_nothing_held_is_lost(begin):
    page = begin()
    to_the_first_hold(page)
    at = number(page)
    page.get_by_role("button", name="Start the hold").click()
    with page.expect_response("**/my/session/keep/"):
        page.clock.run_for(12_000)
    page.goto("about:blank")  # the battery is gone
    page.goto("/my/session/")
    page.get_by_role("link", name="Go on where I was").click()
    page.wait_for_url(STEP)
    while number(page) != at:
        onward(page, lambda: press(page, "next"))
    assert int(page.locator("#guide").get_attribute("data-held") or 0) >= 10


def test_the_newest_of_two_tabs_has_the_timer(begin, watch):
    watch.expected.add(409)
    page = begin()
    to_the_first_hold(page)
    page.get_by_role("button", name="Start the hold").click()
    page.clock.run_for(6_000)
    other = page.context.new_page()
    other.goto(page.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your session goes on elsewhere")
    expect(other.locator("#guide")).to_be_visible()
    other.reload()
    assert int(other.locator("#guide").get_attribute("data-held") or 0) >= 5
    page.get_by_role("link", name="Go on here").click()
    expect(page.get_by_text("You began a session on")).to_be_visible()


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


def test_without_a_network_the_time_waits_on_the_page(begin):
    page = begin()
    to_the_first_hold(page)
    page.get_by_role("button", name="Start the hold").click()
    page.clock.run_for(7_000)
    page.route("**/my/session/**", lambda route: route.abort("aborted"))
    press(page, "next")
    expect(page.locator("[data-offline]")).to_be_visible()
    page.unroute("**/my/session/**")
    onward(page, lambda: press(page, "next"))
    onward(page, lambda: press(page, "back"))
    assert int(page.locator("#guide").get_attribute("data-held") or 0) >= 6


def test_a_server_without_its_records_is_no_missing_network(begin, watch):
    watch.expected.add(503)
    page = begin()
    page.route("**/my/session/**", lambda route: route.fulfill(status=503, body="later"))
    press(page, "next")
    expect(page.locator("[data-no-answer]")).to_be_visible()
    expect(page.locator("[data-offline]")).to_be_hidden()
    expect(page.locator("[data-says]")).to_contain_text("does not answer")
    page.unroute("**/my/session/**")
    onward(page, lambda: press(page, "next"))


@pytest.mark.parametrize("patient", [LEFT, BOTH], ids=["left", "both sides"])
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


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_screen_is_sound(begin, phone, dark):
    page = begin(BOTH, phone=phone, dark=dark)
    checked: set[str] = set()
    while STEP.search(page.url):
        was, what = page.url, kind(page)
        if what not in checked:
            assert faults(page) == [], what
            assert too_wide(page) == [], what
            assert too_small(page) == [], what
            bar = page.locator(".hw-guide__bar").bounding_box()
            assert bar
            assert bar["y"] + bar["height"] <= phone["height"] + 1, "Stop is in reach"
        if what == "hold" and what not in checked:
            assert (page.locator("[data-left]").bounding_box() or {})["height"] >= 60
            press(page, "stop")
            assert faults(page) == []
            page.get_by_role("button", name="I am fine: go on").click()
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


def test_who_is_led_through_a_session_is_there(begin):
    """The warning of being signed out counts from the newest screen, not from the first."""
    page = begin()
    for _ in range(3):
        page.clock.run_for(14 * 60_000)
        onward(page, lambda: press(page, "next"))
    expect(page.locator("#idle")).to_be_hidden()


def test_who_was_signed_out_meanwhile_loses_nothing(app, begin, watch):
    watch.expected.add(403)
    page = begin()
    to_the_first_hold(page)
    page.get_by_role("button", name="Start the hold").click()
    page.clock.run_for(8_000)
    at = number(page)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.context.add_cookies([one for one in cookies if "csrf" in one["name"]])
    press(page, "next")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in").click()
    account = app.account(app.patients()[0])
    sign_in(opened.value, account["login"], account["password"])
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please send it once more")
    page.get_by_role("button", name="Send again").click()  # the key of the form is a new one
    expect(page.locator("#guide")).to_be_visible()
    assert number(page) != at
    page.goto(f"/my/session/{at}/")
    assert int(page.locator("#guide").get_attribute("data-held") or 0) >= 7


def test_a_tap_lets_it_sound_and_the_screen_stays_on(begin):
    page = begin()
    to_the_first_hold(page)
    page.get_by_role("button", name="Start the hold").click()
    assert page.evaluate("senses.audio.state") == "running"
    assert page.evaluate("document.featurePolicy?.allowsFeature('screen-wake-lock') ?? true")
