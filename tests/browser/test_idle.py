"""Signed out in the middle of a form: one signs in again, and nothing typed is lost."""

import os
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import ROOT, App, give_code, sign_in
from tests.browser.steps import fill_log

AGE = """
from django.contrib.sessions.backends.db import SessionStore
session = SessionStore({key!r})
for name in ("signed_in_at", "seen_at"):
    session[name] -= {seconds}
session.save()
"""


def let_time_pass(app: App, page: Page, minutes: int) -> None:
    """For this browser's session only: what it remembers lies further back."""
    (key,) = [c["value"] for c in page.context.cookies() if c["name"] == "hipwise-session"]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "clinic.settings",
        "HIPWISE_DATA": str(app.log.parent),
    }
    code = AGE.format(key=key, seconds=minutes * 60)
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def sign_in_again(page: Page, account: dict[str, str]) -> None:
    """On the page that one was led to; what it says comes first."""
    expect(page.locator("main")).to_contain_text("nothing happened for a while")
    page.locator("[name=login]").fill(account["login"])
    page.locator("[name=password]").fill(account["password"])
    page.get_by_role("button", name="Sign in", exact=True).click()
    if account["totp_secret"]:
        give_code(page, account["totp_secret"])


@pytest.mark.parametrize(
    ("role", "javascript"),
    [("practitioner", True), ("owner", False)],
    ids=["scripts", "no scripts"],
)
def test_a_patients_record_that_was_being_edited_is_saved(app, visit, role, javascript):
    account = app.account(role)
    page = visit(javascript=javascript)
    sign_in(page, account["login"], account["password"], account["totp_secret"])
    patient_id = app.ids["elm"]["patient_id"]
    page.goto(f"/c/elm/patients/{patient_id}/edit/")
    note = page.locator("[name=phone]")
    note.fill("555 0199")
    let_time_pass(app, page, 16)
    page.get_by_role("button", name="Save").click()
    sign_in_again(page, account)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. One more press")
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(f"**/c/elm/patients/{patient_id}/")
    expect(page.locator("main")).to_contain_text("555 0199")


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_a_session_that_was_being_logged_is_saved(app, visit, javascript):
    account = app.account("patient")
    page = visit(width=390, javascript=javascript)
    sign_in(page, account["login"], account["password"], account["totp_secret"])
    page.goto("/my/log/")
    fill_log(page, pain=("4", "5", "3"))
    let_time_pass(app, page, 31)
    page.get_by_role("button", name="Save this session").click()
    sign_in_again(page, account)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/saved/")


def test_nobody_is_signed_out_without_a_warning(app, visit):
    page = visit()
    account = app.account("front_desk")
    sign_in(page, account["login"], account["password"], account["totp_secret"])
    page.clock.install()
    page.goto("/c/elm/patients/new/")
    warning = page.get_by_role("alertdialog")
    page.clock.run_for("12:00")
    expect(warning).to_be_hidden()
    page.clock.run_for("01:30")
    expect(warning).to_contain_text("Are you still there?")
    page.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_be_hidden()
    page.get_by_label("Given names").fill("Rosa")
    page.clock.run_for("16:00")
    expect(warning).to_contain_text("What you typed is still on this page")
    page.get_by_role("button", name="Back to the page").click()
    expect(page.get_by_label("Given names")).to_have_value("Rosa")
