"""The whole main job, as people do it: screen, assign, print, sign in, log, stop, review, change."""

import time

from playwright.sync_api import expect

from tests.browser.app import sign_in
from tests.browser.steps import (
    Presses,
    add_patient,
    log_session,
    read_pdf,
    screen,
    set_dose,
    teach,
)

BEAT = "You feel a beat or pulse under the ball."


def test_screened_assigned_printed_logged_stopped_reviewed_changed(app, visit, width):
    staff = visit(width=width)
    member = app.account("practitioner")
    sign_in(staff, member["login"], member["password"], member["totp_secret"])
    chart = add_patient(staff, "Zofia", f"Ördög-{width}")

    staff.get_by_role("link", name="Screen now").first.click()
    screen(staff, Presses())
    staff.goto(chart)
    staff.get_by_role("link", name="Assign a program").first.click()
    staff.locator("label", has_text="Left only").first.click()
    staff.get_by_role("button", name="Start this plan: 8-week plan").click()
    staff.get_by_role("link", name="Edit the draft").first.click()
    set_dose(staff, 0, "Hands-first check and belly breathing", hold="35", low="1", high="2")
    set_dose(staff, 0, "Half-kneeling hip stretch", hold="25", low="2", high="3")
    staff.get_by_role("button", name="Save the draft").last.click()

    presses = Presses()
    teach(staff, presses)
    presses.on(staff, "Activate and print", "button")
    expect(staff.locator("main")).to_contain_text("Left side only")
    paper = read_pdf(staff, presses)
    assert f"Zofia Ördög-{width}" in paper
    assert "35 s" in paper
    assert "25 s" in paper
    assert "Left side only" in paper
    assert "Version 1" in paper

    staff.goto(chart)
    staff.get_by_role("link", name="sign-in sheet", exact=False).or_(
        staff.get_by_role("link", name="Invite", exact=False)
    ).first.click()
    staff.get_by_role("button", name="Make the sheet").click()
    code = staff.locator(".hw-sheet__code").inner_text()

    patient = visit(width=width)
    patient.goto("/code")
    patient.get_by_label("The code on your sheet").fill(code)
    patient.get_by_role("button", name="Go on").click()
    patient.locator("[name=login]").fill(f"zofia-{width}")
    for field in patient.locator("[type=password]").all():
        field.fill("seven-quiet-otters-walk")
    patient.get_by_role("button", name="Open my page").click()
    patient.context.clear_cookies()
    sign_in(patient, f"zofia-{width}", "seven-quiet-otters-walk")
    expect(patient.locator("main")).to_contain_text("35 s")
    log_session(patient, pain=("4", "4", "3"))
    expect(patient.locator("main")).to_contain_text("saved", ignore_case=True)

    log_session(patient, pain=("3", "6", "6"), sign=BEAT)
    expect(patient.get_by_role("heading", level=1)).to_have_text("Stop now")
    expect(patient.locator("main")).to_contain_text("Nobody watches this app in real time")
    patient.goto("/my/")
    expect(patient.get_by_role("heading", level=1)).to_have_text("Your program is paused")

    staff.goto("/c/elm/")
    expect(staff.locator("main")).to_contain_text(f"Zofia Ördög-{width}")
    staff.goto(chart)
    staff.get_by_role("link", name="Review and resume").first.click()
    staff.get_by_role("link", name="Screen the patient").click()
    screen(staff, Presses())
    staff.goto(chart)
    staff.get_by_role("link", name="Review and resume").first.click()
    staff.get_by_label("What you found, and why it may go on").fill(
        "Felt over the artery: the spot was too far in. Shown again, no beat now."
    )
    staff.get_by_role("button", name="Resume the program").click()
    expect(staff.locator("main")).to_contain_text("Resumed")

    staff.get_by_role("button", name="Change", exact=True).click()
    set_dose(staff, 0, "Hands-first check and belly breathing", hold="40", low="1", high="3")
    staff.get_by_role("button", name="Save the draft").last.click()
    expect(staff.locator("main")).to_contain_text("40 s")
    presses.on(staff, "Activate and print", "button")
    paper = read_pdf(staff, presses)
    assert "Version 2" in paper
    assert "40 s" in paper
    assert "replaces version 1" in paper.lower()


def test_with_defaults_six_presses_lead_from_the_patient_to_the_paper(visit, width, capsys):
    page = visit("practitioner", width=width)
    add_patient(page, "Quick", f"Path-{width}")
    presses, began = Presses(), time.monotonic()
    presses.on(page, "Screen now")
    screen(page, presses)
    presses.on(page, "Assign a program")
    presses.on(page, "Start this plan: 8-week plan", "button")
    teach(page, presses)
    presses.on(page, "Activate and print", "button")
    read_pdf(page, presses)
    with capsys.disabled():
        print(
            f"\n{width} px: {presses.leading} presses from page to page, {presses.answers} ticks, "
            f"{time.monotonic() - began:.1f} s without thinking"
        )
    assert presses.leading <= 6
