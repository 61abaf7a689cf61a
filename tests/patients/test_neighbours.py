"""
What is shown of somebody stays as it is, whoever else the clinic treats.

Each page about Ana is opened before and after others come, who have more of everything, newer.
"""

import re
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from clinic import trail
from clinic.models import Clinic, User
from patients.actions.programs import pause_program
from patients.models import Measurement, Patient, SessionLog
from patients.own_data import own_data
from routines.models import Routine
from routines.screening import all_no
from tests import factories
from tests.clients import SignedInClient, as_seen
from tests.declared import BUTTONS
from tests.test_architecture import ROUTES
from tests.test_tenancy import PORTAL_ROUTES, STAFF_ROUTES, fill
from tests.test_viewing import ABOUT_SOMEBODY

DAY = timedelta(days=1)
PHONE = "the cookie of a phone"
# Slow, no page, or the same for all.
ELSEWHERE = {"handout_pdf", "handout", "offline_send", "help_list", "help_detail"}
PAGES = [
    route
    for route in [*PORTAL_ROUTES, *filter(ABOUT_SOMEBODY.search, STAFF_ROUTES)]
    if ROUTES[route].name not in {*BUTTONS.split(), *ELSEWHERE}
]
# Of those who do other things than Ana: what they see first, and what the clinic sees.
BY_WHO = [route for route in PAGES if re.search(r"^my/$|<int:patient_id>[^<]*$", route)]
# Keys that each page makes anew: of forms, and of a phone's package.
MADE_ANEW = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|this number: <b>\w+")


@pytest.fixture(autouse=True)
def _no_time_passes(monkeypatch):
    now, seconds = timezone.now(), time.time()
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    monkeypatch.setattr("time.time", lambda: seconds)


@pytest.fixture
def ana(elm):
    """Ana at work on her program: what she does is of yesterday, and her own phone knows her."""
    yesterday = elm.clinic.today() - DAY
    SessionLog.objects.update(done_on=yesterday, logged_on=yesterday)
    factories.make_own_device(elm.patient, PHONE)
    factories.make_routine(elm.clinic, "not-anas", hold=30)
    printed(elm.patient, clinic=elm.clinic, by=elm.owner)
    return elm.url_kwargs, elm.patient_user


@pytest.fixture
def paused(elm, ana):
    program = made(elm, "Paul")
    pause_program(program=program, reason="stop_sign", by=elm.practitioner)
    return elm.url_kwargs | {
        "patient_id": program.patient_id,
        "program_id": program.pk,
    }, program.patient.user


@pytest.fixture
def new(elm, ana):
    patient = factories.make_patient(elm.clinic, given_names="Nils", user=account("nils"))
    return elm.url_kwargs | {"patient_id": patient.pk}, patient.user


def account(name: str) -> User:
    return User.objects.create_user(name, password="correct horse battery")


def made(world, name, **changes):
    """The program of somebody with an account, unlike Ana's in whatever shows."""
    patient = factories.make_patient(
        world.clinic, given_names=name, user=account(name.lower()), sore_side="left"
    )
    routine = Routine.objects.get(slug="not-anas")
    changes = {"name": f"{name}'s own", "starts_on": world.clinic.today() - 5 * DAY} | changes
    return factories.make_program(patient, routine, by=world.practitioner, **changes)


def others_come(world):
    """
    Ben has one of everything, Dora a draft, Cid what was measured without a program.

    And at another clinic the trail holds the numbers of all who are at this one.
    """
    ben, user = made(world, "Ben"), User.objects.get(username="ben")
    made(world, "Dora", status="draft")
    unwell = all_no() | {"anticoag": {"yes": True}}
    factories.make_screening(ben.patient, by=world.owner, answers=unwell, needs_review=["pad"])
    log = factories.make_session_log(ben, by=user, stop_signs=["beat"], note="Ben's", pain_before=9)
    factories.make_guided_session(ben, pain_before=9)
    for kind in ("stop_sign", "something_new", "pain_rising"):
        factories.make_alert(ben.patient, program=ben, session_log=log, kind=kind, urgency=3)
    factories.make_invitation(ben.patient, by=world.owner)
    factories.make_own_device(ben.patient, words="Ben's phone")
    rated = {"ratings": [["Ben's walk", 9]], "score": 9}
    factories.make_measurement(ben, by=user, **rated)
    factories.make_measurement(ben, by=user, instrument="nprs", ratings=[], score=9)
    cid = factories.make_patient(world.clinic, given_names="Cid")
    loose = factories.make_measurement(ben, by=world.owner, patient=cid, **rated)
    Measurement.objects.filter(pk=loose.pk).update(program=None)
    for answered in ({}, {"answer": "Yes.", "answered_at": timezone.now()}):
        by = {"answered_by": world.owner} if answered else {}
        factories.make_question(ben.patient, by=user, text="Ben's", **answered, **by)
    elsewhere = Clinic.objects.create(name="Oak", slug="oak", phone="1")
    for known in Patient.objects.for_clinic(world.clinic):
        printed(known, clinic=elsewhere, by=world.owner)
    printed(ben.patient, clinic=world.clinic, by=world.front_desk)


def printed(patient, *, clinic, by):
    """What the trail holds of it; numbers of patients in it are no keys."""
    trail.record(
        "patients.handout_printed", subject=patient, clinic=clinic, by=by, patient_id=patient.pk
    )


def shown(world, pages, kwargs, user) -> dict[str, object]:
    """What each page shows; each look is taken back, so that the next finds the same."""
    clients = {"c": SignedInClient(), "m": SignedInClient()}
    clients["c"].force_login(world.owner)
    clients["m"].force_login(user)
    clients["m"].cookies[settings.OWN_DEVICE_COOKIE] = PHONE
    found: dict[str, object] = {}
    for route in pages:
        with transaction.atomic():
            response = clients[route[0]].get(fill(route, kwargs))
            page = MADE_ANEW.sub(b"", as_seen(response))
            found[route] = (response.status_code, response.get("Location", ""), page)
            transaction.set_rollback(True)
    return found


@pytest.mark.any_database
@pytest.mark.parametrize("who", ["ana", "paused", "new"])
def test_nothing_of_others_is_on_a_page(elm, who, request):
    kwargs, user = request.getfixturevalue(who)
    pages = PAGES if who == "ana" else BY_WHO
    before, taken_along = shown(elm, pages, kwargs, user), own_data(user.patients.get())
    others_come(elm)
    after = shown(elm, pages, kwargs, user)
    assert [route for route in pages if after[route] != before[route]] == []
    assert own_data(user.patients.get()) == taken_along
