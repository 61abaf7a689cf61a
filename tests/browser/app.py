"""The real app with the demo, and a real browser: for browser tests and for script/screenshots."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.one_time_codes import Codes

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
NO_CHROMIUM = "These tests need Chromium. As root, type: apt-get install chromium-headless-shell"


_codes: dict[str, Codes] = {}
# Everybody speaks English, and nobody has to wait for the app's next code.
RECOVERY_CODES = """
import json
from patients.models import Patient
Patient.objects.update(language="en")
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
users = [row.user for row in Authenticator.objects.filter(type="totp")]
print(json.dumps({one.username: RecoveryCodes.activate(one).get_unused_codes() for one in users}))
"""


@dataclass(frozen=True)
class App:
    """An app that is running, who can sign in to it, and an id of everything in it."""

    url: str
    accounts: list[dict[str, Any]]
    ids: dict[str, dict[str, int | str]]
    log: Path
    environment: dict[str, str]

    def account(self, role: str, clinic: str = "elm") -> dict[str, Any]:
        """The first account of a role; a patient may be asked for by login too."""
        return next(
            one
            for one in self.accounts
            if one["clinic"] == clinic and role in {one["role"], one["login"]}
        )

    def manage(self, *command: str) -> str:
        """Run a command on the console of the app."""
        return run(self.environment, "manage.py", *command)

    def patients(self, clinic: str = "elm") -> list[str]:
        return [
            one["login"]
            for one in self.accounts
            if one["clinic"] == clinic and one["role"] == "patient"
        ]


def prepare(data: Path) -> None:
    """Set up a data directory as script/server does, and fill it with the demo."""
    data.mkdir(mode=0o700, exist_ok=True)
    environment = _environment(data)
    run(environment, "script/prepare.py")
    codes = run(environment, "manage.py", "shell", "--no-imports", "-c", RECOVERY_CODES)
    (data / "recovery-codes.json").write_text(codes)


@contextmanager
def running_app(data: Path) -> Iterator[App]:
    """Serve a data directory that is prepared."""
    port = free_port()
    environment = _environment(data) | {"PORT": str(port)}
    demo = json.loads(run(environment, "manage.py", "demo", "--json"))
    recovery = json.loads((data / "recovery-codes.json").read_text())
    for account in demo["accounts"]:
        if secret := account["totp_secret"]:
            _codes[secret] = Codes(secret, recovery[account["login"]])
    log = data / "server.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "script/serve.py"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url, server)
        yield App(url, demo["accounts"], demo["ids"], log, environment)
    finally:
        server.terminate()
        server.wait(timeout=60)


def _environment(data: Path) -> dict[str, str]:
    ours = {"DJANGO_SETTINGS_MODULE": "clinic.settings", "HIPWISE_DATA": str(data)}
    return {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "PUBLIC_URL"}} | ours


def run(environment: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def _wait_for(url: str, server: subprocess.Popen) -> None:
    for _ in range(300):
        assert server.poll() is None, f"gunicorn ended with {server.returncode}"
        try:
            urllib.request.urlopen(f"{url}/static/icon.svg", timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")


def chromium() -> str:
    """Where the browser is: the one without windows, or else the whole one."""
    found = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if found is None:
        raise FileNotFoundError(NO_CHROMIUM)
    return found


@contextmanager
def running_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


def sign_in(
    page: Page, login: str, password: str, totp_secret: str | None = None, at: str = ""
) -> None:
    """Sign in by the page that people use; staff with the code of their authenticator app."""
    page.goto(f"{at}/accounts/login/")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(password)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    if totp_secret is not None:
        give_code(page, totp_secret)
        page.wait_for_url(lambda url: "/accounts/" not in url)


def show_again(page: Page, password: str) -> None:
    """Show once more who one is, on the page that sensitive pages lead to."""
    page.goto("/accounts/reauthenticate/")
    page.locator("[name=password]").fill(password)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/accounts/" not in url)


def give_code(page: Page, totp_secret: str) -> None:
    """A code of the authenticator app or a recovery code, on the page that asks for it."""
    page.locator("[name=code]").fill(_codes.setdefault(totp_secret, Codes(totp_secret)).next())
    page.locator("main button[type=submit]").first.click()
