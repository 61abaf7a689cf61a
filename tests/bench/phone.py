"""
On a phone: what Lighthouse says of the pages a patient opens, and how soon they can be used.

The demo is served as in earnest, and opened in a Chromium that is signed in as a patient. Slow 3G
is told twice: as Lighthouse works it out from a quick visit, and by a line that is as slow.
"""

import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.rows import Row
from tests.bench.slow_line import slow_line
from tests.browser import guided
from tests.browser.app import (
    ARGUMENTS,
    ROOT,
    App,
    chromium,
    free_port,
    prepare,
    running_app,
    running_browser,
    sign_in,
)

PINNED = Path(__file__).resolve().parent / "lighthouse"
INSTALLED = ROOT / "var" / "lighthouse"
SIGN_IN, TODAY = "/accounts/login/", "/my/"
PATIENTS_PAGES = [TODAY, "/my/session/", "/my/log/", "/my/history/"]
AIMS = {"performance": 95, "accessibility": 100, "best-practices": 100}
MOST_RUNS = 3
FIRST_VISIT = 100_000  # bytes
USABLE = 2_000  # milliseconds
# Lighthouse's usual phone has a slow 4G (150 ms there and back, 1.6 Mbit/s); a slow 3G has this.
SLOW_3G = ["--throttling.rttMs=400", "--throttling.throughputKbps=400"]
AGAIN = "--disable-storage-reset"  # what the browser has kept, it need not fetch again
FIRST, AFTER_SIGN_IN, LATER = "nothing kept", "the first after signing in", "a later one"
VISITS = [FIRST, LATER, AFTER_SIGN_IN]
SLOWER = 4  # times, than this machine: what Lighthouse takes a phone's processor for
# Milliseconds until there are words to read, and the scripts that answer to a tap have run; the
# time of a sign-in that led there is its own.
PAINTED_AND_READY = """() => {
  const [visit] = performance.getEntriesByType("navigation");
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  return Math.max(paint.startTime, visit.domContentLoadedEventEnd) - visit.redirectEnd;
}"""

Report = dict[str, Any]


