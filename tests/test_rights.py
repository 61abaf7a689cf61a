"""A right taken away ends at the next request, wherever it is used."""

import pytest

from clinic.models import Membership
from clinic.permissions import Role, permissions_of
from patients.actions.alerts import handle_alert
from patients.actions.patients import archive_patient
from patients.actions.programs import complete_program
from tests.cast import address
from tests.declared import BUTTONS, DOOR, FRESH, PERMISSION
from tests.test_architecture import ROUTES

PRACTITIONER_ONLY = permissions_of(Role.PRACTITIONER) - permissions_of(Role.FRONT_DESK)


def routes(door: str, suits=lambda view: True) -> list[str]:
    """Addresses behind a door that are opened by looking, without the slow ones."""
    return [
        route
        for route, entry in ROUTES.items()
        if DOOR[entry.name] == door
        and entry.name not in {*BUTTONS.split(), *FRESH.split()}
        and not route.endswith(".pdf")
        and suits(entry.name)
    ]


def late_successes(client, world, urls: list[str], take_away, refusals: set[int]) -> int:
    """How many addresses that opened before still open, are posted to, or write, afterwards."""
    for url in urls:
        assert client.get(url).status_code in {200, 302}, url
    take_away()
    late = 0
    for url in urls:
        for method in ("get", "post"):
            response = getattr(client, method)(url, HTTP_ORIGIN="http://testserver")
            late += response.status_code not in refusals
    return late


def as_somebody_signed_out(client, url: str) -> bool:
    response = client.get(url)
    return response.status_code == 302 and response.url.startswith("/accounts/login/")


@pytest.fixture
def staff_urls(elm):
    shown = routes("staff", lambda view: view not in {"clinic_logo"})
    return [
        address(route, elm.url_kwargs)
        for route in shown
        if PERMISSION[ROUTES[route].name] in permissions_of(Role.PRACTITIONER)
    ]


def test_a_lower_role_counts_at_once(client, elm):
    client.force_login(elm.practitioner)
    urls = [
        address(route, elm.url_kwargs)
        for route in routes("staff", lambda view: PERMISSION[view] in PRACTITIONER_ONLY)
    ]
    assert len(urls) >= 5

    def demote():
        Membership.objects.filter(user=elm.practitioner).update(role=Role.FRONT_DESK)

    assert late_successes(client, elm, urls, demote, {403, 405}) == 0


def test_a_membership_that_ended_opens_nothing(client, elm, staff_urls):
    client.force_login(elm.practitioner)
    assert len(staff_urls) >= 18

    def remove():
        Membership.objects.filter(user=elm.practitioner).delete()

    assert late_successes(client, elm, staff_urls, remove, {404}) == 0


def test_an_account_that_was_shut_is_signed_out(client, elm, staff_urls):
    client.force_login(elm.practitioner)

    def deactivate():
        elm.practitioner.is_active = False
        elm.practitioner.save()

    # Anonymous now: led to the sign-in page, and a form comes back unsent.
    assert late_successes(client, elm, staff_urls, deactivate, {302, 403}) == 0
    assert all(as_somebody_signed_out(client, url) for url in staff_urls)


def test_a_patient_who_was_archived_finds_nothing(client, elm):
    client.force_login(elm.patient_user)
    urls = [address(route, elm.url_kwargs) for route in routes("portal")]
    assert len(urls) >= 7

    handle_alert(alert=elm.alert, note="Called.", by=elm.practitioner)

    def archive():
        complete_program(program=elm.program, ending="better", note="", by=elm.owner)
        archive_patient(patient=elm.patient, by=elm.owner)

    assert late_successes(client, elm, urls, archive, {404}) == 0


def test_a_patients_account_that_was_shut_is_signed_out(client, elm):
    client.force_login(elm.patient_user)
    urls = [address(route, elm.url_kwargs) for route in routes("portal")]

    def deactivate():
        elm.patient_user.is_active = False
        elm.patient_user.save()

    assert late_successes(client, elm, urls, deactivate, {302, 403}) == 0
    assert all(as_somebody_signed_out(client, url) for url in urls)


def test_a_record_that_became_somebody_elses_is_lost_at_once(client, elm, oak):
    """The patient's door looks the record up each time: the session keeps a choice, no right."""
    client.force_login(elm.patient_user)
    urls = [address(route, elm.url_kwargs) for route in routes("portal")]

    def hand_over():
        elm.patient.user = None
        elm.patient.save()

    assert late_successes(client, elm, urls, hand_over, {404}) == 0
