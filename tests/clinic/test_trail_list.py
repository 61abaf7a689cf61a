from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from clinic import trail, trail_pages
from clinic.actions.members import remove_member
from clinic.models import TrailEntry
from clinic.permissions import Role
from tests import factories
from tests.plans import looked_up_by

URL = "/c/elm/trail/"


def told(world, action="patients.session_logged", *, by=None, at=None, patient_id=None, **details):
    entry = TrailEntry(
        clinic=world.clinic,
        actor=by,
        action=action,
        subject_type="patients.patient",
        subject_id="7",
        patient_id=patient_id,
        details=details,
        happened_at=at or timezone.now(),
    )
    entry.save()
    return entry


def shown(client, world, **query):
    client.force_login(world.owner)
    response = client.get(URL, query)
    assert response.status_code == 200
    return response


def entries(response):
    """What is shown, apart from what looking at the trail adds to it."""
    return [one for one in response.context["entries"] if one.action != "clinic.trail_opened"]


def test_the_newest_line_comes_first_and_only_ones_own(client, elm, oak):
    one, two = told(elm, by=elm.owner), told(elm)
    told(oak)
    response = shown(client, elm)
    assert entries(response) == [two, one]
    assert "Logged session 7" in response.text
    assert "Hipwise" in response.text


@pytest.mark.parametrize("who", ["front_desk", "else"])
def test_it_narrows_by_person(client, elm, who):
    lines = {
        "front_desk": [told(elm, by=elm.front_desk)],
        "else": [told(elm), told(elm, by=elm.patient_user)][::-1],
    }
    person = "else" if who == "else" else elm.front_desk.pk
    assert entries(shown(client, elm, person=person)) == lines[who]


def test_it_narrows_by_kind_and_patient(client, elm):
    added = told(elm, "patients.patient_added", patient_id=4)
    logged = told(elm, patient_id=5)
    assert entries(shown(client, elm, kind="patients.patient_added")) == [added]
    assert entries(shown(client, elm, patient="5")) == [logged]
    assert entries(shown(client, elm, patient="5", kind="patients.patient_added")) == []


def test_days_are_the_clinics_own(client, elm):
    type(elm.clinic).objects.filter(pk=elm.clinic.pk).update(time_zone="Pacific/Auckland")
    zone = ZoneInfo("Pacific/Auckland")
    midnight = datetime(2026, 3, 2, tzinfo=zone)
    before, first = told(elm, at=midnight - timedelta(seconds=1)), told(elm, at=midnight)
    last = told(elm, at=midnight + timedelta(days=1, seconds=-1))
    after = told(elm, at=midnight + timedelta(days=1))
    day = {"first_day": "2026-03-02", "last_day": "2026-03-02"}
    assert entries(shown(client, elm, **day)) == [last, first]
    assert entries(shown(client, elm, last_day="2026-03-01")) == [before]
    assert entries(shown(client, elm, first_day="2026-03-03")) == [after]


def test_older_pages_begin_below_a_line(client, elm):
    now = timezone.now()
    lines = [told(elm, at=now) for _n in range(51)][::-1]
    first = shown(client, elm)
    assert entries(first) == lines[:50]
    assert first.context["older_below"] == lines[49].pk
    older = shown(client, elm, before=lines[49].pk)
    assert entries(older) == lines[50:]
    assert "before=" not in older.text.split("<nav")[-1]


@pytest.fixture
def short_sighted(monkeypatch):
    """Five lines are looked through for one page."""
    monkeypatch.setattr(trail_pages, "LOOKED_THROUGH", 5)


@pytest.mark.parametrize("query", [{"kind": "patients.patient_added"}, {"kind": "deeds"}])
def test_what_is_rare_is_looked_for_a_stretch_at_a_time(client, elm, short_sighted, query):
    now = timezone.now()
    rare = told(elm, "patients.patient_added", at=now - timedelta(hours=1))
    others = [
        told(elm, "clinic.trail_opened", at=now - timedelta(minutes=n), n=n) for n in range(7)
    ]
    first = shown(client, elm, **query)
    assert first.context["entries"] == []
    assert "Nothing found so far" in first.text
    assert first.context["looked_back_to"] == others[4].happened_at
    second = shown(client, elm, before=first.context["older_below"], **query)
    assert second.context["entries"] == [rare]
    assert second.context["looked_back_to"] is None
    assert "Look further back" in first.text
    assert "Look further back" not in second.text


