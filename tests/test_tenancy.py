"""Every address, opened by the wrong person. New addresses are swept without being listed."""

import re

import pytest

from clinic.access import AUDIENCE
from tests.test_architecture import ROUTES

STAFF_ROUTES = [route for route in ROUTES if route.startswith("c/")]
PORTAL_ROUTES = [route for route in ROUTES if route.startswith("my/")]
# Ids of the World that stand for a clinic's own records (a template is everybody's).
OWN_ID = re.compile(r"<\w+:(?!clinic_slug|template_id|version_number)\w+>")


def fill(route: str, kwargs: dict) -> str:
    return "/" + re.sub(r"<\w+:(\w+)>", lambda m: str(kwargs[m[1]]), route)


def own_ids(route: str) -> bool:
    return OWN_ID.search(route) is not None


def test_the_doors_stand_where_the_addresses_say():
    assert {getattr(ROUTES[r].callback, AUDIENCE) for r in STAFF_ROUTES} == {"staff"}
    assert {getattr(ROUTES[r].callback, AUDIENCE) for r in PORTAL_ROUTES} == {"portal"}


@pytest.mark.parametrize("route", STAFF_ROUTES)
def test_own_staff_get_in(client, elm, route):
    client.force_login(elm.owner)
    # A picture that is not there yet is 404 for everybody; a POST-only view says so.
    allowed = {200, 302, 405} | ({404} if route.endswith("logo.png") else set())
    assert client.get(fill(route, elm.url_kwargs)).status_code in allowed


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", STAFF_ROUTES)
def test_strangers_learn_nothing(client, elm, oak, route, method):
    client.force_login(oak.owner)
    assert getattr(client, method)(fill(route, elm.url_kwargs)).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", [r for r in STAFF_ROUTES if own_ids(r)])
def test_another_clinics_record_is_not_found_under_our_own_address(client, elm, oak, route, method):
    client.force_login(oak.owner)
    url = fill(route, elm.url_kwargs | {"clinic_slug": oak.clinic.slug})
    response = getattr(client, method)(url)
    assert response.status_code in ({404, 405} if method == "get" else {404})


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", STAFF_ROUTES)
def test_patients_find_no_staff_page(client, elm, route, method):
    client.force_login(elm.patient_user)
    assert getattr(client, method)(fill(route, elm.url_kwargs)).status_code == 404


@pytest.mark.parametrize("route", PORTAL_ROUTES)
def test_staff_find_no_patients_page(client, elm, route):
    client.force_login(elm.owner)
    assert client.get(fill(route, elm.url_kwargs)).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", [r for r in PORTAL_ROUTES if own_ids(r)])
def test_patients_find_nothing_of_each_other(client, elm, oak, route, method):
    client.force_login(oak.patient_user)
    response = getattr(client, method)(fill(route, elm.url_kwargs))
    assert response.status_code in ({404, 405} if method == "get" else {404})


@pytest.mark.parametrize("route", STAFF_ROUTES + PORTAL_ROUTES)
def test_anonymous_are_sent_to_sign_in(client, elm, route):
    response = client.get(fill(route, elm.url_kwargs))
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


@pytest.mark.parametrize("route", STAFF_ROUTES)
def test_the_front_desk_gets_in_by_permission_only(client, elm, route):
    view = ROUTES[route].callback
    membership = elm.front_desk.memberships.get()
    client.force_login(elm.front_desk)
    status = client.get(fill(route, elm.url_kwargs)).status_code
    assert (status == 403) is (not membership.can(view.permission))
