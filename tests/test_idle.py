"""Sessions end by themselves: after some idle minutes, and after twelve hours in all."""

import time

import pytest
from django.contrib.sessions.models import Session

from clinic.idle import BEGAN, LEFT, MINUTES, SEEN
from clinic.models import Membership
from clinic.permissions import Role
from tests.malformed import form_of, forms_on
from tests.test_architecture import ROUTES
from tests.test_tenancy import PORTAL_ROUTES, STAFF_ROUTES, fill

PASSWORD = "correct horse battery"
OURS = {"HTTP_ORIGIN": "http://testserver"}
MINUTE, HOUR = 60, 60 * 60


def travel(client, seconds, *, only_seen=False):
    """Let time pass: what the session remembers lies further back."""
    session = client.session
    for name in [SEEN] if only_seen else [SEEN, BEGAN]:
        session[name] -= seconds
    session.save()


def is_in(client, page="/c/elm/patients/") -> bool:
    return client.get(page).status_code == 200


@pytest.mark.parametrize(("minutes", "stays"), [(14, True), (15, False), (16, False)])
def test_staff_are_signed_out_after_a_quarter_of_an_hour(client, elm, minutes, stays):
    client.force_login(elm.practitioner)
    travel(client, minutes * MINUTE)
    assert is_in(client) is stays


@pytest.mark.parametrize(("minutes", "stays"), [(29, True), (30, False), (31, False)])
def test_patients_have_half_an_hour(client, elm, minutes, stays):
    client.force_login(elm.patient_user)
    travel(client, minutes * MINUTE)
    assert is_in(client, "/my/") is stays


@pytest.mark.parametrize(("hours", "stays"), [(11.9, True), (12, False)])
def test_nobody_stays_longer_than_twelve_hours(client, elm, hours, stays):
    client.force_login(elm.practitioner)
    travel(client, hours * HOUR)
    session = client.session
    session[SEEN] = int(time.time())
    session.save()
    assert is_in(client) is stays


@pytest.mark.parametrize(("minutes", "stays"), [(4, True), (6, False)])
def test_a_stricter_clinic_is_obeyed_at_once(client, elm, minutes, stays):
    client.force_login(elm.practitioner)
    elm.clinic.idle_minutes = 5
    elm.clinic.save()
    assert is_in(client)
    travel(client, minutes * MINUTE)
    assert is_in(client) is stays


def test_of_several_clinics_the_shortest_time_counts(client, elm, oak):
    oak.clinic.idle_minutes = 5
    oak.clinic.save()
    Membership.objects.create(clinic=oak.clinic, user=elm.practitioner, role=Role.FRONT_DESK)
    client.force_login(elm.practitioner)
    assert client.session[MINUTES] == 5


def test_a_staff_member_who_is_a_patient_too_has_the_time_of_staff(client, elm):
    Membership.objects.create(clinic=elm.clinic, user=elm.patient_user, role=Role.FRONT_DESK)
    client.force_login(elm.patient_user)
    assert client.session[MINUTES] == 15


def test_each_page_is_a_new_start(client, elm):
    client.force_login(elm.practitioner)
    for _page in range(3):
        travel(client, 14 * MINUTE)
        assert is_in(client)


def test_what_a_page_asks_for_by_itself_is_nobody(client, elm):
    client.force_login(elm.practitioner)
    for _page in range(2):
        travel(client, 8 * MINUTE)
        client.get("/c/elm/patients/", headers={"Hipwise-Background": "1"})
    assert not is_in(client)


def test_it_is_written_down_once_a_minute_at_most(client, elm, django_assert_num_queries):
    client.force_login(elm.practitioner)
    seen = client.session[SEEN]
    travel(client, 50, only_seen=True)
    client.get("/c/elm/patients/")
    assert client.session[SEEN] == seen - 50
    travel(client, 20, only_seen=True)
    client.get("/c/elm/patients/")
    assert client.session[SEEN] >= seen


@pytest.mark.parametrize("minutes", [-2, -60, -24 * 60])
def test_a_clock_that_is_set_back_revives_nothing(client, elm, minutes):
    client.force_login(elm.practitioner)
    travel(client, minutes * MINUTE)
    assert not is_in(client)


