"""Screening a patient by mouse, by touch, by keyboard, and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import faults, look, too_small, too_wide

SAVED = re.compile(r"/screenings/\d+/$")


@pytest.fixture
def screening(app) -> str:
    return f"/c/elm/patients/{app.ids['elm']['patient_id']}/screening/"


def save(page: Page) -> None:
    page.get_by_role("button", name="Save the screening").click()


def test_a_healthy_patient_takes_one_press_a_group(visit, screening, width):
    page = visit("practitioner", width=width)
    page.goto(screening)
    for none in page.get_by_label("None of these").all():
        none.check()
    expect(page.get_by_text("10 of 10 groups answered")).to_be_visible()
    save(page)
    expect(page).to_have_url(SAVED)
    expect(page.get_by_text("Nothing was found")).to_be_visible()


def test_a_healthy_patient_takes_one_key_a_group(visit, screening):
    page = visit("practitioner")
    page.goto(screening)
    page.get_by_label("None of these").first.focus()
    for _ in range(10):
        page.keyboard.press("n")
    expect(page.get_by_role("button", name="Save the screening")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(SAVED)


def test_n_is_a_letter_where_one_writes(visit, screening):
    page = visit("practitioner")
    page.goto(screening)
    page.get_by_label("Note").press_sequentially("none")
    expect(page.get_by_label("Note")).to_have_value("none")
    expect(page.get_by_text("0 of 10 groups answered")).to_be_visible()


def test_a_yes_opens_its_details_and_takes_none_back(visit, screening):
    page = visit("practitioner")
    page.goto(screening)
    belly = page.get_by_role("group", name="Belly, groin and skin now")
    belly.get_by_label("None of these").check()
    expect(belly.get_by_label("Both, or the middle").first).not_to_be_visible()
    belly.get_by_label("Do you have a hernia").check()
    expect(belly.get_by_label("None of these")).not_to_be_checked()
    expect(belly.get_by_label("Both, or the middle").first).to_be_visible()
    belly.get_by_label("None of these").check()
    expect(belly.get_by_text("is ticked too")).to_be_visible()


def test_without_scripts_nothing_is_lost(visit, screening):
    page = visit("practitioner", width=390, javascript=False)
    page.goto(screening)
    for none in page.get_by_label("None of these").all()[1:]:
        none.check()
    page.get_by_label("Do you have a fever").check()
    page.get_by_label("None of these").first.check()
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("Untick one of them")
    expect(page.get_by_label("Do you have a fever")).to_be_checked()
    page.get_by_label("None of these").first.uncheck()
    save(page)
    expect(page).to_have_url(SAVED)
    expect(page.locator(".hw-finding").first).to_contain_text("Fever or infection")


def test_an_emergency_and_an_override_stand_out(app, visit, screening):
    page = visit("practitioner")
    page.goto(screening)
    for none in page.get_by_label("None of these").all():
        none.check()
    page.get_by_label("Do you feel numb between your legs").check()
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("Act now")
    page.get_by_role("link", name="Screen again").click()
    for none in page.get_by_label("None of these").all():
        none.check()
    page.get_by_label("Do you take a blood thinner").check()
    save(page)
    page.get_by_text("Go ahead with a reason").first.click()
    page.get_by_label("Why you go ahead").first.fill("INR 2.3 last week; the GP knows.")
    page.get_by_role("button", name="Go ahead, with my name").first.click()
    expect(page.get_by_text("INR 2.3 last week; the GP knows.")).to_be_visible()
    expect(page.locator(".hw-finding").first).to_contain_text("Overridden")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_reads_well_for_all(visit, screening, width, dark):
    page = visit("practitioner", width=width, dark=dark)
    page.goto(screening)
    page.get_by_label("Do you have a hernia").check()
    page.get_by_label("Have you had a baby").check()
    save(page)
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, width, dark=dark)
    assert faults(page) == []
    assert too_wide(page) == []
    assert [one for one in too_small(page) if "hw-crumbs" not in one and "href" not in one] == []
    for none in page.get_by_label("None of these").all():
        none.check()
    page.get_by_label("Do you take a blood thinner").check()
    for name in ("yes_hernia", "yes_postpartum"):
        page.locator(f"[name={name}]").uncheck()
    save(page)
    page.get_by_text("Go ahead with a reason").first.click()
    assert faults(page) == []
    assert too_wide(page) == []
