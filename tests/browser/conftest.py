"""
The real app, started once with the demo, and a browser that forgives nothing.

Each test opens its own pages; an error in the console, a breach of the content policy, a
request that fails or an answer of 400 and above fails the test that saw it.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from tests.browser.app import App, running_app, running_browser, show_again, sign_in
from tests.browser.guided import LEFT, PHONES, start
from tests.shared import fill, made_once, migrate

NARROW, WIDE = 390, 1280
FRESH_SECONDS = 120  # of the five minutes after which sensitive pages ask again
expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker("browser")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the demo, made by the first of the processes that run tests."""
    installation = made_once(tmp_path_factory, "installation", migrate)
    return made_once(tmp_path_factory, "demo", lambda data: fill(installation, data))


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, demo: Path) -> Iterator[App]:
    data = tmp_path_factory.mktemp("browser") / "data"
    shutil.copytree(demo, data)
    with running_app(data) as app:
        yield app
        # What broke on the server fails the run even where a page hid it.
        broken = [line for line in app.log.read_text().splitlines() if "ERROR" in line]
        assert broken == []


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def signed_in(app: App, browser: Browser) -> Callable[..., Any]:
    """
    The cookies of a demo account. Each signs in once: more would be a flood to the app.

    With `fresh`, staff have shown a moment ago who they are; cookies from before no longer count.
    """
    kept: dict[str, Any] = {}
    shown: dict[str, float] = {}

    def cookies(role: str, clinic: str = "elm", *, fresh: bool = False) -> Any:
        account = app.account(role, clinic)
        login, secret = account["login"], account["totp_secret"]
        is_old = time.monotonic() - shown.get(login, 0) > FRESH_SECONDS
        if login not in kept or (fresh and secret and is_old):
            context = browser.new_context(base_url=app.url, storage_state=kept.get(login))
            if login in kept:
                show_again(context.new_page(), account["password"])
            else:
                sign_in(context.new_page(), login, account["password"], secret)
            kept[login], shown[login] = context.storage_state(), time.monotonic()
            context.close()
        return kept[login]

    return cookies


class Watch:
    """What went wrong in a browser while a test looked at something else."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.expected: set[int | str] = set()  # answers, and why requests fail

    def over(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.seen.append(f"script: {error.error}"))
        context.on("requestfailed", self._failed)
        context.on("response", self._response)

    def _console(self, message: Any) -> None:
        # Answers of 400 and above are judged by _response, which knows which are expected.
        expected = [one for one in self.expected if isinstance(one, str)]
        known = ["server responded with a status", *expected]
        if message.type == "error" and not any(one in message.text for one in known):
            self.seen.append(f"console: {message.text}")

    def _failed(self, request: Any) -> None:
        # A download, and what a page still wanted when one left it, count as aborted.
        if request.failure not in {"net::ERR_ABORTED", *self.expected}:
            self.seen.append(f"failed: {request.url} ({request.failure})")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.seen.append(f"{response.status}: {response.request.method} {response.url}")


@pytest.fixture
def watch() -> Iterator[Watch]:
    watch = Watch()
    yield watch
    assert watch.seen == []


@pytest.fixture
def visit(app: App, browser: Browser, signed_in, watch: Watch) -> Iterator[Callable[..., Page]]:
    """
    Open a page of a fresh browser, as somebody or nobody, of a width, dark, without scripts.

    `language` is what the browser asks for, which counts for who has chosen none.
    """
    contexts: list[BrowserContext] = []

    def open_page(
        role: str = "",
        *,
        clinic: str = "elm",
        width: int = WIDE,
        dark: bool = False,
        javascript: bool = True,
        language: str = "en-US",
    ) -> Page:
        context = browser.new_context(
            base_url=app.url,
            storage_state=signed_in(role, clinic, fresh=not contexts) if role else None,
            viewport={"width": width, "height": 844 if width < 600 else 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            locale=language,
            has_touch=width < 600,
            reduced_motion="reduce",
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        watch.over(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(params=[WIDE, NARROW], ids=["1280px", "390px"])
def width(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture
def begin(app: App, visit: Callable[..., Page]) -> Callable[..., Page]:
    """Begin a guided session as a patient; the timer's clock is the test's from then on."""

    def begin(
        patient: tuple[str, int] = LEFT,
        *,
        phone: str = "390x844",
        javascript: bool = True,
        dark: bool = False,
    ) -> Page:
        clinic, number = patient
        (width, height), who = PHONES[phone], app.patients(clinic)[number]
        page = visit(who, clinic=clinic, width=width, javascript=javascript, dark=dark)
        page.set_viewport_size({"width": width, "height": height})
        if javascript:
            page.clock.install()
        start(page)
        return page

    return begin
