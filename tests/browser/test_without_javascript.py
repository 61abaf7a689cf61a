"""The main job and both editors in a browser that runs no script."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.steps import (
    Presses,
    add_patient,
    log_session,
    read_pdf,
    screen,
    set_dose,
    teach,
)

HANDS = "Hands-first check and belly breathing"
STRETCH = "Half-kneeling hip stretch"
WALL = "Wall lean with ball"


@pytest.fixture
def page(visit) -> Page:
    return visit("practitioner", javascript=False)


def names_in(phase: Locator) -> list[str]:
    """The routines of a phase of the draft, in order."""
    heads = phase.locator("section h3").all_inner_texts()
    return [re.sub(r"\s*(about )?\d+ min$", "", head.strip()) for head in heads]


def assert_in_order(phase: Locator, names: list[str]) -> None:
    """The phase comes to hold these routines in this order, and no other."""
    expect(phase.locator("section h3")).to_contain_text(names)


def start_plan(page: Page, family_name: str) -> None:
    add_patient(page, "Plain", family_name)
    page.get_by_role("link", name="Screen now").first.click()
    screen(page, Presses())
    page.get_by_role("link", name="Assign a program").first.click()
    page.get_by_role("button", name="Start this plan: 8-week plan").click()


def test_screened_assigned_and_printed(page):
    start_plan(page, "Paper")
    page.get_by_role("link", name="Edit the draft").first.click()
    set_dose(page, 0, HANDS, hold="40", low="1", high="3")
    page.get_by_role("button", name="Save the draft").last.click()
    teach(page, Presses())
    page.get_by_role("button", name="Activate and print").click()
    assert "40 s" in read_pdf(page, Presses())


def test_a_draft_is_rearranged_and_nothing_typed_is_lost(page):
    start_plan(page, "Draft")
    page.get_by_role("link", name="Edit the draft").first.click()
    phase = page.locator("#p0")
    set_dose(page, 0, HANDS, hold="37", low="1", high="2")
    before = names_in(phase)

    phase.get_by_label("Routine to add to phase 1").select_option(label=WALL)
    phase.get_by_role("button", name="Add", exact=True).click()
    assert_in_order(phase, [*before, WALL])
    phase.get_by_role("button", name=f"Move {WALL} up").click()
    assert_in_order(phase, [*before[:-1], WALL, before[-1]])
    phase.get_by_role("button", name=f"Remove {WALL}").click()
    assert_in_order(phase, before)
    phase.get_by_role("button", name=f"Move {before[0]} down").click()
    assert_in_order(phase, [before[1], before[0], *before[2:]])

    phases = page.locator("details.hw-phase").count()
    page.get_by_role("button", name="Add a phase like the last one").click()
    expect(page.locator("details.hw-phase")).to_have_count(phases + 1)
    page.get_by_role("button", name=f"Remove phase {phases + 1}").click()
    expect(page.locator("details.hw-phase")).to_have_count(phases)

    kept = phase.get_by_role("region", name=HANDS, exact=True).get_by_label("Hold, seconds").first
    expect(kept).to_have_value("37")
    page.get_by_role("button", name="Save the draft").last.click()
    expect(page.locator("main")).to_contain_text("37 s")


def test_the_steps_of_a_routine_are_added_moved_and_removed(app, page):
    page.goto(f"/c/elm/routines/{app.ids['elm']['routine_id']}/edit/")
    texts = page.locator("textarea[name=step_text]")
    first, count = texts.first.input_value(), texts.count()
    texts.first.fill("Put a mat on the floor.")

    page.get_by_role("button", name="Add a step").click()
    expect(texts).to_have_count(count + 1)
    texts.last.fill("Sit up slowly.")
    page.get_by_role("button", name=f"Up step {count + 1}").click()
    expect(texts.nth(count - 1)).to_have_value("Sit up slowly.")
    page.get_by_role("button", name=f"Remove step {count + 1}").click()
    expect(texts).to_have_count(count)
    expect(texts.first).to_have_value("Put a mat on the floor.")

    page.reload()
    page.goto(page.url)
    expect(texts.first).to_have_value(first)


def test_a_patient_logs_a_session(app, visit):
    page = visit(app.patients()[3], javascript=False)
    log_session(page, pain=("3", "4", "3"))
    expect(page.locator("main")).to_contain_text("saved", ignore_case=True)


def test_a_screening_in_which_nothing_was_read_out_is_not_saved(page, app):
    page.goto(f"/c/elm/patients/{app.ids['elm']['patient_id']}/screening/")
    page.get_by_role("button", name="Save the screening").click()
    expect(page.get_by_role("alert").first).to_be_visible()
