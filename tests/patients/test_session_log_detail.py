import pytest

from patients.actions.session_logs import ItemDone, correct_session
from tests import factories


@pytest.fixture
def url(elm):
    return f"/c/elm/sessions/{elm.log.pk}/"


def correct(elm, **changes):
    item = elm.log.items.get()
    values = {
        "done_on": elm.log.done_on,
        "items": [ItemDone(item.prescription, "done", 60, 6)],
        "pain_before": 4,
        "pain_worst": 4,
        "pain_after": 3,
        "stop_signs": [],
        "note": "",
    }
    correct_session(log=elm.log, based_on=0, by=elm.patient_user, **values | changes)


def test_it_shows_what_was_done_against_what_was_prescribed(client, elm, url):
    correct(elm)
    client.force_login(elm.practitioner)
    text = client.get(url).content.decode()
    assert "1 min" in text
    assert "3 min" in text
    assert "2–4" in text
    assert "above" in text


def test_it_shows_what_it_said_before(client, elm, url):
    correct(elm, note="Was wrong.")
    client.force_login(elm.practitioner)
    response = client.get(url)
    (old,) = response.context["revisions"]
    assert (old["said"]["note"], old["items"][0]["seconds"]) == ("", 180)
    assert "What it said before" in response.content.decode()


def test_stop_signs_lead_to_the_alert(client, elm, url):
    type(elm.log).objects.filter(pk=elm.log.pk).update(stop_signs=["beat"])
    client.force_login(elm.practitioner)
    text = client.get(url).content.decode()
    assert "You feel a beat or pulse under the ball." in text
    assert f"/c/elm/alerts/{elm.alert.pk}/handle/" in text


def test_the_front_desk_is_not_offered_the_alert(client, elm, url):
    type(elm.log).objects.filter(pk=elm.log.pk).update(stop_signs=["beat"])
    client.force_login(elm.front_desk)
    assert "/handle/" not in client.get(url).content.decode()


def test_another_clinics_session_is_not_found(client, elm, oak):
    client.force_login(elm.owner)
    assert client.get(f"/c/elm/sessions/{oak.log.pk}/").status_code == 404


@pytest.mark.parametrize("corrections", [1, 3])
def test_its_queries_do_not_grow(client, elm, url, corrections, django_assert_num_queries):
    factories.prescribe(elm.program, corrections - 1)
    for number in range(corrections):
        item = elm.log.items.get()
        correct_session(
            log=elm.log,
            based_on=number,
            by=elm.patient_user,
            done_on=elm.log.done_on,
            items=[ItemDone(item.prescription, "done", 60 + number, 6)],
            pain_before=number,
            pain_worst=4,
            pain_after=3,
            stop_signs=[],
            note="",
        )
    client.force_login(elm.practitioner)
    with django_assert_num_queries(11):
        client.get(url)
