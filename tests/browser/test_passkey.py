"""Second factors in a real browser: a passkey, an authenticator app by keyboard, no scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import sign_in
from tests.browser.looks import faults, look, too_small, too_wide
from tests.one_time_codes import Codes


def with_authenticator(page: Page) -> None:
    """Give the browser a phone's built-in passkeys, whose owner always agrees."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_a_passkey_is_added_and_signs_in_alone(app, visit):
    page = visit()
    local = app.url.replace("127.0.0.1", "localhost")
    with_authenticator(page)
    member = app.account("front_desk", "oak")
    page.goto(f"{local}/accounts/login/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_visible()
    sign_in(page, member["login"], member["password"], member["totp_secret"], at=local)

    page.goto(f"{local}/accounts/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("This computer")
    page.get_by_role("button", name="Add it now").click()
    expect(page.get_by_role("status")).to_contain_text("Your passkey is added.")
    page.goto(f"{local}/accounts/2fa/")
    expect(page.locator("main")).to_contain_text("This computer")

    page.context.clear_cookies()
    page.goto(f"{local}/c/oak/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/c/oak/")


def test_without_a_passkey_the_page_says_so(app, visit):
    page = visit()
    local = app.url.replace("127.0.0.1", "localhost")
    with_authenticator(page)
    page.goto(f"{local}/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert").filter(has_text="That did not work")).to_be_focused()


def test_an_app_is_typed_by_keyboard(app, visit):
    page = visit()
    member = app.account("practitioner", "oak")
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address or user name").focus()
    page.keyboard.type(member["login"])
    page.get_by_label("Password").focus()
    page.keyboard.type(member["password"])
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code")).to_be_focused()
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Code")).to_be_focused()
    page.keyboard.type(Codes(member["totp_secret"]).next())
    page.keyboard.press("Enter")
    page.wait_for_url("**/c/oak/")


def set_up_anew(page: Page) -> None:
    """The owner's app is gone: what a new member does on the first day, from the first page."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Protect your account")
    page.get_by_role("link", name="Set up an app").click()
    page.wait_for_url("**/totp/activate/")
    secret = re.sub(r"\s", "", page.locator(".hw-secret").inner_text())
    assert page.locator(".hw-qr").evaluate("one => one.naturalWidth") > 0
    page.get_by_label("Code").fill(Codes(secret).next())
    page.get_by_role("button", name="Check the code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Keep these recovery codes")
    expect(page.locator(".hw-codes li")).to_have_count(10)


def test_a_new_member_sets_up_an_app_without_scripts(app, visit):
    member = app.account("owner", "oak")
    app.manage("reset_second_factor", member["login"])
    page = visit(javascript=False)
    sign_in(page, member["login"], member["password"])
    page.goto("/c/oak/")
    set_up_anew(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as a file").click()
    kept = download.value.path().read_text()
    assert kept.count("\n") >= 10
    page.get_by_role("link", name="I have kept them. Go on").click()
    page.wait_for_url("**/c/oak/")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_page_reads_well_for_all(app, visit, width, dark):
    member = app.account("owner", "oak")
    app.manage("reset_second_factor", member["login"])
    page = visit(width=width, dark=dark)
    sign_in(page, member["login"], member["password"])
    seen = []

    def check() -> None:
        look(page, width, dark=dark)
        assert faults(page) == [], page.url
        assert too_wide(page) == [], page.url
        assert too_small(page) == [], page.url
        seen.append(page.url)

    check()
    page.goto("/accounts/2fa/totp/activate/")
    check()
    page.goto("/accounts/second-step/")
    set_up_anew(page)
    check()
    for path in ("", "totp/deactivate/", "recovery-codes/generate/", "webauthn/", "webauthn/add/"):
        page.goto(f"/accounts/2fa/{path}")
        check()
    assert len(set(seen)) == 8
