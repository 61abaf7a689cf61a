"""A patient's own phone without a network: today's program, its session, and what comes of it later."""

import re
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import sign_in
from tests.browser.guided import (
    LEFT,
    PHONES,
    come_back,
    do_screen,
    felt_no_sign,
    go_to_hold,
    kind,
    onward,
    press,
    start,
    tap_number,
    throw_away,
    timed,
)
from tests.browser.looks import faults, too_small, too_wide

NO_NETWORK = "net::ERR_INTERNET_DISCONNECTED"
KEPT = """async () => ({
  caches: await caches.keys(),
  open: (await phone.get("open")) ?? null,
  entries: (await phone.entries()).length,
})"""
KEPT_FOR = """(least) => phone.get("open").then(
  (one) => Object.values(one?.held ?? {}).some((seconds) => seconds >= least))"""
# As a browser answers on a phone that is full.
FULL = """() => {
  window.put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""
WAITS = "Sessions on this phone that wait to be sent:"
PAUSED_HERE = ("oak", 0)  # whose program no other test needs


@pytest.fixture
def phone(app, visit, watch):
    """Today's page on a patient's own phone, which keeps the program."""
    watch.expected |= {NO_NETWORK, "Failed to load resource"}

    def phone(patient=LEFT, *, size=(390, 844), clock=True, fresh=False) -> Page:
        clinic, number = patient
        who = app.patients(clinic)[number]
        page = visit("" if fresh else who, clinic=clinic, width=size[0])
        page.set_viewport_size({"width": size[0], "height": size[1]})
        if clock:
            page.clock.install()
        if fresh:
            account = app.account(who, clinic)
            sign_in(page, account["login"], account["password"])
        make_own(page)
        return page

    return phone


def make_own(page: Page) -> None:
    page.goto("/my/account/")
    forget = page.get_by_role("button", name="Forget this phone")
    for left in reversed(range(forget.count())):
        forget.first.tap()
        expect(forget).to_have_count(left)
    page.get_by_role("button", name="This is my own phone").tap()
    expect(page.locator("[data-own-device-ready]")).to_be_visible()


def go_offline(page: Page) -> None:
    """The network goes, and the app is opened again."""
    page.context.set_offline(True)
    page.goto("/my/")
    expect(page.locator("[data-about]")).to_be_visible()


def begin(page: Page, *, pain: str = "4") -> None:
    page.get_by_role("button", name="Start today’s session").tap()
    page.get_by_label("No, nothing new").tap()
    tap_number(page, "How much does it hurt now?", pain)
    page.get_by_role("button", name="Start", exact=True).tap()
    expect(page.locator("#guide")).to_be_visible()


def do_all(page: Page) -> int:
    """Every screen that is left, by its timer; return the seconds held."""
    held = 0
    while page.locator("#guide").count():
        if kind(page) == "felt":
            onward(page, lambda: page.locator("[name=pressure][value='4']").tap())
            continue
        held += timed(page) if kind(page) == "hold" else 0
        do_screen(page)
    return held


def to_a_hold(page: Page, seconds: int) -> None:
    """Go to the first hold, and hold for some seconds of it."""
    onward(page, lambda: go_to_hold(page))
    page.locator("[data-go]").tap()
    page.clock.run_for(seconds * 1000)


def save(page: Page, *, worst: str = "4", after: str = "3") -> None:
    felt_no_sign(page)
    tap_number(page, "Worst pain during", worst)
    tap_number(page, "Pain after", after)
    page.get_by_role("button", name="Save this session").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kept on this phone. Thank you.")


def logs(app) -> dict[int, tuple]:
    """Every log in the database of the app, with the seconds of all its items."""
    path = Path(app.environment["HIPWISE_DATA"]) / "hipwise.sqlite3"
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as base:
        return {
            row[0]: row[1:]
            for row in base.execute(
                "SELECT log.id, source, pain_before, pain_worst, pain_after, stop_signs, "
                "(SELECT sum(seconds) FROM patients_sessionlogitem WHERE log_id = log.id) "
                "FROM patients_sessionlog log"
            )
        }


def new_logs(app, before: dict[int, tuple]) -> list[tuple]:
    return [log for pk, log in logs(app).items() if pk not in before]


@pytest.mark.parametrize("size", PHONES.values(), ids=PHONES)
def test_a_whole_session_without_network_is_stored_once(app, phone, size):
    page, before = phone(size=size), logs(app)
    go_offline(page)
    begin(page)
    held = do_all(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("How was it?")
    save(page)
    expect(page.locator("[data-number]")).to_have_text(f"{WAITS} 1")
    assert new_logs(app, before) == []
    come_back(page)
    expect(page.locator("[data-heard]")).to_have_text("Your session without network is saved now.")
    assert new_logs(app, before) == [("guided", 4, 4, 3, "[]", held)]
    assert page.evaluate(KEPT) == {"caches": ["hipwise-offline"], "open": None, "entries": 0}
    page.goto("/my/")
    page.goto("/my/offline/")
    assert len(new_logs(app, before)) == 1


def test_a_session_goes_on_when_the_network_goes_in_the_middle(app, phone):
    page, before = phone(), logs(app)
    start(page)
    to_a_hold(page, 8)
    page.context.set_offline(True)
    page.clock.run_for(4_000)
    press(page, "next")
    page.wait_for_url("**/my/offline/")
    expect(page.locator("#guide")).to_be_visible()
    held = 12 + do_all(page)
    save(page)
    come_back(page)
    expect(page.locator("[data-heard]")).to_have_text("Your session without network is saved now.")
    ((source, *_pains, seconds),) = new_logs(app, before)
    assert (source, abs(seconds - held) <= 1) == ("guided", True), (seconds, held)
    page.goto("/my/session/")
    expect(page.get_by_label("No, nothing new")).to_be_visible()  # it ended the one begun online


def test_a_closed_tab_loses_nothing_offline_nor_online(app, phone):
    page = phone()
    go_offline(page)
    begin(page)
    to_a_hold(page, 22)
    context = page.context
    page.wait_for_function(KEPT_FOR, arg=20)  # the phone's disk takes its own time
    page.close()  # as when the battery dies: what the last ten seconds kept is there
    page = context.new_page()
    page.goto("/my/")
    expect(page.locator("[data-under-way]")).to_contain_text(
        re.compile(r"You held 2[0-2] s in all\.")
    )
    page.get_by_role("button", name="Go on where I was").tap()
    assert int(page.locator("#guide").get_attribute("data-held") or 0) >= 20
    context.set_offline(False)
    page.goto("/my/")
    page.get_by_role("link", name="Go on with it").tap()
    page.get_by_role("button", name="End it and save what I did").tap()
    save(page)
    expect(page.locator("[data-heard]")).to_have_text("Your session without network is saved now.")


def test_the_network_is_back_before_the_session_ends(app, phone):
    """Begun with a network, gone on without, opened again with: what was held is there."""
    page = phone()
    start(page)
    to_a_hold(page, 6)
    page.context.set_offline(True)
    press(page, "next")
    page.wait_for_url("**/my/offline/")
    page.context.set_offline(False)
    page.goto("/my/session/")
    expect(page.locator("main")).to_contain_text("You held 6 s so far.")


def test_signed_out_without_network_it_is_sent_after_the_next_sign_in(app, phone):
    page, before = phone(fresh=True), logs(app)
    go_offline(page)
    begin(page)
    to_a_hold(page, 12)
    page.get_by_role("button", name="Leave").tap()
    page.get_by_role("button", name="Sign out on this phone").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out on this phone")
    expect(page.locator("[data-still]")).to_be_visible()
    assert page.evaluate(KEPT) == {"caches": [], "open": None, "entries": 1}
    page.context.set_offline(False)
    page.goto("/my/")
    assert "/accounts/login/" in page.url
    expect(page.locator("[data-waiting]")).to_contain_text("1")
    account = app.account(app.patients()[0])
    sign_in(page, account["login"], account["password"])
    expect(page.get_by_text("Your session without network is saved now.")).to_be_visible()
    assert new_logs(app, before) == [("guided", 4, None, None, "[]", 12)]


def test_signing_out_with_a_network_leaves_nothing(app, phone):
    page = phone(fresh=True)
    page.goto("/my/account/")
    page.locator("main").get_by_role("button", name="Sign out").tap()
    page.wait_for_url("**/accounts/login/**")
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("indexedDB.databases()") == []
    assert (
        page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    )


def test_on_a_shared_phone_nothing_stays(app, visit):
    page = visit(app.patients()[0], width=390)
    start(page)
    page.goto("/my/")
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("indexedDB.databases()") == []
    assert (
        page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    )


def test_a_forgotten_phone_keeps_nothing_from_the_next_page_on(app, phone, visit):
    page = phone(clock=False)
    other = visit(app.patients()[0], width=390)
    other.goto("/my/account/")
    other.get_by_role("button", name="Forget this phone").tap()
    expect(other.get_by_text("It keeps your program no more.")).to_be_visible()
    page.goto("/my/")
    page.wait_for_function("caches.keys().then((all) => !all.length)")
    count = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
    page.wait_for_function(f"{count}.then((n) => n === 0)")


def test_an_answer_that_is_lost_stores_nothing_twice(app, phone):
    page, before = phone(), logs(app)
    go_offline(page)
    begin(page)
    to_a_hold(page, 30)
    page.get_by_role("button", name="Leave").tap()
    page.get_by_role("button", name="End it and save what I did").tap()
    save(page)

    def lose_answer(route):
        if route.request.method == "POST":
            route.fetch()
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/my/offline/send/", lose_answer)
    with page.expect_event("requestfailed", lambda request: request.method == "POST"):
        come_back(page)
    expect(page.locator("[data-unheard]")).to_be_visible()
    assert len(new_logs(app, before)) == 1
    page.unroute("**/my/offline/send/")
    # The page tries again by itself as well, and may be quicker: then there is no button to tap.
    page.locator("[data-send-now]").dispatch_event("click")
    expect(page.locator("[data-waiting]")).to_be_hidden()
    assert len(new_logs(app, before)) == 1


def test_a_phone_that_is_full_says_so_and_shows_the_numbers(app, phone):
    page = phone()
    go_offline(page)
    begin(page)
    page.evaluate(FULL)
    to_a_hold(page, 15)
    expect(page.locator("[data-unkept]")).to_be_visible()
    page.get_by_role("button", name="Leave").tap()
    page.get_by_role("button", name="End it and save what I did").tap()
    felt_no_sign(page)
    tap_number(page, "Worst pain during", "5")
    tap_number(page, "Pain after", "2")
    page.get_by_role("button", name="Save this session").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not saved: please write this down")
    expect(page.locator("[data-view=lost]")).to_contain_text("15 s")
    expect(page.locator("[data-view=lost]")).to_contain_text("4, 5, 2")
    page.evaluate("() => { IDBObjectStore.prototype.put = put; }")
    page.get_by_role("button", name="Try again").tap()
    page.get_by_role("button", name="Save this session").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kept on this phone. Thank you.")


def test_a_program_that_is_old_is_not_followed(phone):
    page = phone()
    go_offline(page)
    page.clock.fast_forward(4 * 24 * 3600 * 1000)
    page.reload()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Please open this with network once")
    expect(page.get_by_role("button", name="Start today’s session")).to_be_hidden()


def test_every_part_is_sound(phone):
    page = phone(size=(360, 640))
    go_offline(page)

    def look(where: str) -> None:
        assert faults(page) == [], where
        assert too_wide(page) == [], where
        assert too_small(page) == [], where

    look("home")
    page.get_by_role("button", name="Start today’s session").tap()
    page.get_by_role("button", name="Start", exact=True).tap()
    expect(page.locator("[data-fault]")).to_have_text("Choose one of the answers.")
    look("start")
    page.get_by_role("button", name="Back").tap()
    begin(page)
    look("screen")
    to_a_hold(page, 2)
    page.get_by_role("button", name="Leave").tap()
    page.get_by_role("button", name="End it and save what I did").tap()
    page.get_by_role("button", name="Save this session").tap()
    expect(page.locator("[data-fault]").first).to_have_text("Choose one of the answers.")
    look("end")
    page.get_by_role("radio", name="Yes, show me").tap(force=True)
    page.get_by_role("button", name="Save this session").tap()
    expect(page.locator("[data-fault]").first).to_contain_text("Tick what you felt.")
    look("signs")
    page.get_by_role("button", name="Back").last.tap()
    page.get_by_role("button", name="Go on where I was").tap()
    press(page, "stop")
    page.get_by_role("dialog").get_by_role("button", name="Something feels wrong").tap()
    look("stop")
    page.get_by_role("button", name="Show me what to do").tap()
    expect(page.locator("[data-view=stop] [data-fault]")).to_be_visible()
    page.get_by_role("button", name="I am fine: go on").tap()
    expect(page.locator("#guide")).to_be_visible()
    page.get_by_role("button", name="Leave").tap()
    throw_away(page)
    expect(page.get_by_role("button", name="Start today’s session")).to_be_visible()
    assert page.evaluate(KEPT) == {"caches": ["hipwise-offline"], "open": None, "entries": 0}


def test_a_stop_sign_without_network_stops_here_and_there(app, phone):
    page, before = phone(PAUSED_HERE), logs(app)
    go_offline(page)
    begin(page)
    to_a_hold(page, 12)
    press(page, "stop")
    page.get_by_role("dialog").get_by_role("button", name="Something feels wrong").tap()
    page.locator("[data-view=stop] [type=checkbox]").first.check()
    page.get_by_role("button", name="Show me what to do").tap()
    expect(page.locator("[data-view=advice] [data-sign]:visible")).to_have_count(1)
    assert faults(page) == []
    page.goto("/my/")
    expect(page.locator("[data-view=advice] [data-sign]:visible")).to_have_count(1)
    expect(page.get_by_role("button", name="Start today’s session")).to_be_hidden()
    come_back(page)
    expect(page.locator("[data-heard]")).to_contain_text("Your program is paused. Do not press.")
    ((source, *_pains, signs, seconds),) = new_logs(app, before)
    assert (source, signs != "[]", seconds) == ("guided", True, 12)
    page.goto("/my/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your program is paused")


def test_somebody_else_who_signs_in_finds_nothing_and_takes_nothing_away(app, phone, visit):
    page = phone(clock=False)
    go_offline(page)
    begin(page)
    onward(page, lambda: go_to_hold(page))
    page.locator("[data-go]").tap()
    page.wait_for_timeout(2_500)
    page.get_by_role("button", name="Leave").tap()
    page.context.set_offline(False)
    other = visit(app.patients()[3], width=390)
    other.goto("/my/")
    cookies = [one for one in other.context.cookies() if one["name"].endswith("session")]
    page.context.add_cookies(cookies)
    page.goto("/my/")
    page.wait_for_function("caches.keys().then((all) => !all.length)")
    page.goto("/my/account/")
    assert page.locator("#own-device").count() == 0
    page.get_by_role("button", name="This is my own phone").tap()
    expect(page.locator("[data-own-device-ready]")).to_be_visible()
    assert page.evaluate(KEPT) == {"caches": ["hipwise-offline"], "open": None, "entries": 1}
    expect(page.locator("#own-device")).to_be_hidden()


def test_signing_out_by_any_page_keeps_what_is_sealed(app, phone, watch):
    """The server is away for what was done, and not for signing out."""
    watch.expected.add(503)
    page = phone(fresh=True, clock=False)
    go_offline(page)
    begin(page)
    onward(page, lambda: go_to_hold(page))
    page.locator("[data-go]").tap()
    page.wait_for_timeout(1_500)
    page.get_by_role("button", name="Leave").tap()
    page.context.set_offline(False)
    page.route("**/my/offline/send/", lambda route: route.fulfill(status=503))
    page.goto("/my/")
    page.locator("footer").get_by_role("link", name="Sign out").tap()
    page.locator("main").get_by_role("button", name="Sign out").tap()
    page.wait_for_url("**/accounts/login/**")
    expect(page.locator("[data-waiting]")).to_contain_text("1")
    assert page.evaluate(KEPT) == {"caches": [], "open": None, "entries": 1}


def test_what_is_refused_stays_until_it_is_thrown_away(phone):
    page = phone(clock=False)
    page.goto("/my/")
    sealed = """async () => phone.queue({
      whose: own.dataset.whose, device: own.dataset.device, key: crypto.randomUUID(),
      device_key: (await keptPackage()).deviceKey, packed: "another", began_at: 0, held: {}, felt: {},
    }, "log")"""
    page.evaluate(sealed)
    for _ in range(2):
        page.reload()
        note = page.locator("#own-device")
        expect(note).to_contain_text("could not be saved. We cannot read this session.")
        expect(note).to_contain_text("Call your clinic: ")
    assert faults(page) == []
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete it from this phone").tap()
    expect(page.get_by_text("could not be saved")).to_have_count(0)
    assert page.evaluate(KEPT)["entries"] == 0
