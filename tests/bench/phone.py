"""
On a phone: what Lighthouse says of the pages a patient opens, and how soon they can be used.

The demo is served as in earnest, and opened in a Chromium that is signed in as a patient.
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

from playwright.sync_api import sync_playwright

from tests.bench.rows import Row
from tests.browser import guided
from tests.browser.app import (
    ARGUMENTS,
    ROOT,
    App,
    chromium,
    free_port,
    prepare,
    running_app,
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
            found += [phone.on_slow_3g(TODAY), phone.on_slow_3g(TODAY, AGAIN)]
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

    def on_slow_3g(self, path: str, *again: str) -> Row:
        reports = [self._look(path, *SLOW_3G, *again) for _ in range(self.runs)]
        times = usable(reports)
        reached = "reached" if statistics.median(times) <= USABLE else "MISSED"
        visit = "a later visit" if again else "the first visit"
        return Row(f"{path} on slow 3G, {visit}", times, note=f"{reached}: <= {USABLE} ms")

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
