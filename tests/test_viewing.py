"""
Whoever opens a page about a patient is in the trail: once, with the patient's number.

A new address is swept without being listed: its view says what it shows, or this fails.
"""

import re

import pytest

from clinic.models import TrailEntry
from tests.test_architecture import ROUTES
from tests.test_tenancy import PORTAL_ROUTES, STAFF_ROUTES, fill

ABOUT_SOMEBODY = re.compile(
    r"<\w+:(patient_id|program_id|screening_id|session_log_id|alert_id|invitation_id|measurement_id|question_id)>"
)
# Pages that show several people at once: a line with their count.
LISTS = {"c/<slug:clinic_slug>/", "c/<slug:clinic_slug>/patients/", "c/<slug:clinic_slug>/trail/"}
# Staff pages on which nobody's health stands: name, and why.
NOBODY = {
    "patient_create": "an empty form",
    "clinic_edit": "the clinic's own details",
    "clinic_logo": "a picture of the clinic's",
    "staff_list": "who works here",
}
# Before a patient is chosen there is no page about one; a phone that asks hears a number.
NOT_YET_ANYBODY = {"record_choose", "offline_send"}

VIEWING = re.compile(r"_(opened|listed|searched)$|\.handout_printed$")


def looked(**about) -> list[TrailEntry]:
    return [line for line in TrailEntry.objects.filter(**about) if VIEWING.search(line.action)]


@pytest.mark.parametrize("route", [r for r in STAFF_ROUTES if ABOUT_SOMEBODY.search(r)])
def test_a_page_about_somebody_is_one_line(client, elm, route):
    client.force_login(elm.owner)
    response = client.get(fill(route, elm.url_kwargs))
    shown = response.status_code == 200
    lines = looked(clinic=elm.clinic)
    assert len(lines) == shown, f"{route}: let the view say trail.viewed(request, ...)"
    assert response.status_code in {200, 302, 405}
    for line in lines:
        assert (line.patient_id, line.actor) == (elm.patient.pk, elm.owner)


def test_enough_pages_were_shown_to_mean_something(client, elm):
    client.force_login(elm.owner)
    shown = [
        route
        for route in STAFF_ROUTES
        if ABOUT_SOMEBODY.search(route)
        and client.get(fill(route, elm.url_kwargs)).status_code == 200
    ]
    assert len(shown) >= 14
    assert len(looked(clinic=elm.clinic)) == len(shown)


@pytest.mark.parametrize("route", [r for r in STAFF_ROUTES if not ABOUT_SOMEBODY.search(r)])
def test_a_page_about_many_is_one_line_with_a_count(client, elm, route):
    client.force_login(elm.owner)
    client.get(fill(route, elm.url_kwargs))
    lines = looked(clinic=elm.clinic)
    if route in LISTS:
        (line,) = lines
        assert isinstance(line.details["count"], int)
    else:
        assert not lines
        name = ROUTES[route].callback.__name__
        assert name in NOBODY or ".views." in ROUTES[route].callback.__module__
        assert name in NOBODY or not ROUTES[route].callback.__module__.startswith("patients.")


@pytest.mark.parametrize("route", PORTAL_ROUTES)
def test_patients_pages_are_one_line_each(client, elm, route):
    client.force_login(elm.patient_user)
    response = client.get(fill(route, elm.url_kwargs))
    expected = response.status_code == 200 and ROUTES[route].callback.__name__
    lines = looked(clinic=elm.clinic)
    assert len(lines) == bool(expected and expected not in NOT_YET_ANYBODY)
    for line in lines:
        assert (line.patient_id, line.actor) == (elm.patient.pk, elm.patient_user)


def test_a_form_shown_again_is_a_view_too(client, elm):
    """Somebody who sends nonsense is shown the record as well."""
    client.force_login(elm.practitioner)
    response = client.post(f"/c/elm/patients/{elm.patient.pk}/edit/", {"given_names": ""})
    assert response.status_code == 200
    assert [line.action for line in looked()] == ["patients.record_opened"]


def test_a_page_that_redirects_showed_nothing(client, elm):
    client.force_login(elm.practitioner)
    assert client.get(f"/c/elm/programs/{elm.program.pk}/edit/").status_code == 302
    assert looked() == []


def test_a_search_tells_how_many_and_never_the_words(client, elm):
    client.force_login(elm.front_desk)
    client.post("/c/elm/patients/", {"q": "Muñoz"})
    (line,) = looked()
    assert (line.action, line.details) == ("patients.patients_searched", {"count": 1})


def test_nothing_is_shown_when_the_trail_cannot_be_written(client, elm, monkeypatch):
    def full(*args, **kwargs):
        raise OSError("no room")

    monkeypatch.setattr("clinic.trail.notice", full)
    client.force_login(elm.practitioner)
    client.raise_request_exception = False
    response = client.get(f"/c/elm/patients/{elm.patient.pk}/")
    assert response.status_code == 500
    assert str(elm.patient) not in response.text
