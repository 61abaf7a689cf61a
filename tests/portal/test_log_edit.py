from datetime import timedelta

import pytest

from patients.models import Alert, Program, SessionLog, SessionLogRevision


@pytest.fixture
def own(client, elm):
    client.force_login(elm.patient_user)
    return client


@pytest.fixture
def url(elm):
    return f"/my/log/{elm.log.pk}/"


@pytest.fixture
def typed(elm):
    item = elm.log.items.get().prescription
    return {
        "key": str(elm.log.key),
        "based_on": "0",
        "done_on": elm.log.done_on.isoformat(),
        f"{item.pk}-outcome": "done",
        f"{item.pk}-seconds": "180",
        f"{item.pk}-pressure": "3",
        "pain_before": "4",
        "any_sign": "no",
        "pain_worst": "4",
        "pain_after": "3",
        "note": "",
    }


def test_it_shows_what_was_said(own, elm, url):
    form = own.get(url).context["form"]
    assert (form["pain_after"].value(), form["done_on"].value()) == (3, elm.log.done_on)


def test_a_correction_is_stored_and_the_history_kept(own, elm, url, typed):
    response = own.post(url, typed | {"pain_after": "1", "note": "Wrong number."})
    assert response.url == "/my/history/"
    elm.log.refresh_from_db()
    assert (elm.log.pain_after, elm.log.note, elm.log.corrections) == (1, "Wrong number.", 1)
    assert SessionLogRevision.objects.get(log=elm.log).said["pain_after"] == 3


def test_the_day_can_be_put_right(own, elm, url, typed):
    day = elm.log.done_on - timedelta(days=1)
    own.post(url, typed | {"done_on": day.isoformat()})
    elm.log.refresh_from_db()
    assert elm.log.done_on == day


def test_a_stop_sign_that_is_added_leads_to_what_to_do(own, elm, url, typed):
    response = own.post(url, typed | {"stop_signs": ["sharp"]})
    assert response.url == f"/my/stop/?session={elm.log.pk}"
    assert Program.objects.get(pk=elm.program.pk).status == "paused"
    assert Alert.objects.filter(session_log=elm.log, stop_signs=["sharp"]).exists()


def test_two_who_correct_the_same_session(own, elm, url, typed):
    own.post(url, typed | {"pain_after": "1"})
    response = own.post(url, typed | {"pain_after": "8"})
    assert response.status_code == 409
    (one,) = response.context["differences"]
    assert (one.mine, one.saved) == ("8", "1")
    assert 'name="based_on" value="1"' in response.text
    assert response.context["form"]["pain_after"].value() == "8"
    elm.log.refresh_from_db()
    assert elm.log.pain_after == 1


def test_after_seven_days_the_clinic_does_it(own, elm, url, typed):
    old = elm.clinic.today() - timedelta(days=8)
    Program.objects.update(starts_on=old)
    SessionLog.objects.filter(pk=elm.log.pk).update(done_on=old, logged_on=old)
    assert "A session can be changed for 7 days." in own.get(url).content.decode()
    response = own.post(url, typed | {"done_on": old.isoformat(), "pain_after": "1"})
    assert response.context["form"].non_field_errors()
    elm.log.refresh_from_db()
    assert elm.log.pain_after == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("pain_after", "12"),
        ("note", "a\0b"),
        ("note", "x" * 2001),
        ("done_on", "soon"),
        ("based_on", "9" * 5000),
        ("done_on", "2999-01-01"),
    ],
)
def test_bad_input_changes_nothing(own, elm, url, typed, name, value):
    response = own.post(url, typed | {"pain_before": "9", name: value})
    assert response.status_code == 200
    assert name in response.context["form"].errors
    elm.log.refresh_from_db()
    assert (elm.log.pain_before, elm.log.corrections) == (4, 0)


@pytest.mark.parametrize("method", ["get", "post"])
def test_somebody_elses_session_is_not_found(client, elm, oak, url, typed, method):
    client.force_login(oak.patient_user)
    assert getattr(client, method)(url, typed).status_code == 404
