"""
A patient's whole way on a small phone, in both languages: from the sheet of paper to a session
whose network goes away in the middle, sent once it is back, and what the practitioner then reads.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.guided import (
    PHONES,
    Say,
    answer,
    come_back,
    do_screen,
    felt_no_sign,
    kind,
    onward,
    press,
    spoken,
    start_hold,
    tap_number,
    timed,
)
from tests.browser.looks import choose, too_small, too_wide
from tests.browser.steps import Presses, add_patient, screen, set_dose, teach

HANDS, BALL = "Hands-first check and belly breathing", "Soft ball on your back"
STRETCH = "Half-kneeling hip stretch"
SIDES = {"left": "Left only", "both": "Both sides"}
# Each phone with each language and each side, and each language with each side.
WALKS = [
    ("360x640", "en", "left"),
    ("360x640", "es", "both"),
    ("390x844", "en", "both"),
    ("390x844", "es", "left"),
]
NO_NETWORK = "net::ERR_INTERNET_DISCONNECTED"
PASSWORD = "seven-quiet-otters-walk"
# Two holds of 20 s with the ball and one stretch of 15 s, on each side: as seconds() writes it.
HELD = {"left": ["40 s", "15 s"], "both": ["1 min 20 s", "30 s"]}
FELT, BAND = ["3", "5"], ["1–3", "2–4"]
PAINS = {"Pain before": "4", "Worst pain during": "5", "Pain after": "3"}


def prescribe(staff: Page, family_name: str, language: str, side: str) -> tuple[str, str]:
    """A patient, a screening, a program of its own; return the chart and the sheet's code."""
    chart = add_patient(staff, "Vera", family_name, language=language)
    staff.get_by_role("link", name="Screen now").first.click()
    screen(staff, Presses())
    staff.goto(chart)
    staff.get_by_role("link", name="Assign a program").first.click()
    staff.locator("label", has_text=SIDES[side]).first.click()
    staff.get_by_role("button", name="Start this plan: 8-week plan").click()
    staff.get_by_role("link", name="Edit the draft").first.click()
    set_dose(staff, 0, BALL, hold="20", low="1", high="3", holds="2")
    set_dose(staff, 0, STRETCH, hold="15", low="2", high="4", holds="1")
    staff.locator("#p0").get_by_role("button", name=f"Remove {HANDS}").click()
    expect(staff.locator("#p0 section h3")).to_have_count(2)
    staff.get_by_role("button", name="Save the draft").last.click()
    teach(staff, Presses())
    staff.get_by_role("button", name="Activate", exact=True).click()
    staff.goto(f"{chart}invite/")
    staff.get_by_role("button", name="Make the sheet").click()
    return chart, staff.locator(".hw-sheet__code").inner_text()


