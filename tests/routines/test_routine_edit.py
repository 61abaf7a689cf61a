"""Changing an own routine: the next version, rearranging without a script, two at a time."""

import pytest

from clinic.models import TrailEntry
from routines.actions.routines import edit_routine
from routines.content import PhaseContent, StepContent
from routines.models import Routine, RoutineVersion
from tests import factories
from tests.routines.writing import as_posted, posted_back

BUILT_IN = [
    "hands-first-check",
    "back-soft-ball",
    "wall-lean",
    "face-down-soft-ball",
    "face-down-tennis-ball",
    "face-down-knee-bends",
    "half-kneel-stretch",
]


@pytest.fixture
def said(elm):
    """What the routine says, with three steps and two phases: made its second version."""
    content = factories.changed(
        elm.routine.now.content,
        steps=(
            StepContent("Lie down.", "back-soft-ball-1"),
            StepContent("Press.", "back-soft-ball-4"),
            StepContent("Rest.", "rest-on-back"),
        ),
        phases=(PhaseContent(1, 2, 30, 1, 3), PhaseContent(3, 4, 45, 2, 4)),
    )
    edit_routine(routine=elm.routine, content=content, started_from=1, by=elm.owner)
    elm.routine.refresh_from_db()
    return content


@pytest.fixture
def url(elm):
    return f"/c/elm/routines/{elm.routine.pk}/edit/"


@pytest.fixture
def browser(client, elm):
    client.force_login(elm.practitioner)
    return client


def now(elm) -> RoutineVersion:
    return Routine.objects.get(pk=elm.routine.pk).now


def test_it_shows_what_the_routine_says(browser, elm, said, url):
    page = browser.get(url).content.decode()
    assert "Lie down.</textarea>" in page
    assert 'value="step up 3"' in page
    assert "Programs that use version 2 keep it" in page


def test_what_it_shows_is_what_is_saved_unchanged(browser, elm, said, url):
    shown = browser.get(url).context["editor"]
    response = browser.post(url, posted_back(shown), follow=True)
    assert b"Nothing was changed: it is still version 2." in response.content
    assert now(elm).number == 2


@pytest.mark.parametrize("slug", BUILT_IN)
def test_a_copy_shown_and_saved_says_the_same(browser, elm, library, slug):
    source = Routine.objects.get(slug=slug)
    shown = browser.post(f"/c/elm/routines/{source.pk}/copy/", follow=True).context["editor"]
    copy = Routine.objects.get(copied_from=source.now)
    response = browser.post(f"/c/elm/routines/{copy.pk}/edit/", posted_back(shown))
    assert response.status_code == 302
    assert Routine.objects.get(pk=copy.pk).now.number == 1


def test_a_page_that_was_rearranged_says_the_same(browser, elm, said, url):
    data = as_posted(said, version=2, rearrange="step up 2")
    shown = browser.post(url, data).context["editor"]
    browser.post(url, posted_back(shown))
    assert now(elm).content.differences(said) == ["steps"]


def test_saving_makes_the_next_version_and_leaves_the_old(browser, elm, said, url):
    response = browser.post(url, as_posted(said, version=2, name="Evening", hold="50"))
    assert (response.status_code, response.url) == (302, f"/c/elm/routines/{elm.routine.pk}/")
    version = now(elm)
    assert (version.number, version.name, version.hold) == (3, "Evening", 50)
    assert version.made_by == elm.practitioner
    assert RoutineVersion.objects.get(routine=elm.routine, number=2).content == said
    line = TrailEntry.objects.filter(action="routines.routine_edited").first()
    assert line.details == {"version": 3, "fields": ["name", "dose"]}


REARRANGED = [
    ("step up 2", ["Press.", "Lie down.", "Rest."]),
    ("step down 1", ["Press.", "Lie down.", "Rest."]),
    ("step down 3", ["Lie down.", "Press.", "Rest."]),
    ("step up 1", ["Lie down.", "Press.", "Rest."]),
    ("step remove 2", ["Lie down.", "Rest."]),
    ("step add", ["Lie down.", "Press.", "Rest.", ""]),
]