def test_an_ended_session_is_gone_whatever_the_clock_says_then(client, elm):
    client.force_login(elm.practitioner)
    old = client.session.session_key
    travel(client, 16 * MINUTE)
    client.get("/c/elm/patients/")
    assert not Session.objects.filter(pk=old).exists()
    client.cookies["hipwise-session"] = old
    assert not is_in(client)


@pytest.mark.parametrize("name", [BEGAN, SEEN, MINUTES])
def test_a_session_that_does_not_know_its_times_is_over(client, elm, name):
    client.force_login(elm.practitioner)
    session = client.session
    del session[name]
    session.save()
    assert not is_in(client)


@pytest.mark.parametrize("route", STAFF_ROUTES + PORTAL_ROUTES)
def test_no_page_shows_anything_after_it(client, elm, route):
    client.force_login(elm.patient_user if route in PORTAL_ROUTES else elm.owner)
    travel(client, 31 * MINUTE)
    url = fill(route, elm.url_kwargs)
    response = client.get(url)
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/?next=%2F")
    assert response.url.endswith("&ended=idle")
    assert not response.content


def test_the_sign_in_page_says_why(client, elm):
    client.force_login(elm.practitioner)
    travel(client, 16 * MINUTE)
    page = client.get(client.get("/c/elm/patients/").url).content.decode()
    assert "nothing happened for a while" in page
    client.force_login(elm.practitioner)
    travel(client, 13 * HOUR)
    page = client.get(client.get("/c/elm/patients/").url).content.decode()
    assert "12 hours" in page


def test_open_pages_stay_open(client, elm):
    client.force_login(elm.practitioner)
    travel(client, 16 * MINUTE)
    assert client.get("/accounts/password/reset/").status_code == 200


def sign_in_again(client, user, address):
    """By the form that the page shows, as a browser would; the page after it."""
    forms = forms_on(address, client.get(address).content.decode())
    (form,) = [one for one in forms if "login" in dict(one.fields)]
    typed = dict(form.fields) | {"login": user.username, "password": PASSWORD}
    return client.post(form.action, typed)


def test_a_form_waits_for_its_writer(client, elm):
    client.force_login(elm.patient_user)
    travel(client, 31 * MINUTE)
    typed = {"pain_before": "3", "note": "Less sore\r\nthan before"}
    response = client.post("/my/log/", typed, **OURS)
    assert response.status_code == 302
    back = sign_in_again(client, elm.patient_user, response.url)
    assert back.url == "/account/kept/"
    page = client.get(back.url).content.decode()
    form = form_of(back.url, page)
    assert form.action == "/my/log/"
    assert {("pain_before", "3"), ("note", "Less sore\nthan before")} <= {
        (name, value.replace("\r\n", "\n")) for name, value in form.fields
    }
    assert LEFT not in client.session


def test_a_form_in_another_tab_waits_too(client, elm):
    client.force_login(elm.patient_user)
    travel(client, 31 * MINUTE)
    client.get("/my/")
    response = client.post("/my/log/", {"note": "typed"}, **OURS)
    back = sign_in_again(client, elm.patient_user, response.url)
    assert "typed" in client.get(back.url).content.decode()


def test_whoever_signs_in_instead_sees_nothing_of_it(client, elm):
    client.force_login(elm.patient_user)
    travel(client, 31 * MINUTE)
    response = client.post("/my/log/", {"note": "mine alone"}, **OURS)
    assert "kept_form" in client.session
    client.force_login(elm.front_desk)
    answer = client.get("/account/kept/")
    assert answer.url == "/"
    assert "kept_form" not in client.session
    assert response.status_code == 302


def test_what_another_site_sends_is_not_kept(client, elm):
    client.force_login(elm.patient_user)
    travel(client, 31 * MINUTE)
    client.post("/my/log/", {"note": "evil"}, HTTP_ORIGIN="https://evil.example")
    assert "kept_form" not in client.session


def test_the_sweep_covers_what_there_is():
    assert len(STAFF_ROUTES) + len(PORTAL_ROUTES) > len(ROUTES) / 2