def come_in(page: Page, say: Say, code: str, login: str) -> None:
    """With the code on the sheet to today's page; the phone is one's own, and keeps the program."""
    page.goto("/code")
    page.get_by_label(say("The code on your sheet")).fill(code)
    page.get_by_role("button", name=say("Go on")).tap()
    page.locator("[name=login]").fill(login)
    for field in page.locator("[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("button", name=say("Open my page")).tap()
    page.wait_for_url("**/my/")
    page.goto("/my/account/")
    page.get_by_role("button", name=say("This is my own phone: keep my program on it")).tap()
    expect(page.locator("[data-own-device-ready]")).to_be_visible()


def drawn_side(page: Page) -> str:
    """Which side the drawing shows; the left is the right one mirrored, in its file."""
    source = page.locator(".hw-guide__drawing img").first.get_attribute("src") or ""
    is_mirrored = "scale(-1 1)" in page.request.get(source).text()
    assert is_mirrored == ("-left." in source)
    return "left" if is_mirrored else "right"


def lose_the_network(page: Page) -> None:
    """In the middle of a hold: its time runs on, and the session goes on from what the phone keeps."""
    start_hold(page)
    page.clock.run_for(3_000)
    page.context.set_offline(True)
    page.clock.run_for((timed(page) + 8) * 1000)
    page.wait_for_url("**/my/offline/")
    expect(page.locator("#guide")).to_be_visible()


def guide_through(page: Page, say: Say) -> set[str]:
    """Every screen as it asks, from the second hold on without network; return the sides drawn."""
    drawn, holds = set(), 0
    felt = iter(FELT)
    while page.locator("#guide").count():
        what = kind(page)
        holds += what == "hold"
        if what == "hold":
            drawn.add(drawn_side(page))
        if what == "felt":
            value = next(felt)
            onward(
                page, lambda value=value: page.locator(f"[name=pressure][value='{value}']").tap()
            )
        elif what == "intro" and holds == 0:
            onward(page, lambda: press(page, "next"))  # reads every step of the first routine
        elif what == "hold" and holds == 2:
            lose_the_network(page)
        elif what == "hold" and holds == 1:
            onward(page, lambda: go_on_after_a_pause(page, say))
        else:
            do_screen(page)
    return drawn


def go_on_after_a_pause(page: Page, say: Say) -> None:
    start_hold(page)
    page.clock.run_for(4_000)
    page.get_by_role("button", name=say("Pause")).tap()
    page.clock.run_for(60_000)
    page.get_by_role("button", name=say("Go on"), exact=True).tap()
    page.clock.run_for((timed(page) + 4) * 1000)


def rows_read(staff: Page) -> list[list[str]]:
    """Of the practitioner's page of a session: held, pressure felt, and its band, by routine."""
    rows = staff.locator("main table").first.locator("tbody tr").all()
    cells = [one.locator("td").all_inner_texts() for one in rows]
    return [[one[2].strip(), one[4].split()[0], one[5].strip()] for one in cells]


@pytest.mark.parametrize(("phone", "language", "side"), WALKS, ids=map(" ".join, WALKS))
def test_what_a_patient_did_is_what_the_practitioner_reads(
    app, visit, watch, phone, language, side
):
    (width, height), say = PHONES[phone], spoken(language)
    staff, name = visit("practitioner"), f"{language}-{side}-{width}"
    chart, code = prescribe(staff, f"Walk-{name}", language, side)

    page = visit(width=width, language=language)
    page.set_viewport_size({"width": width, "height": height})
    page.clock.install()
    watch.expected |= {NO_NETWORK, "Failed to load resource"}
    come_in(page, say, code, f"vera-{name}")
    page.goto("/my/")
    assert page.locator("html").get_attribute("lang") == language
    page.get_by_role("link", name=say("Start today’s session")).tap()
    answer(page, pain=PAINS["Pain before"], say=say)
    assert guide_through(page, say) == ({"left"} if side == "left" else {"right", "left"})

    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(say("How was it?"))
    assert too_wide(page) == []
    assert too_small(page) == []
    felt_no_sign(page, say)
    for question in ("Worst pain during", "Pain after"):
        tap_number(page, say(question), PAINS[question])
    page.get_by_role("button", name=say("Save this session")).tap()
    expect(heading).to_have_text(say("Kept on this phone. Thank you."))
    come_back(page)
    heard = say("Your session without network is saved now.")
    expect(page.locator("[data-heard]")).to_have_text(heard, timeout=60_000)

    for read in ("en", "es"):
        choose(staff, read, app.url)
        staff.goto(chart)
        session = staff.locator("main tr", has=staff.locator("a[href*='/sessions/']")).first
        expect(session).to_contain_text("4 → 3")
        session.locator("a").first.click()
        staff.wait_for_url("**/sessions/*/")
        expect(staff.locator("html")).to_have_attribute("lang", read)
        expect(staff.locator("main")).to_contain_text(spoken(read)("Guided session"))
        wanted = zip(HELD[side], FELT, BAND, strict=True)
        assert rows_read(staff) == [list(one) for one in wanted]
        pains = staff.locator("main .hw-facts").first.locator("dd").all_inner_texts()
        assert pains == list(PAINS.values())