@pytest.mark.parametrize(("button", "steps"), REARRANGED)
def test_a_button_rearranges_and_keeps_what_was_typed(browser, elm, said, url, button, steps):
    data = as_posted(said, version=2, name="Half typ", hold="ninety", rearrange=button)
    response = browser.post(url, data)
    editor = response.context["editor"]
    assert [step["text"].value() for step in editor.steps] == steps
    assert editor.form["name"].value() == "Half typ"
    assert editor.form["hold"].value() == "ninety"
    assert set(editor.form["attributes"].value()) == {"belly", "floor"}
    assert editor.errors == []
    assert now(elm).number == 2


def test_the_moved_rows_button_has_the_focus(browser, said, url):
    page = browser.post(url, as_posted(said, version=2, rearrange="step up 3")).content.decode()
    assert 'value="step up 2" data-verb="up" autofocus' in page
    assert page.count("autofocus") == 1


def test_phases_are_rearranged_too(browser, said, url):
    response = browser.post(url, as_posted(said, version=2, rearrange="phase remove 1"))
    (phase,) = response.context["editor"].phases
    assert [phase["first_week"].value(), phase["hold"].value()] == ["3", "45"]


@pytest.mark.parametrize(
    "button",
    [
        "",
        "step",
        "step up",
        "step up 99",
        "step up -1",
        "step up ٣",
        "x y z",
        "step fly 1",
        "a" * 9999,
    ],
)
def test_a_button_we_do_not_know_changes_nothing(browser, elm, said, url, button):
    response = browser.post(url, as_posted(said, version=2, rearrange=button))
    assert response.status_code == 200
    assert len(response.context["editor"].steps) == 3
    assert now(elm).number == 2


def test_what_was_rearranged_can_be_saved(browser, elm, said, url):
    data = as_posted(said, version=2)
    data["step_text"], data["step_drawing"] = data["step_text"][::-1], data["step_drawing"][::-1]
    browser.post(url, data)
    assert [step.text for step in now(elm).content.steps] == ["Rest.", "Press.", "Lie down."]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "x" * 121}, "at most 120 characters"),
        ({"name": "a\x00b"}, "Null characters are not allowed."),
        ({"hold": "9" * 5000}, "Write a whole number from 5 to 600."),
        ({"hold": "4"}, "Write a whole number from 5 to 600."),
        ({"hold": "91"}, "91 s is too much for this routine. Use 90 s or less."),
        ({"hold": "120", "holds": "3", "cap_hold": "120"}, "press each side for 360 s"),
        ({"holds": "4"}, "4 is over the clinic’s limit of 3."),
        ({"pressure_low": "5", "pressure_high": "4"}, "The low end (5) is above the high end (4)."),
        ({"cap_pressure": "6"}, "6 is too much for this ball in your clinic. Use 5 or less."),
        ({"cap_hold": "121"}, "121 s is over the clinic’s limit of 120 s."),
        ({"ball": "cannon"}, "Select a valid choice."),
        ({"attributes": []}, "A ball or hands at the front of the hip press there. Tick this"),
        ({"ball": "tennis", "cap_pressure": "5"}, "This ball is firm. Tick this"),
        ({"position": "prone"}, "The position is face down. Tick this"),
        ({"position": "half_kneeling"}, "The position is kneeling. Tick this"),
        (
            {"ball": "lacrosse", "attributes": ["belly", "firm"]},
            "A lacrosse ball is hard. Tick this",
        ),
        ({"step_text": ["x" * 301], "step_drawing": ["rest-on-back"]}, "at most 300 characters"),
        ({"step_text": ["Go."], "step_drawing": ["nowhere-1"]}, "Select a valid choice."),
        ({"step_text": ["Go."], "step_drawing": []}, "This field is required."),
        ({"step_text": [""], "step_drawing": ["rest-on-back"]}, "This field is required."),
        (
            {"step_text": ["Go."] * 9, "step_drawing": ["rest-on-back"] * 9},
            "9 steps are too many to follow on paper. Use 8 or fewer.",
        ),
        ({"phase_first_week": ["3", "3"]}, "The last week is before the first."),
        ({"phase_first_week": ["1", "2"]}, "Week 2 is in the row above already."),
        ({"phase_hold": ["30", "95"]}, "95 s is too much for this routine."),
        ({"phase_hold": ["30", ""]}, "Write a whole number from 5 to 600."),
        ({"version": ""}, "This field is required."),
        ({"version": "x"}, "Enter a whole number."),
    ],
)
def test_bad_input_is_told_and_nothing_typed_is_lost(browser, elm, said, url, changes, told):
    response = browser.post(url, as_posted(said, version=2, role="Kept typed text") | changes)
    assert response.status_code == 200
    assert told in " ".join(error for _id, _label, error in response.context["editor"].errors)
    assert "Kept typed text" in response.content.decode()
    assert now(elm).number == 2


