from datetime import timedelta

import pytest

from patients.models import Program, SessionLog, SessionLogRevision


@pytest.fixture
def url(elm):
    return f"/c/elm/sessions/{elm.log.pk}/edit/"


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
        "pain_worst": "4",
        "pain_after": "3",
        "note": "",
    }


def test_staff_correct_a_session_long_after(client, elm, url, typed):
    old = elm.clinic.today() - timedelta(days=30)
    Program.objects.update(starts_on=old)
    SessionLog.objects.filter(pk=elm.log.pk).update(done_on=old, logged_on=old)
    client.force_login(elm.front_desk)
    response = client.post(url, typed | {"done_on": old.isoformat(), "pain_after": "1"})
    assert response.url == f"/c/elm/sessions/{elm.log.pk}/"
    elm.log.refresh_from_db()
    assert elm.log.pain_after == 1
    assert SessionLogRevision.objects.get(log=elm.log).replaced_by == elm.front_desk


def test_it_shows_what_was_said(client, elm, url):
    client.force_login(elm.front_desk)
    response = client.get(url)
    assert response.context["form"]["pain_before"].value() == 4
    assert f'value="{elm.log.done_on}"' in response.content.decode()


def test_a_correction_of_an_older_state_keeps_what_was_typed(client, elm, url, typed):
    client.force_login(elm.front_desk)
    client.post(url, typed | {"pain_after": "1"})
    response = client.post(url, typed | {"note": "Mine."})
    assert response.status_code == 409
    assert "Mine." in response.content.decode()
    shown = {str(one.label): (one.mine, one.saved) for one in response.context["differences"]}
    assert shown == {"Pain after": ("3", "1"), "Note": ("Mine.", "")}
    again = client.post(url, typed | {"note": "Mine.", "based_on": "1"})
    assert again.status_code == 302


@pytest.mark.parametrize(
    ("name", "value"), [("pain_after", "11"), ("done_on", "x" * 3000), ("note", "x" * 2001)]
)
def test_bad_input_changes_nothing(client, elm, url, typed, name, value):
    client.force_login(elm.front_desk)
    response = client.post(url, typed | {name: value})
    assert name in response.context["form"].errors
    assert value[:100] in response.content.decode()
    elm.log.refresh_from_db()
    assert elm.log.corrections == 0


def test_another_clinics_session_is_not_found(client, elm, oak, typed):
    client.force_login(elm.owner)
    assert client.post(f"/c/elm/sessions/{oak.log.pk}/edit/", typed).status_code == 404
