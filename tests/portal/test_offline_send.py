"""What was done without a network, once it comes: stored once, by the same actions, or refused in words."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import signing
from django.utils import timezone

from clinic.models import TrailEntry
from patients.actions.own_devices import forget_own_device
from patients.actions.programs import complete_program, pause_program
from patients.models import Alert, GuidedSession, OwnDevice, Program, SessionLog
from patients.models.alert import AlertKind
from patients.models.program import PauseReason
from patients.portal.sealed_sessions import SALT
from routines.stop_signs import WARNINGS
from tests import factories
from tests.portal.sealing import URL, now, seal, send, told

SIGN = WARNINGS[0].id


@pytest.fixture
def own(client, elm):
    """Signed in, with a program that began days ago, and no session or log yet."""
    Program.objects.update(starts_on=elm.clinic.today() - timedelta(days=10))
    GuidedSession.objects.all().delete()
    Alert.objects.all().delete()
    client.force_login(elm.patient_user)
    return client


@pytest.fixture
def phase(elm):
    return elm.program.current.phases.get()


def newest(elm):
    return SessionLog.objects.exclude(pk=elm.log.pk).get()


def test_asked_it_says_who_is_signed_in(own, elm):
    said = own.get(URL).json()
    assert said["whose"] == str(elm.patient.pk)
    assert len(said["token"]) > 30


def test_a_page_kept_since_before_the_question_is_heard(own, elm, phase):
    session = told(elm.own_device, phase)
    del session["said"]["any_sign"]
    assert send(own, elm.own_device, session).json()["became"] == "stored"
    assert newest(elm).stop_signs == []


def test_a_session_is_stored_as_it_was_held(own, elm, phase):
    one = phase.prescriptions.get()
    response = send(own, elm.own_device, told(elm.own_device, phase))
    log = newest(elm)
    assert response.json() == {
        "became": "stored",
        "words": "Your session without network is saved now.",
        "address": f"/my/log/{log.pk}/saved/",
    }
    assert (log.source, log.done_on) == ("guided", elm.clinic.today())
    assert (log.pain_before, log.pain_worst, log.pain_after) == (4, 4, 3)
    item = log.items.get()
    assert (item.outcome, item.seconds, item.pressure) == ("done", one.held_seconds, 3)
    line = TrailEntry.objects.get(action="patients.session_logged", subject_id=str(log.pk))
    assert line.actor == elm.patient_user


def test_sent_twice_it_is_stored_once(own, elm, phase):
    key, session = uuid4(), told(elm.own_device, phase)
    send(own, elm.own_device, session, key=key)
    again = send(own, elm.own_device, session, key=key)
    assert again.json() == {"became": "already", "words": "", "address": ""}
    assert newest(elm).key == key


def test_begun_with_a_network_it_ends_that_session(own, elm, phase):
    open_one = factories.make_guided_session(elm.program)
    send(own, elm.own_device, told(elm.own_device, phase), key=open_one.key)
    open_one.refresh_from_db()
    assert open_one.log == newest(elm)
    assert sum(open_one.held.values()) == phase.prescriptions.get().held_seconds


def test_saved_elsewhere_with_other_times_it_says_so(own, elm, phase):
    key, one = uuid4(), phase.prescriptions.get()
    session = told(elm.own_device, phase)
    send(own, elm.own_device, session, key=key)
    session["said"][f"{one.pk}-seconds"] = ["5"]
    said = send(own, elm.own_device, session, key=key).json()
    assert said["became"] == "already"
    assert "from another page, with other times" in said["words"]
    assert said["address"] == f"/my/log/{newest(elm).pk}/"


def test_what_was_held_so_far_goes_to_the_open_session(own, elm, phase):
    open_one = factories.make_guided_session(elm.program)
    one = phase.prescriptions.get()
    session = told(elm.own_device, phase, "so_far", held={f"{one.pk}-1": 9999 // 2, "x-1": 7})
    said = send(own, elm.own_device, session, key=open_one.key).json()
    assert said["address"] == "/my/session/"
    open_one.refresh_from_db()
    assert (open_one.held, open_one.ended_at) == ({f"{one.pk}-1": one.hold}, None)


def test_what_was_held_so_far_is_logged_where_no_session_is_open(own, elm, phase):
    one = phase.prescriptions.get()
    session = told(elm.own_device, phase, "so_far", held={f"{one.pk}-1": one.hold})
    assert send(own, elm.own_device, session).json()["became"] == "stored"
    log = newest(elm)
    assert (log.pain_before, log.pain_worst, log.pain_after) == (4, None, None)
    assert [(i.outcome, i.seconds) for i in log.items.all()] == [("changed", one.hold)]


def test_nothing_held_is_nothing(own, elm, phase):
    session = told(elm.own_device, phase, "so_far", held={})
    assert send(own, elm.own_device, session).json()["became"] == "stored"
    assert not SessionLog.objects.exclude(pk=elm.log.pk).exists()


@pytest.mark.parametrize("is_open", [True, False])
def test_a_stop_sign_pauses_the_program_with_what_was_held(own, elm, phase, is_open):
    key = factories.make_guided_session(elm.program).key if is_open else uuid4()
    session = told(elm.own_device, phase, "stop", said={"stop_signs": [SIGN]})
    said = send(own, elm.own_device, session, key=key).json()
    log = newest(elm)
    assert said["address"] == f"/my/stop/?session={log.pk}"
    assert (log.stop_signs, log.items.count()) == ([SIGN], 1)
    elm.program.refresh_from_db()
    assert (elm.program.status, elm.program.pause_reason) == ("paused", "stop_sign")
    assert Alert.objects.filter(kind=AlertKind.STOP_SIGN).exists()


def test_something_new_is_told_to_the_clinic(own, elm, phase):
    for _ in range(2):
        send(own, elm.own_device, told(elm.own_device, phase, "news"))
    assert Alert.objects.filter(kind=AlertKind.SOMETHING_NEW).count() == 1


def test_a_question_comes_along(own, elm, phase):
    session = told(elm.own_device, phase)
    session["said"] |= {"note": ["May I use a towel?"], "wants_answer": ["on"]}
    send(own, elm.own_device, session)
    assert elm.patient.questions.filter(text="May I use a towel?").exists()


@pytest.mark.parametrize("what", ["paused", "completed", "changed"])
def test_what_was_done_is_stored_though_the_program_runs_no_more(own, elm, phase, what):
    session = told(elm.own_device, phase)
    if what == "paused":
        pause_program(program=elm.program, reason=PauseReason.PRACTITIONER, by=elm.practitioner)
    elif what == "completed":
        complete_program(program=elm.program, ending="better", note="", by=elm.practitioner)
    else:
        elm.program.current.phases.update(weeks=1)
    assert send(own, elm.own_device, session).json()["became"] == "stored"
    assert newest(elm).program_version == phase.version


@pytest.mark.parametrize(("hours_off", "days_ago"), [(0, 2), (-9000, 2), (48, 0)])
def test_the_day_is_right_though_the_phones_clock_is_wrong(own, elm, phase, hours_off, days_ago):
    there = now() + hours_off * 3_600_000
    session = told(elm.own_device, phase, began_at=there - days_ago * 86_400_000)
    session["packed"] = with_old_package(elm.own_device, phase, days=3)
    said = send(own, elm.own_device, session, typed={"now": str(there)}).json()
    assert said["became"] == "stored", said
    assert newest(elm).done_on == elm.clinic.today() - timedelta(days=days_ago)


def with_old_package(device, phase, *, days):
    at = int((timezone.now() - timedelta(days=days)).timestamp())
    return signing.dumps({"patient": device.patient_id, "phase": phase.pk, "at": at}, salt=SALT)


def test_a_session_before_the_program_was_fetched_is_of_that_day(own, elm, phase):
    session = told(elm.own_device, phase, began_at=0)
    assert send(own, elm.own_device, session).json()["became"] == "stored"
    assert newest(elm).done_on == elm.clinic.today()


def test_too_old_is_refused_in_words(own, elm, phase):
    session = told(elm.own_device, phase, began_at=now() - 9 * 86_400_000)
    session["packed"] = with_old_package(elm.own_device, phase, days=9)
    said = send(own, elm.own_device, session).json()
    assert said["became"] == "refused"
    assert "more than 7 days ago. Please tell your clinic" in said["words"]


def test_a_log_that_is_not_right_is_refused_in_words(own, elm, phase):
    session = told(elm.own_device, phase)
    session["said"]["pain_worst"] = ["11"]
    said = send(own, elm.own_device, session).json()
    assert said["became"] == "refused"
    assert "Pain is a number from 0 to 10." in said["words"]


def test_a_phone_forgotten_meanwhile_may_still_hand_in_what_it_has(own, elm, phase):
    session = told(elm.own_device, phase)
    forget_own_device(device=elm.own_device, by=elm.patient_user)
    assert send(own, elm.own_device, session).json()["became"] == "stored"
    OwnDevice.objects.update(forgotten_at=timezone.now() - timedelta(days=9))
    said = send(own, elm.own_device, session).json()
    assert (said["became"], said["words"]) == (
        "refused",
        "We cannot read this session. Tell your clinic what you did.",
    )


def test_another_patients_phone_is_not_heard(own, elm, oak, phase):
    """Nor one that somebody else marked; even where both patients are the same user's."""
    ben = factories.make_program(
        factories.make_patient(elm.clinic), elm.routine, by=elm.practitioner
    )
    theirs = factories.make_own_device(ben.patient, user=elm.patient_user)
    other = factories.make_own_device(elm.patient, user=elm.owner)
    bens = ben.current.phases.get()
    for device, held in ((theirs, phase), (theirs, bens), (other, phase), (oak.own_device, phase)):
        assert send(own, device, told(device, held)).json()["became"] == "refused"
    assert not SessionLog.objects.exclude(pk__in=[elm.log.pk, oak.log.pk]).exists()


