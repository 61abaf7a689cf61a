from datetime import timedelta

import pytest
from django.utils.html import strip_tags

from patients.actions.programs import pause_program
from patients.models import GuidedSession, SessionLog
from tests import factories

URL = "/my/session/end/"


@pytest.fixture
def own(client, elm):
    client.force_login(elm.patient_user)
    return client


@pytest.fixture
def one(elm):
    return elm.program.current.phases.get().prescriptions.get()


@pytest.fixture
def held(elm, one):
    """Everything was held, at pressure 4."""
    holds = {f"{one.pk}-{n}": 45 for n in (1, 2, 3, 4)}
    GuidedSession.objects.update(held=holds, felt={str(one.pk): 4})


def logs(elm):
    return SessionLog.objects.exclude(pk=elm.log.pk)


def as_shown(client, **changes):
    """What the page sends when the patient only says how it felt."""
    form = client.get(URL).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    typed = {name: value for name, value in typed.items() if value not in (None, False, [])}
    return typed | {"any_sign": "no", "pain_worst": "5", "pain_after": "3"} | changes


@pytest.mark.usefixtures("held")
def test_it_is_filled_in_with_what_was_held_and_felt(own, one):
    form = own.get(URL).context["form"]
    known = [form[f"{one.pk}-{name}"].value() for name in ("outcome", "seconds", "pressure")]
    assert known == ["done", 180, 4]
    assert (form["pain_before"].value(), form["pain_after"].value()) == (4, None)


@pytest.mark.usefixtures("held")
def test_it_becomes_the_log_and_the_practitioner_sees_the_same(own, client, elm, one):
    response = own.post(URL, as_shown(own))
    log = logs(elm).get()
    assert response.url == f"/my/log/{log.pk}/saved/"
    assert (log.source, log.pain_before, log.pain_worst, log.pain_after) == ("guided", 4, 5, 3)
    client.force_login(elm.practitioner)
    page = strip_tags(client.get(f"/c/elm/sessions/{log.pk}/").content.decode())
    assert "3 min" in page
    assert "Guided session" in page
    assert "Done" in page


@pytest.mark.usefixtures("held")
def test_however_often_it_is_sent_it_is_stored_once(own, elm):
    typed = as_shown(own)
    answers = {own.post(URL, typed).url for _ in range(3)}
    assert answers == {f"/my/log/{logs(elm).get().pk}/saved/"}


def test_part_of_it_is_done_in_part_and_nothing_is_not_done(own, elm, one):
    assert own.get(URL).context["form"][f"{one.pk}-outcome"].value() == "skipped"
    GuidedSession.objects.update(held={f"{one.pk}-1": 45})
    form = own.get(URL).context["form"]
    assert form[f"{one.pk}-outcome"].value() == "changed"
    assert form[f"{one.pk}-seconds"].value() == 45


@pytest.mark.usefixtures("held")
def test_the_patient_may_say_it_was_otherwise(own, elm, one):
    own.post(URL, as_shown(own, **{f"{one.pk}-seconds": "170", f"{one.pk}-pressure": "5"}))
    item = logs(elm).get().items.get()
    assert (item.seconds, item.pressure) == (170, 5)


@pytest.mark.usefixtures("held")
def test_over_midnight_it_goes_on_and_is_logged_for_the_day_it_began(own, elm, monkeypatch):
    began = elm.clinic.today()
    monkeypatch.setattr(type(elm.clinic), "today", lambda self: began + timedelta(days=1))
    assert own.get("/my/session/4/").context["number"] == 4
    assert own.post("/my/session/4/", {"go": "next", "held": "45"}).url == "/my/session/5/"
    assert own.post(URL, as_shown(own)).url.endswith("/saved/")
    log = logs(elm).get()
    assert (log.done_on, log.logged_on) == (began, began + timedelta(days=1))


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("typed", [{"done_on": "2020-01-01"}, {"key": "0" * 32}])
def test_its_day_and_its_key_are_its_own(own, elm, typed):
    own.post(URL, as_shown(own, **typed))
    log = logs(elm).get()
    assert (log.done_on, log.key) == (elm.guided_session.day, elm.guided_session.key)


@pytest.mark.usefixtures("held")
def test_what_is_missing_is_asked_and_nothing_typed_is_lost(own, elm):
    response = own.post(URL, as_shown(own, pain_after="", note="Quiet day"))
    assert "Tap a number from 0 to 10." in response.content.decode()
    assert "Quiet day" in response.content.decode()
    assert not logs(elm).exists()
    assert GuidedSession.objects.get().ended_at is None


@pytest.mark.usefixtures("held")
def test_a_stop_sign_here_leads_to_what_to_do(own, elm):
    response = own.post(URL, as_shown(own, stop_signs=["beat"]))
    assert response.url == f"/my/stop/?session={logs(elm).get().pk}"


@pytest.mark.usefixtures("held")
def test_after_a_pause_it_can_still_be_saved(own, elm):
    pause_program(program=elm.program, reason="practitioner", by=elm.practitioner)
    response = own.post(URL, as_shown(own))
    assert response.url == f"/my/log/{logs(elm).get().pk}/saved/"


def test_a_second_log_of_the_day_is_warned_of(own, elm):
    assert "You logged a session for this day already." in own.get(URL).content.decode()
    SessionLog.objects.update(done_on=elm.clinic.today().replace(year=2020))
    assert "You logged a session for this day already." not in own.get(URL).content.decode()


def test_once_it_has_ended_there_is_nothing_to_save(own, elm):
    own.post("/my/session/leave/")
    assert own.get(URL).url == "/my/session/"
    GuidedSession.objects.all().delete()
    assert own.get(URL).url == "/my/session/"


@pytest.mark.parametrize("count", [0, 2])
def test_queries_do_not_grow_with_the_program(own, elm, django_assert_max_num_queries, count):
    factories.prescribe(elm.program, count)
    own.get(URL)
    with django_assert_max_num_queries(8):  # 6, and the transaction around the trail's line
        own.get(URL)