@pytest.mark.skipif(connection.vendor != "sqlite", reason="plans by what is there")
def test_a_stretch_is_all_that_is_read(client, elm, short_sighted):
    now = timezone.now()
    lines = [told(elm, at=now - timedelta(minutes=n)) for n in range(12)]
    client.force_login(elm.owner)
    query = {"kind": "patients.patient_added", "before": lines[0].pk}
    plans = looked_up_by(
        lambda: client.get(URL, query), lambda asked: asked.explained("EXPLAIN QUERY PLAN")
    )
    told_of = [str(plan) for asked, plan in plans if "clinic_trailentry" in asked.sql]
    (stretch,) = (plan for plan in told_of if "happened_at>? AND happened_at<?" in plan)
    assert "clinic_trail_newest" in stretch
    assert not any("SCAN" in plan for plan in told_of)


def test_what_an_index_leads_to_is_not_looked_for_in_stretches(client, elm, short_sighted):
    now = timezone.now()
    for n in range(7):
        told(elm, at=now - timedelta(minutes=n))
    added = told(elm, "patients.patient_added", at=now - timedelta(hours=1), patient_id=4)
    kind = "patients.patient_added"
    assert shown(client, elm, patient=4, kind=kind).context["entries"] == [added]
    assert len(entries(shown(client, elm))) == 8


def test_every_line_is_looked_at_once_whatever_its_moment(client, elm, short_sighted):
    now = timezone.now()
    lines = [told(elm, "patients.patient_added", at=now) for _n in range(12)][::-1]
    client.force_login(elm.owner)
    query, seen = {"kind": "patients.patient_added"}, []
    while query:
        context = client.get(URL, query).context
        seen += context["entries"]
        below = context["older_below"]
        query = query | {"before": below} if below else None
    assert seen == lines


def test_a_line_of_another_clinic_begins_no_page(client, elm, oak):
    line, other = told(elm), told(oak)
    assert entries(shown(client, elm, before=other.pk)) == [line]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"person": "999999"}, "person"),
        ({"person": "x"}, "person"),
        ({"kind": "patients.nothing"}, "kind"),
        ({"first_day": "yesterday"}, "first_day"),
        ({"first_day": "0001-01-01"}, "first_day"),
        ({"last_day": "9999-12-31"}, "last_day"),
        ({"first_day": "2026-02-02", "last_day": "2026-02-01"}, "last_day"),
        ({"patient": "x"}, "patient"),
        ({"patient": "-1"}, "patient"),
        ({"patient": "9" * 30}, "patient"),
    ],
)
def test_a_filter_that_cannot_be_read_is_told_beside_its_field(client, elm, query, field):
    told(elm)
    response = shown(client, elm, **query)
    assert list(response.context["form"].errors) == [field]


@pytest.mark.parametrize("before", ["", "0", "x", "-1", "²", "9" * 19, "9" * 5000])
def test_a_page_that_begins_nowhere_is_the_first(client, elm, before):
    line = told(elm)
    assert entries(shown(client, elm, before=before)) == [line]


def test_what_lost_its_sentence_is_still_listed(client, elm):
    told(elm, "patients.forgotten_since")
    assert "patients.forgotten_since" in shown(client, elm).text


def test_only_an_owner_may(client, elm):
    for user in (elm.practitioner, elm.front_desk):
        client.force_login(user)
        assert client.get(URL).status_code == 403


def test_every_template_of_a_sentence_is_offered(elm):
    assert {"patients.patient_added", "clinic.clinic_edited"} <= set(trail.known_actions())


@pytest.mark.parametrize("lines", [1, 3])
def test_its_queries_do_not_grow(client, elm, lines, django_assert_num_queries):
    for _n in range(lines):
        told(elm, by=elm.front_desk)
    client.force_login(elm.owner)
    with django_assert_num_queries(6):
        client.get(URL)


def test_who_has_left_can_still_be_looked_for(client, elm):
    user = factories.make_member(elm.clinic, Role.PRACTITIONER, "gone")
    now = timezone.now()
    factories.make_staff_invitation(elm.clinic, by=elm.owner, used_at=now, used_by=user)
    remove_member(membership=user.memberships.get(), by=elm.owner)
    client.force_login(elm.owner)
    form = client.get("/c/elm/trail/").context["form"]
    assert form.members[str(user.pk)] == str(user)


def test_who_came_to_another_clinic_is_not_offered(client, elm, oak):
    now = timezone.now()
    factories.make_staff_invitation(oak.clinic, by=oak.owner, used_at=now, used_by=oak.practitioner)
    client.force_login(elm.owner)
    form = client.get("/c/elm/trail/").context["form"]
    assert str(oak.practitioner.pk) not in form.members
    assert str(elm.practitioner.pk) in form.members
