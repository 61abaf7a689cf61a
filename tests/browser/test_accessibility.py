"""
Every page of the demo, narrow and wide, light and dark: sound for axe-core and for the eye.

In Spanish every page that patients see, and those of the staff that say most.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.app import App
from tests.browser.conftest import NARROW, WIDE
from tests.browser.looks import choose, faults, look, too_small, too_wide
from tests.test_architecture import ROUTES

PAGES = [route for route in ROUTES if not route.endswith((".png", ".pdf", ".webmanifest"))]
# Addresses whose page depends on the state of what it shows: the state to look for.
STATES = {
    "c/<slug:clinic_slug>/programs/<int:program_id>/edit/": ["draft"],
    "c/<slug:clinic_slug>/programs/<int:program_id>/resume/": ["paused"],
    "c/<slug:clinic_slug>/programs/<int:program_id>/": ["", "draft", "paused", "ended"],
    "c/<slug:clinic_slug>/patients/<int:patient_id>/": ["", "archived"],
}
STATEFUL_PAGES = [(route, state) for route in PAGES for state in STATES.get(route, [""])]
ACCOUNT_PAGES = ["login", "password/reset", "password/reset/done", "signup", "inactive"]
SIGNED_IN_PAGES = ["logout", "password/change", "reauthenticate"]
# Who comes without an invitation is told that there is none.
WITH_A_TOKEN = {"invitation/", "first-owner/", "join/"}
# A form sent as it comes: its page with everything wrong that can be.
WRONG = {
    "owner": [
        "patients/new/",
        "patients/{patient_id}/screening/",
        "programs/{program_id}/sessions/new/",
        "programs/{program_id}/complete/",
        "programs/{paused_program_id}/resume/",
        "alerts/{alert_id}/handle/",
        "routines/new/",
    ],
    "patient": ["/my/log/"],
    "": ["/accounts/login/"],
}
WRONG_FORMS = [(role, path, "en") for role, paths in WRONG.items() for path in paths]
SPANISH = [route for route in PAGES if not route.startswith("c/")] + [
    f"c/<slug:clinic_slug>/{path}"
    for path in (
        "",
        "patients/",
        "patients/new/",
        "patients/<int:patient_id>/",
        "patients/<int:patient_id>/screening/",
        "programs/<int:program_id>/",
        "programs/<int:program_id>/edit/",
        "programs/<int:program_id>/handout/",
        "routines/<int:routine_id>/",
        "staff/",
        "settings/",
        "trail/",
    )
]
SPANISH_ACCOUNT_PAGES = [f"accounts/{path}/" for path in ACCOUNT_PAGES]


def address(app: App, route: str, state: str = "") -> str:
    unknown = {"token": "worn-out", "own_device_id": 0}  # the demo keeps nothing on a phone
    ids: dict[str, object] = {"clinic_slug": "elm", **unknown, **app.ids["elm"]}
    if state:
        ids |= {
            "program_id": ids.get(f"{state}_program_id"),
            "patient_id": ids.get(f"{state}_patient_id"),
        }
    return "/" + re.sub(r"<\w+:(\w+)>", lambda match: str(ids[match[1]]), route)


def role_for(route: str) -> str:
    return {"c/": "owner", "my": "patient"}.get(route[:2], "")


def assert_sound(page: Page, *, in_reach: bool) -> None:
    """What must hold of the page that is open, at each width and in each light."""
    for width, dark in ((WIDE, False), (WIDE, True), (NARROW, True), (NARROW, False)):
        look(page, width, dark=dark)
        known = (width == WIDE) != dark  # each width and each light once in full is enough
        assert faults(page, colors_only=known) == [], f"{width} px, {'dark' if dark else 'light'}"
        assert too_wide(page) == [], f"{width} px"
    if in_reach:
        assert too_small(page) == []
    look(page, 320, dark=False)
    assert too_wide(page) == [], "320 px"


def assert_sound_on_a_phone(page: Page, *, in_reach: bool) -> None:
    """What other words may break: names of things, and their room where there is least of it."""
    look(page, NARROW, dark=False)
    assert faults(page) == [], "light"
    assert too_wide(page) == []
    if in_reach:
        assert too_small(page) == []
    look(page, 320, dark=True)
    assert faults(page, colors_only=True) == [], "dark"
    assert too_wide(page) == [], "320 px"


def is_to_be_seen(page: Page, url: str) -> bool:
    """Not what only takes a press of a button, or is read by machines."""
    answer = page.request.get(url)
    return answer.status != 405 and "text/html" in answer.headers["content-type"]


@pytest.mark.parametrize(("route", "state"), STATEFUL_PAGES)
def test_every_page_is_sound(app, visit, watch, route, state):
    role, url = role_for(route), address(app, route, state)
    page = visit(role)
    watch.expected |= {404} if "<str:token>" in route or route in WITH_A_TOKEN else set()
    if not is_to_be_seen(page, url):
        return
    page.goto(url)
    assert_sound(page, in_reach=role != "owner")


@pytest.mark.parametrize("route", SPANISH + SPANISH_ACCOUNT_PAGES)
def test_it_is_sound_in_spanish(app, visit, watch, route):
    role, state = role_for(route), STATES.get(route, [""])[0]
    url = address(app, route, state)
    page = visit(role, width=NARROW)
    choose(page, "es", app.url)
    watch.expected |= {404} if "<str:token>" in route or route in WITH_A_TOKEN else set()
    if not is_to_be_seen(page, url):
        return
    page.goto(url)
    assert page.locator("html").get_attribute("lang") == "es"
    assert_sound_on_a_phone(page, in_reach=role != "owner")


@pytest.mark.parametrize("path", ["", "log/", "history/", "stop/"])
@pytest.mark.parametrize("number", range(4))
def test_every_story_of_a_patient_is_sound(app, visit, number, path):
    page = visit(app.patients()[number])
    page.goto(f"/my/{path}")
    assert_sound(page, in_reach=True)


@pytest.mark.parametrize("path", ACCOUNT_PAGES + SIGNED_IN_PAGES)
def test_the_pages_around_signing_in_are_sound(visit, path):
    page = visit("patient" if path in SIGNED_IN_PAGES else "")
    page.goto(f"/accounts/{path}/")
    assert_sound(page, in_reach=True)


@pytest.mark.parametrize(
    ("role", "path", "language"),
    [*WRONG_FORMS, ("patient", "/my/log/", "es"), ("", "/accounts/login/", "es")],
)
def test_every_form_is_sound_with_everything_wrong(app, visit, role, path, language):
    page = visit(role)
    choose(page, language, app.url)
    url = path.format(**app.ids["elm"])
    page.goto(url if url.startswith("/") else f"/c/elm/{url}")
    asking = page.locator("input:not([type=hidden]), select, textarea")
    form = page.locator("main form[method=post]").filter(has=asking).last
    for box in form.locator("input:not([type=hidden], [type=radio], [type=checkbox])").all():
        box.evaluate("field => { field.value = '' }")
    with page.expect_navigation():  # the page may hold an alert already
        form.evaluate("form => { form.noValidate = true; form.requestSubmit() }")
    page.locator("[role=alert], .invalid-feedback").first.wait_for()
    assert_sound(page, in_reach=role != "owner")


@pytest.mark.parametrize("role", ["", "owner", "patient"])
def test_a_page_that_is_not_there_is_sound(visit, watch, role):
    watch.expected.add(404)
    page = visit(role)
    page.goto("/nowhere/")
    assert_sound(page, in_reach=True)


@pytest.mark.parametrize("role", ["practitioner", "front_desk"])
@pytest.mark.parametrize(
    "path", ["", "patients/", "patients/{patient_id}/", "programs/{program_id}/"]
)
def test_what_others_of_the_staff_see_is_sound(app, visit, role, path):
    page = visit(role)
    page.goto("/c/elm/" + path.format(**app.ids["elm"]))
    assert_sound(page, in_reach=False)


def the_skip_link_skips(page: Page) -> bool:
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    return page.evaluate("location.hash") == "#content"


@pytest.mark.parametrize(("role", "path"), [("owner", "/c/elm/"), ("patient", "/my/"), ("", "/")])
def test_the_first_tab_skips_to_the_content(visit: Callable[..., Page], role, path):
    page = visit(role)
    page.goto(path)
    page.evaluate("document.activeElement.blur()")
    assert the_skip_link_skips(page)
