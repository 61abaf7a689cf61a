"""Photograph the demo, at a desk and on a phone; run by script/screenshots."""

import io
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.app import App, prepare, running_app, running_browser, sign_in
from tests.browser.steps import fill_log

DESK = {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 1.5}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True}
COLORS = 128  # flat pictures lose nothing by it, and weigh a third
MOST_BYTES = 1_500_000


class Album:
    """The folder of pictures, written one by one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, name: str, png: bytes) -> None:
        picture = Image.open(io.BytesIO(png)).convert("RGB")
        path = self.folder / f"{name}.png"
        picture.quantize(COLORS, dither=Image.Dither.NONE).save(path, optimize=True)
        print(f"{path.stat().st_size:8,}  {path}")

    def photograph(self, page: Page, name: str, address: str = "", *, below: str = "") -> None:
        """Keep what a page shows at first, or from the heading `below` on."""
        if address:
            page.goto(address, wait_until="networkidle")
        if below:
            heading = page.get_by_role("heading", name=below, exact=True)
            heading.evaluate("one => one.scrollIntoView()")
            page.wait_for_load_state("networkidle")
        page.evaluate("document.activeElement.blur(); document.fonts.ready")
        self.keep(name, page.screenshot())

    def weight(self) -> int:
        return sum(path.stat().st_size for path in self.folder.glob("*.png"))


def signed_in(browser: Browser, app: App, role: str, form: dict) -> Page:
    context = browser.new_context(base_url=app.url, reduced_motion="reduce", **form)
    page = context.new_page()
    account = app.account(role)
    sign_in(page, account["login"], account["password"], account["totp_secret"])
    return page


def at_the_desk(browser: Browser, app: App, album: Album) -> None:
    page = signed_in(browser, app, "practitioner", DESK)
    clinic, ids = "/c/elm", app.ids["elm"]
    album.photograph(page, "today", f"{clinic}/")
    album.photograph(page, "patient", f"{clinic}/patients/{ids['patient_id']}/")
    album.photograph(page, "screening", f"{clinic}/patients/{ids['patient_id']}/screening/")
    album.photograph(page, "doses", f"{clinic}/programs/{ids['draft_program_id']}/edit/")
    album.photograph(page, "library", f"{clinic}/routines/", below="Built in")
    pdf = page.request.get(f"{clinic}/programs/{ids['program_id']}/handout.pdf", timeout=90_000)
    first = ["pdftoppm", "-png", "-r", "100", "-f", "1", "-l", "1", "-"]
    drawn = subprocess.run(first, input=pdf.body(), capture_output=True, check=True)
    album.keep("handout", drawn.stdout)


def on_the_phone(browser: Browser, app: App, album: Album) -> None:
    page = signed_in(browser, app, app.patients()[0], PHONE)
    album.photograph(page, "phone-today", "/my/")
    album.photograph(page, "phone-history", "/my/history/")
    album.photograph(page, "phone-stop", "/my/stop/")
    page.goto("/my/log/")
    fill_log(page, pain=("3", "4", "2"))
    album.photograph(page, "phone-log", below="What did you do?")


def main(work: Path, folder: Path) -> None:
    album = Album(folder)
    prepare(work / "data")
    with running_app(work / "data") as app, running_browser() as browser:
        at_the_desk(browser, app, album)
        on_the_phone(browser, app, album)
    if album.weight() > MOST_BYTES:
        sys.exit(f"The pictures weigh {album.weight():,} bytes: at most {MOST_BYTES:,}.")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
