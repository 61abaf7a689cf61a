"""
Every page of the demo in both languages, narrow and wide, enlarged, light and dark: sound for
axe-core and for the eye.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from patients.portal.help_topics import TOPICS
from tests.browser.app import App
from tests.browser.conftest import NARROW, WIDE
from tests.browser.looks import (
    FOURFOLD,
    TWICE,
    badly_shown,
    badly_shown_in_large_text,
    choose,
    faults,
    faults_but_colors,
    faults_of_colors,
    look,
    too_small,
)
from tests.declared import BUTTONS
from tests.test_architecture import ROUTES

# What machines read, or what takes only a press of a button, is not to be seen.
FILES = (".png", ".pdf", ".webmanifest", ".js", ".ics", "/send/")
PAGES = [
    route
    for route in ROUTES
    if not route.endswith(FILES) and ROUTES[route].name not in BUTTONS.split()
]
# Addresses whose page depends on the state of what it shows: the state to look for.
STATES = {
    "c/<slug:clinic_slug>/programs/<int:program_id>/edit/": ["draft"],
    "c/<slug:clinic_slug>/programs/<int:program_id>/resume/": ["paused"],
    "c/<slug:clinic_slug>/programs/<int:program_id>/": ["", "draft", "paused", "ended"],
    "c/<slug:clinic_slug>/patients/<int:patient_id>/": ["", "archived"],
    "my/help/<slug:help_topic>/": list(TOPICS),
}
STATEFUL_PAGES = [(route, state) for route in PAGES for state in STATES.get(route, [""])]
ACCOUNT_PAGES = [
    "login",
    "login/code",
    "password/reset",
    "password/reset/done",
    "signup",
    "inactive",
]
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
LIGHT, DARK = False, True
# What axe looks at changes with the width and with the language, colours with the light. So each
# language, each width and each light is there, though not each with each.
LOOKS: dict[str, list[tuple[int, bool, list[Callable[[Page], list[str]]]]]] = {
    "en": [
        (WIDE, DARK, [faults]),
        (FOURFOLD, LIGHT, [faults_but_colors, faults_of_colors]),
        (TWICE, DARK, [faults_of_colors]),
    ],
    "es": [
        (TWICE, LIGHT, [faults_but_colors, faults_of_colors]),
        (FOURFOLD, DARK, [faults_of_colors]),
    ],
}


def address(app: App, route: str, state: str = "") -> str:
    unknown = {"token": "worn-out", "own_device_id": 0}  # the demo keeps nothing on a phone
    ids: dict[str, object] = {"clinic_slug": "elm", **unknown, **app.ids["elm"]}
    if state in TOPICS:
        ids["help_topic"] = state
    elif state:
        ids |= {
            "program_id": ids.get(f"{state}_program_id"),
            "patient_id": ids.get(f"{state}_patient_id"),
        }
    return "/" + re.sub(r"<\w+:(\w+)>", lambda match: str(ids[match[1]]), route)


def role_for(route: str) -> str:
    return {"c/": "owner", "my": "patient"}.get(route[:2], "")


def assert_sound(page: Page, *, in_reach: bool, language: str = "en") -> None:
    """What must hold of the page that is open, at each width and in each light."""
    for width, dark, found in LOOKS[language]:
        look(page, width, dark=dark)
        where = f"{language}, {width} px, {'dark' if dark else 'light'}"
        assert [fault for find in (*found, badly_shown) for fault in find(page)] == [], where
    look(page, NARROW, dark=False)
    assert badly_shown(page) == [], f"{language}, {NARROW} px"
    if in_reach:
        assert too_small(page) == [], language
    assert badly_shown_in_large_text(page) == [], f"{language}, large text"


@pytest.mark.parametrize(("route", "state"), STATEFUL_PAGES)
def test_every_page_is_sound(app, visit, watch, route, state):
    role, url = role_for(route), address(app, route, state)
    page = visit(role)
    watch.expected |= {404} if "<str:token>" in route or route in WITH_A_TOKEN else set()
    for language in LOOKS:
        choose(page, language, app.url)
        page.goto(url)
        assert page.locator("html").get_attribute("lang") == language
        assert_sound(page, in_reach=role != "owner", language=language)


@pytest.mark.parametrize("path", ["", "log/", "history/", "stop/"])
@pytest.mark.parametrize("number", range(4))
def test_every_story_of_a_patient_is_sound(app, visit, number, path):
    page = visit(app.patients()[number])
    page.goto(f"/my/{path}")
    assert_sound(page, in_reach=True)


@pytest.mark.parametrize("path", ACCOUNT_PAGES + SIGNED_IN_PAGES)
def test_the_pages_around_signing_in_are_sound(app, visit, path):
    page = visit("patient" if path in SIGNED_IN_PAGES else "")
    for language in LOOKS:
        choose(page, language, app.url)
        page.goto(f"/accounts/{path}/")
        assert_sound(page, in_reach=True, language=language)


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
    assert_sound(page, in_reach=role != "owner", language=language)


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
