from datetime import timedelta
from uuid import uuid4

import pytest

from clinic.models import TrailEntry
from patients.models import Program, SessionLog
from tests import factories


@pytest.fixture
def url(elm):
    return f"/c/elm/programs/{elm.program.pk}/sessions/new/"


@pytest.fixture
def item(elm):
    return elm.program.current.phases.get().prescriptions.get()


@pytest.fixture
def typed(elm, item):
    return {
        "key": str(uuid4()),
        "done_on": elm.clinic.today().isoformat(),
        "source": "paper",
        f"{item.pk}-outcome": "changed",
        f"{item.pk}-seconds": "90",
        f"{item.pk}-pressure": "",
        "pain_before": "5",
        "pain_worst": "",
        "pain_after": "4",
        "note": "",
    }


def new_logs(elm):
    return SessionLog.objects.exclude(pk=elm.log.pk)


def test_the_front_desk_keys_in_from_paper(client, elm, url, typed):
    client.force_login(elm.front_desk)
    response = client.post(url, typed)
    log = new_logs(elm).get()
    assert response.url == f"/c/elm/sessions/{log.pk}/"
    assert (log.source, log.by, log.pain_before, log.pain_worst) == (
        "paper",
        elm.front_desk,
        5,
        None,
    )
    assert (log.items.get().outcome, log.items.get().pressure) == ("changed", None)
    assert TrailEntry.objects.about(log).get().actor == elm.front_desk


def test_save_and_next_goes_to_the_next_day(client, elm, url, typed):
    client.force_login(elm.front_desk)
    Program.objects.update(starts_on=elm.clinic.today() - timedelta(days=40))
    day = elm.clinic.today() - timedelta(days=30)
    response = client.post(url, typed | {"done_on": day.isoformat(), "next": "1"})
    assert response.url == f"{url}?day={day + timedelta(days=1)}"
    assert client.get(response.url).context["day"] == day + timedelta(days=1)


def test_the_next_day_is_never_one_to_come(client, elm, url, typed):
    client.force_login(elm.front_desk)
    assert client.post(url, typed | {"next": "1"}).url == f"{url}?day={elm.clinic.today()}"


def test_a_stop_sign_is_looked_at_before_the_next_row(client, elm, url, typed):
    client.force_login(elm.front_desk)
    response = client.post(url, typed | {"stop_signs": ["lump"], "next": "1"})
    assert response.url == f"/c/elm/sessions/{new_logs(elm).get().pk}/"
    assert Program.objects.get(pk=elm.program.pk).status == "paused"


def test_a_double_click_stores_once(client, elm, url, typed):
    client.force_login(elm.front_desk)
    assert client.post(url, typed).url == client.post(url, typed).url
    assert new_logs(elm).count() == 1


def test_it_is_filled_in_as_prescribed(client, elm, url, item):
    client.force_login(elm.front_desk)
    form = client.get(url).context["form"]
    assert form[f"{item.pk}-outcome"].value() == "done"
    assert form[f"{item.pk}-seconds"].value() == 180
    assert form["pain_before"].value() is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("source", "guided"),
        ("source", ""),
        ("pain_before", "11"),
        ("pain_after", "9" * 5000),
        ("note", "a\0b"),
        ("note", "x" * 2001),
        ("done_on", "2999-01-01"),
        ("done_on", "31 June"),
        ("item-seconds", "-1"),
        ("item-outcome", ""),
        ("key", "1"),
    ],
)
def test_bad_input_is_told_beside_its_field(client, elm, url, item, typed, name, value):
    client.force_login(elm.front_desk)
    name = name.replace("item", str(item.pk))
    response = client.post(url, typed | {name: value})
    assert response.status_code == 200
    assert name in response.context["form"].errors
    assert not new_logs(elm).exists()


@pytest.mark.parametrize("status", ["paused", "completed"])
def test_a_program_that_does_not_run_says_so(client, elm, url, typed, status):
    today = elm.clinic.today()
    dates = {"paused_on": today} if status == "paused" else {"ended_on": today}
    Program.objects.filter(pk=elm.program.pk).update(status=status, **dates)
    client.force_login(elm.front_desk)
    assert f"This program is {status}" in client.get(url).content.decode()
    response = client.post(url, typed)
    assert response.context["form"].non_field_errors()
    assert not new_logs(elm).exists()


def test_a_draft_has_no_such_page(client, elm):
    patient = factories.make_patient(elm.clinic)
    draft = factories.make_program(patient, elm.routine, by=elm.owner, status="draft")
    client.force_login(elm.front_desk)
    assert client.get(f"/c/elm/programs/{draft.pk}/sessions/new/").status_code == 404


@pytest.mark.parametrize("routines", [1, 3])
def test_its_queries_do_not_grow(client, elm, url, routines, django_assert_num_queries):
    factories.prescribe(elm.program, routines - 1)
    client.force_login(elm.front_desk)
    with django_assert_num_queries(9):
        client.get(url)
