"""What people do in the app, in their own steps; each starts where the one before ended."""

import io
import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect
from pypdf import PdfReader


@dataclass
class Presses:
    """Counts what a person presses: what leads on, and the answers given on the way."""

    leading: int = 0
    answers: int = 0

    def on(self, page: Page, name: str, role: str = "link") -> None:
        self.leading += 1
        page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]

    def tick(self, page: Page, label: str) -> None:
        self.answers += 1
        page.get_by_label(label, exact=True).first.check()


def add_patient(page: Page, given_names: str, family_name: str, *, language: str = "en") -> str:
    """From anywhere at the clinic to the new patient's page; return its address."""
    page.goto("/c/elm/patients/")
    page.get_by_role("link", name="Add a patient").click()
    page.get_by_label("Given names").fill(given_names)
    page.get_by_label("Family name").fill(family_name)
    page.get_by_label("Date of birth").fill("14 Mar 1961")
    page.locator("[name=sex]").select_option("female")
    page.locator("[name=language]").select_option(language)
    page.locator("[name=sore_side]").select_option("left")
    page.get_by_role("button", name="Add", exact=False).last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{given_names} {family_name}")
    return page.url


def screen(page: Page, presses: Presses) -> None:
    """On the screening: nothing applies. Each group is answered once."""
    page.wait_for_url("**/screening/")  # all() takes what is there, and waits for nothing
    for none in page.get_by_label("None of these").all():
        presses.answers += 1
        none.check()
    presses.on(page, "Save the screening", "button")


def set_dose(
    page: Page, phase: int, routine: str, *, hold: str, low: str, high: str, holds: str = ""
) -> None:
    """In the draft: a hold and a band of pressure of one's own, and how many holds."""
    card = page.locator(f"#p{phase}")
    if card.get_attribute("open") is None:
        card.locator("summary").first.click()
    part = card.get_by_role("region", name=routine, exact=True)
    for label, value in (("Hold, seconds", hold), ("Pressure from", low), ("Pressure to", high)):
        part.get_by_label(label).first.fill(value)
    if holds:
        part.get_by_label("Holds a side").first.fill(holds)


def teach(page: Page, presses: Presses) -> None:
    for said in (
        "Found the spot",
        "Showed the pressure",
        "Knows the stop signs",
        "Opened the page or chose paper",
    ):
        presses.tick(page, said)


def read_pdf(page: Page, presses: Presses) -> str:
    """Open the PDF as people do, in a tab of its own; return its text."""
    is_paper = re.compile(r"/handout\.pdf(\?|$)")
    with page.context.expect_event(
        "response", lambda response: is_paper.search(response.url), timeout=60_000
    ) as opened:
        presses.on(page, "Open the PDF to print", "button")
    # A browser keeps what its own viewer shows to itself: the same bytes once more, from the cache.
    answer = page.request.get(opened.value.url)
    assert answer.headers["content-type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.body()))
    return re.sub(r"\s+", " ", " ".join(sheet.extract_text() for sheet in reader.pages))


def tap(page: Page, question: str, answer: str) -> None:
    """Choose one of a few big targets, whose own control is out of sight."""
    group = page.get_by_role("group", name=question, exact=True)
    group.get_by_role("radio", name=answer, exact=True).check(force=True)


def fill_log(page: Page, *, pain: tuple[str, str, str], sign: str = "") -> None:
    """On the log: everything was done, and this is what was felt."""
    page.wait_for_url("**/my/log/")
    tap(page, "Did you notice any warning sign?", "Yes, show me" if sign else "No, none")
    if sign:
        page.get_by_label(sign).check()
    for group in page.locator("fieldset", has=page.get_by_label("Done in part")).all():
        group.get_by_label("Done", exact=True).check()
    questions = ("Pain before", "Worst pain during", "Pain after")
    for question, answer in zip(questions, pain, strict=True):
        tap(page, question, answer)


def log_session(page: Page, *, pain: tuple[str, str, str], sign: str = "") -> None:
    """From the patient's own page to what is said once the session is saved."""
    page.goto("/my/")
    page.get_by_role("link", name="Log a session").first.click()
    fill_log(page, pain=pain, sign=sign)
    page.get_by_role("button", name="Save this session").click()
