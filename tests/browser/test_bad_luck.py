"""
What goes wrong while somebody is led through a session, and what becomes of the minutes done.

docs/adr/0040 lists all of it, with what is tested without a browser.
"""

from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser.app import sign_in
from tests.browser.guided import (
    STEP,
    felt_no_sign,
    number,
    onward,
    press,
    seconds_left,
    start_hold,
    tap_number,
    timed,
    to_the_first_hold,
)

QUIET = ("oak", 3)  # a demo patient whom no other test needs


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


def test_a_slow_network_does_not_send_away_who_opened_the_session_again(begin):
    page = begin()
    page.wait_for_load_state("networkidle")
    late = []
    page.route("**/my/session/keep/", lambda route: late.append(route))
    page.reload()
    onward(page, lambda: press(page, "next"))
    expect(page.locator("#guide")).to_be_visible()
    for one in late:
        one.continue_()
    page.unroute("**/my/session/keep/")
    onward(page, lambda: press(page, "next"))
    expect(page.locator("#guide")).to_be_visible()


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


def test_a_battery_that_dies_after_the_last_hold_takes_nothing_along(begin, watch):
    watch.expected.add(409)  # what a page tells on leaving may come after the next one took over
    page = begin()
    last = int(page.locator(".hw-guided__far progress").get_attribute("max") or 0)
    page.goto(f"/my/session/{last - 1}/")
    length = timed(page)
    start_hold(page)

    def tells_all(request) -> bool:
        return "/keep/" in request.url and f"\r\n{length}\r\n" in (request.post_data or "")

    with page.expect_request(tells_all) as told:
        page.clock.run_for((length + 5) * 1000 + 400)
    assert told.value.response()
    page.goto("about:blank")
    page.goto("/my/session/")
    expect(page.locator("main")).to_contain_text(f"You held {length} s so far.")
    page.get_by_role("link", name="End it and save what I did").tap()
    page.wait_for_url("**/my/session/end/")
    held = [one.input_value() for one in page.locator("[name$='-seconds']").all()]
    assert held[-1] == str(length)


def test_the_newest_of_two_phones_goes_on_and_what_both_held_counts(app, begin, visit, watch):
    watch.expected.add(409)
    page = begin()
    to_the_first_hold(page)
    start_hold(page)
    page.clock.run_for(6_000)
    other = visit(app.patients()[0], width=360)
    other.goto("/my/session/")
    with other.expect_response("**/my/session/keep/"):
        other.get_by_role("link", name="Go on where I was").tap()
    page.clock.run_for(6_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your session goes on elsewhere")
    other.reload()
    expect(other.locator("#guide")).to_be_visible()
    assert int(other.locator("#guide").get_attribute("data-held") or 0) >= 10


def pause_program(staff: Page, family_name: str) -> None:
    staff.goto("/c/oak/patients/")
    staff.get_by_role("link", name=family_name, exact=False).first.click()
    staff.locator("a[href*='/programs/']").first.click()
    staff.get_by_role("button", name="Pause", exact=True).click()
    expect(staff.locator("main")).to_contain_text("Paused")


def test_a_pause_by_the_clinic_ends_the_hold_and_what_was_done_is_saved(begin, visit, watch):
    watch.expected.add(410)
    page = begin(QUIET)
    to_the_first_hold(page)
    start_hold(page)
    page.clock.run_for(6_000)
    pause_program(visit("practitioner", clinic="oak"), "Øverby")
    page.clock.run_for(6_000)
    page.wait_for_url("**/my/session/end/")
    expect(page.get_by_role("alert")).to_contain_text("Your program was paused")
    held = [int(one.input_value() or 0) for one in page.locator("[name$='-seconds']").all()]
    assert held[0] >= 10
    felt_no_sign(page)
    tap_number(page, "Worst pain during", "4")
    tap_number(page, "Pain after", "3")
    page.get_by_role("button", name="Save this session").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Saved. Thank you.")