def test_an_error_in_a_step_stands_beside_it(browser, elm, said, url):
    data = as_posted(said, version=2)
    data["step_text"][1] = ""
    response = browser.post(url, data)
    editor = response.context["editor"]
    assert editor.steps[1].errors == {"text": ["This field is required."]}
    assert editor.errors == [
        ("id_step_2_step_text", "What to do (2)", "This field is required."),
    ]
    assert '<a href="#id_step_2_step_text">' in response.content.decode()


def test_the_slower_of_two_is_told_and_keeps_the_text(browser, elm, said, url):
    quicker = factories.changed(said, name="Theirs")
    edit_routine(routine=elm.routine, content=quicker, started_from=2, by=elm.owner)
    mine = as_posted(said, version=2, name="Mine")
    response = browser.post(url, mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert "saved version 3. Save again" in page
    (one,) = response.context["editor"].differences
    assert (one.mine, one.saved) == ("Mine", "Theirs")
    assert 'value="Mine"' in page
    assert 'name="version" value="3"' in page
    assert set(response.context["editor"].form["attributes"].value()) == {"belly", "floor"}
    assert now(elm).name == "Theirs"
    browser.post(url, mine | {"version": "3"})
    assert (now(elm).number, now(elm).name) == (4, "Mine")


def test_an_archived_routine_is_not_changed(browser, elm, said, url):
    Routine.objects.filter(pk=elm.routine.pk).update(archived_at="2026-01-01T00:00Z")
    response = browser.post(url, as_posted(said, version=2, name="Mine"))
    assert b"This routine is archived. Restore it to change it." in response.content
    assert now(elm).number == 2


def test_a_built_in_routine_is_changed_by_nobody(client, elm, library):
    routine = Routine.objects.get(slug="wall-lean")
    client.force_login(elm.owner)
    data = as_posted(routine.now.content, version=1, name="Mine")
    assert client.get(f"/c/elm/routines/{routine.pk}/edit/").status_code == 404
    assert client.post(f"/c/elm/routines/{routine.pk}/edit/", data).status_code == 404
    assert Routine.objects.get(slug="wall-lean").now.number == 1


def test_another_clinics_routine_is_not_found(client, elm, oak):
    client.force_login(elm.owner)
    assert client.get(f"/c/elm/routines/{oak.routine.pk}/edit/").status_code == 404


def test_it_requires_the_permission_to_edit(client, elm, url):
    client.force_login(elm.front_desk)
    assert client.get(url).status_code == 403
    assert client.post(url, {}).status_code == 403


@pytest.mark.parametrize("steps", [1, 3])
def test_it_asks_as_little_for_three_steps(browser, elm, url, django_assert_num_queries, steps):
    rows = tuple(StepContent(f"Step {n}.", "rest-on-back") for n in range(steps))
    content = factories.changed(elm.routine.now.content, steps=rows)
    edit_routine(routine=elm.routine, content=content, started_from=1, by=elm.owner)
    with django_assert_num_queries(7):
        browser.get(url)
