"""People come in: staff from a mail, patients from a sheet of paper; with what the pages say."""

import email
import io
import re
import time
from email import policy
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.app import App
from tests.browser.conftest import NARROW
from tests.browser.looks import faults, too_small, too_wide
from tests.one_time_codes import Codes

PASSWORD = "seven-quiet-otters-walk"
MOST_TAPS, MOST_SECONDS = 6, 120


def newest_mail(app: App, to: str, before: int = 0) -> str:
    """What somebody finds in their mailbox once there are more than `before` mails to them."""
    until = time.monotonic() + 20  # a worker brings it
    while len(found := mails_to(app, to)) <= before:
        assert time.monotonic() < until, f"no mail to {to}"
        time.sleep(0.2)
    return found[-1]


def mails_to(app: App, to: str) -> list[str]:
    found: list[str] = []
    if not (app.log.parent / "mail").is_dir():
        return found
    for path in sorted((app.log.parent / "mail").iterdir(), key=lambda one: one.stat().st_mtime):
        for part in Path(path).read_bytes().split(b"-" * 79 + b"\n"):
            message = email.message_from_bytes(part.lstrip(), policy=policy.default)
            if message["To"] == to:
                found.append(message.get_content())
    return found


def link_in(text: str) -> str:
    return re.search(r"http\S+", text).group()


def set_up_second_factor(page: Page) -> None:
    """What the set-up pages ask for, done with an app that counts like any other."""
    page.get_by_role("link", name="Set up an app").click()
    secret = re.sub(r"\s", "", page.locator(".hw-secret").inner_text())
    page.get_by_label("code", exact=False).fill(Codes(secret).next())
    page.get_by_role("button", name="Check the code").click()
    page.get_by_role("link", name="Go on", exact=False).click()


@pytest.fixture
def owner(visit, width) -> Page:
    return visit("owner", width=width)


def test_from_the_mail_to_the_first_patient(app: App, owner: Page, visit, width):
    """Only with what the mail and the pages offer: nobody explains anything."""
    address = f"newcomer-{width}@elm.example"
    owner.goto("/c/elm/staff/")
    owner.get_by_role("link", name="Invite somebody").click()
    owner.get_by_label("E-mail address").fill(address)
    owner.get_by_role("button", name="Send the invitation").click()
    expect(owner.locator("main")).to_contain_text(f"on its way to {address}")
    assert too_wide(owner) == []
    assert faults(owner) == []

    page = visit(width=width)
    page.goto(link_in(newest_mail(app, address)))
    assert urlsplit(page.url).path == "/join/"
    assert faults(page) == []
    page.get_by_label("Your given names").fill("Nora")
    page.get_by_label("Your family name").fill(f"Newcomer {width}")
    page.get_by_label("A password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Protect your account")
    set_up_second_factor(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Today")
    page.get_by_role("link", name="Add a patient").click()
    page.get_by_label("Given names").fill("Erika")
    page.get_by_label("Family name").fill(f"Erste-{width}")
    page.get_by_label("Date of birth").fill("14 Mar 1961")
    page.get_by_role("button", name="Add", exact=False).last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Erika Erste-{width}")


def test_from_the_printed_sheet_to_todays_program(app: App, visit, capsys):
    """Somebody of 80 with a phone: a tap is whatever a finger does, typing a word is none."""
    staff = visit("front_desk")
    staff.goto(f"/c/elm/patients/{app.ids['elm']['paper_patient_id']}/invite/")
    staff.get_by_role("button", name="Make the sheet").click()
    sheet = Image.open(io.BytesIO(staff.locator(".hw-sheet").screenshot()))
    (code,) = zxingcpp.read_barcodes(sheet)

    phone = visit(width=NARROW)
    began, taps = time.monotonic(), 0
    phone.goto(code.text)  # the camera shows the address
    taps += 1
    for field, typed in (
        ("The name you will sign in with", f"rosa{int(began)}"),
        ("A password", PASSWORD),
        ("The password once more", PASSWORD),
    ):
        phone.get_by_label(field).tap()
        phone.keyboard.type(typed, delay=20)
        taps += 1
    assert too_small(phone) == []
    assert too_wide(phone) == []
    phone.get_by_role("button", name="Open my page").tap()
    taps += 1
    expect(phone).to_have_url(re.compile(r"/my/$"))
    expect(phone.locator("main")).to_contain_text("Today")
    seconds = time.monotonic() - began
    with capsys.disabled():
        print(f"\nfrom the sheet to today's program: {taps} taps, {seconds:.0f} s of machine time")
    assert taps <= MOST_TAPS
    assert seconds < MOST_SECONDS


def test_a_code_by_e_mail_opens_the_page(app: App, visit):
    staff = visit("front_desk")
    chart = f"/c/elm/patients/{app.ids['elm']['paper_patient_id']}"
    staff.goto(f"{chart}/edit/")
    staff.get_by_label("E-mail").first.fill("rosa@example.org")
    staff.get_by_role("button", name="Save").first.click()
    staff.goto(f"{chart}/invite/")
    staff.get_by_role("button", name="Send the mail").click()
    phone = visit(width=NARROW)
    phone.goto(link_in(newest_mail(app, "rosa@example.org")))
    phone.get_by_role("button", name="Open my page").tap()
    expect(phone).to_have_url(re.compile(r"/my/$"))
    phone.context.clear_cookies()

    phone.goto("/my/")
    phone.get_by_role("link", name="E-mail me a code").tap()
    phone.get_by_label("E-mail address").fill("rosa@example.org")
    phone.get_by_role("button", name="E-mail me a code").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Type the code")
    said = newest_mail(app, "rosa@example.org", before=1)
    phone.get_by_label("The code").fill(re.search(r"(?m)^([A-Z0-9]{4}-?[A-Z0-9]{4})$", said)[1])
    assert faults(phone) == []
    phone.get_by_role("button", name="Go on").tap()
    expect(phone).to_have_url(re.compile(r"/my/$"))