def test_another_patients_program_is_not_logged_for(own, elm, oak):
    theirs = oak.program.current.phases.get()
    for device in (elm.own_device, oak.own_device):  # whose the package says it is
        session = told(device, theirs)
        assert send(own, elm.own_device, session).json()["became"] == "refused"


def test_what_was_changed_on_the_way_is_not_read(own, elm, phase):
    key = uuid4()
    sealed = seal(elm.own_device, key, json.dumps(told(elm.own_device, phase)))
    for changed in (
        sealed[:-4] + ("AAAA" if sealed[-4:] != "AAAA" else "BBBB"),
        sealed[:200],
        "A" * 300,
        "!",
    ):
        typed = {"sealed": changed}
        said = send(own, elm.own_device, {}, key=key, typed=typed).json()
        assert said["became"] == "refused"
    assert (
        send(own, elm.own_device, {}, typed={"sealed": sealed}).json()["became"] == "refused"
    )  # another key
    assert not SessionLog.objects.exclude(pk=elm.log.pk).exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "other"},
        {"packed": "x"},
        {"packed": 7},
        {"began_at": "now"},
        {"began_at": -1},
        {"began_at": 10**30},
        {"began_at": True},
        {"held": []},
        {"held": {"a": -1}},
        {"held": {"a": 7201}},
        {"held": {"a": 1.5}},
        {"held": {"a" * 61: 1}},
        {"held": {str(n): 1 for n in range(501)}},
        {"felt": {"x": 3}},
        {"felt": {"1": 11}},
        {"felt": None},
        {"pain_before": "4"},
        {"said": {"note": "text"}},
        {"said": {"note": [1]}},
        {"said": {"note": ["\ud800"]}},
        {"said": []},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused(own, elm, phase, changes):
    response = send(own, elm.own_device, told(elm.own_device, phase, **changes))
    assert (response.status_code, response.json()["became"]) == (200, "refused")
    assert not SessionLog.objects.exclude(pk=elm.log.pk).exists()


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "{", "[" * 50_000, '{"began_at": ' + "9" * 5000]
)
def test_what_is_no_session_is_refused(own, elm, text):
    key = uuid4()
    sealed = seal(elm.own_device, key, text)
    assert send(own, elm.own_device, {}, key=key, typed={"sealed": sealed}).status_code in {
        200,
        400,
    }
    assert not SessionLog.objects.exclude(pk=elm.log.pk).exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"device": ""},
        {"device": "x"},
        {"key": "x"},
        {"sealed": ""},
        {"sealed": "A" * 60_001},
        {"sealed": "\0"},
        {"now": "x"},
        {"now": "-1"},
        {"now": "9" * 5000},
    ],
    ids=lambda typed: str(typed)[:30],
)
def test_what_is_no_form_is_refused(own, elm, phase, typed):
    response = send(own, elm.own_device, told(elm.own_device, phase), typed=typed)
    assert (response.status_code, response.json()["became"]) == (400, "refused")


def test_nothing_is_shown_so_the_trail_tells_only_what_was_done(own, elm, phase):
    own.get(URL)
    send(own, elm.own_device, told(elm.own_device, phase))
    assert not TrailEntry.objects.filter(action="patients.own_page_opened").exists()


def test_signed_out_nothing_is_taken(client, elm, phase):
    assert client.get(URL).status_code == 302
    assert send(client, elm.own_device, told(elm.own_device, phase)).status_code == 302


def test_the_key_of_anothers_session_is_no_way_into_it(own, elm, phase):
    ben = factories.make_patient(elm.clinic, given_names="Ben")
    theirs = factories.make_program(ben, elm.routine, by=elm.practitioner)
    session = factories.make_guided_session(theirs)
    send(own, elm.own_device, told(elm.own_device, phase), key=session.key)
    session.refresh_from_db()
    assert (session.ended_at, newest(elm).patient) == (None, elm.patient)