def rows(rounds: int) -> list[Row]:
    program, runs = installed(), max(1, min(MOST_RUNS, rounds // 5))
    with tempfile.TemporaryDirectory(prefix="hipwise-phone-") as folder:
        data, profile = Path(folder) / "data", Path(folder) / "profile"
        prepare(data)
        with running_app(data) as app, running_chromium(profile) as port:
            phone = Phone(program, app.url, port, runs)
            found = [phone.scored(SIGN_IN), phone.on_slow_3g(SIGN_IN)]
            pages = [*PATIENTS_PAGES, begun_session(app, port)]
            found += [phone.scored(path) for path in pages]
            found += [phone.on_slow_3g(TODAY, visit=visit) for visit in VISITS]
            found += by_a_slow_line(app, runs)
    return found


def installed() -> Path:
    """Lighthouse below var/, as package-lock.json pins it: where to find what is run."""
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError("Lighthouse needs npm. As root, type: apt-get install npm")
    lock, done = PINNED / "package-lock.json", INSTALLED / "installed.json"
    if not done.exists() or done.read_bytes() != lock.read_bytes():
        shutil.rmtree(INSTALLED, ignore_errors=True)
        shutil.copytree(PINNED, INSTALLED)
        quietly = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run([npm, "ci", *quietly], cwd=INSTALLED, check=True, stdout=sys.stderr)
        shutil.copy(lock, done)
    return INSTALLED / "node_modules/lighthouse/cli/index.js"


@contextmanager
def running_chromium(profile: Path) -> Iterator[int]:
    """A browser that keeps cookies and files, as a phone's does; the port to lead it by."""
    port = free_port()
    leading = [f"--remote-debugging-port={port}", f"--user-data-dir={profile}"]
    process = subprocess.Popen(
        [chromium(), "--headless", *ARGUMENTS, *leading, "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)  # what is started may be a script that starts it
        process.wait()


def begun_session(app: App, port: int) -> str:
    """Sign in as a patient and go to the first hold of a guided session: its address."""
    account = app.account("patient")
    with sync_playwright() as playwright:
        browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        context = browser.new_context(base_url=app.url, has_touch=True)
        page = context.new_page()
        sign_in(page, account["login"], account["password"])
        guided.start(page)
        guided.onward(page, lambda: guided.go_to_hold(page))
        address = page.url.removeprefix(app.url)
        browser.contexts[0].add_cookies(context.cookies())  # where Lighthouse opens its pages
        context.close()
    return address


@dataclass(frozen=True)
class Phone:
    """A browser as Lighthouse slows it down, at a server."""

    lighthouse: Path
    url: str
    port: int
    runs: int

    def scored(self, path: str) -> Row:
        """How soon a page can be used on Lighthouse's usual phone, and its three scores."""
        reports = [self._look(path) for _ in range(self.runs)]
        scores = {name: score(reports, name) for name in AIMS}
        weight = round(value(reports[0], "total-byte-weight"))
        reached = all(scores[name] >= aim for name, aim in AIMS.items()) and weight <= FIRST_VISIT
        said = [f"{name} {points}" for name, points in scores.items()]
        said += [f"{weight / 1000:.0f} kB", *lacking(reports[-1])]
        note = f"{'reached' if reached else 'MISSED'}: {', '.join(said)}"
        return Row(f"{path} on a phone", usable(reports), note=note)

    def on_slow_3g(self, path: str, *, visit: str = FIRST) -> Row:
        reports = []
        for _ in range(self.runs):
            if visit == AFTER_SIGN_IN:
                self._keep_the_sign_in_page_alone()
            again = [] if visit == FIRST else [AGAIN]
            reports.append(self._look(path, *SLOW_3G, *again))
        times = usable(reports)
        return Row(f"{path} on slow 3G, {visit}", times, note=within_usable(times))

    def _keep_the_sign_in_page_alone(self) -> None:
        """Have the browser keep what the sign-in page brought, as who comes from there has it."""
        with sync_playwright() as playwright:
            browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{self.port}")
            (context,) = browser.contexts
            cookies = context.cookies()
            context.clear_cookies()
            page = context.new_page()
            context.new_cdp_session(page).send("Network.clearBrowserCache")
            page.goto(self.url + SIGN_IN, wait_until="networkidle")
            page.close()
            context.clear_cookies()
            context.add_cookies(cookies)

    def _look(self, path: str, *more: str) -> Report:
        asked = [f"--port={self.port}", f"--only-categories={','.join(AIMS)}", "--output=json"]
        silent = ["--quiet", "--no-enable-error-reporting"]
        said = subprocess.run(
            ["node", str(self.lighthouse), self.url + path, *asked, *silent, *more],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        report: Report = json.loads(said.stdout)
        if report["finalDisplayedUrl"] != self.url + path:
            raise RuntimeError(f"{path} led to {report['finalDisplayedUrl']}")
        return report


def by_a_slow_line(app: App, runs: int) -> list[Row]:
    """What a browser tells that loads the pages by a line as slow as slow 3G; nobody simulates."""
    account = app.account("patient")
    found: dict[str, list[float]] = {}
    with slow_line(urlsplit(app.url).port or 80) as end, running_browser() as browser:
        for _ in range(runs):
            with slow_phone(browser, f"http://{end}") as page:
                page.goto(SIGN_IN)
                found.setdefault(f"{SIGN_IN}, {FIRST}", []).append(ready(page))
                sign_in(page, account["login"], account["password"])
                found.setdefault(f"{TODAY}, {AFTER_SIGN_IN}", []).append(ready(page))
                cookies = page.context.cookies()
            with slow_phone(browser, f"http://{end}") as page:
                page.context.add_cookies(cookies)
                page.goto(TODAY)
                found.setdefault(f"{TODAY}, {FIRST}", []).append(ready(page))
    return [
        Row(f"{visit}, by a slow line", times, note=within_usable(times))
        for visit, times in found.items()
    ]


@contextmanager
def slow_phone(browser: Browser, address: str) -> Iterator[Page]:
    """A phone that has kept nothing yet, at the end of a line."""
    context = browser.new_context(
        base_url=address, viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    yield page
    context.close()


def ready(page: Page) -> float:
    page.wait_for_load_state("load")
    return page.evaluate(PAINTED_AND_READY)


def within_usable(times: list[float]) -> str:
    reached = "reached" if statistics.median(times) <= USABLE else "MISSED"
    return f"{reached}: <= {USABLE} ms"


def score(reports: list[Report], name: str) -> int:
    return round(statistics.median(one["categories"][name]["score"] for one in reports) * 100)


def value(report: Report, audit: str) -> float:
    return report["audits"][audit]["numericValue"]


def usable(reports: list[Report]) -> list[float]:
    """Milliseconds until a page is painted and answers to a tap."""
    return [value(one, "interactive") for one in reports]


def lacking(report: Report) -> list[str]:
    """What costs points, by the names of the audits; speed counts where it is not quite reached."""
    names = [
        audit["id"]
        for name, aim in AIMS.items()
        for audit in report["categories"][name]["auditRefs"]
        if audit["weight"] and report["categories"][name]["score"] * 100 < aim
    ]
    return [name for name in names if (report["audits"][name]["score"] or 0) < 0.9]
