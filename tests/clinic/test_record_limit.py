"""Nobody copies a clinic record by record; who works is never stopped."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic import record_limit
from clinic.models import Membership, TrailEntry
from clinic.permissions import Role
from tests import factories
from tests.mailbox import delivered

MOST = 3


@pytest.fixture
def five(elm, monkeypatch):
    monkeypatch.setattr(record_limit, "MOST", MOST)
    monkeypatch.setattr(record_limit, "UNASKED", 0)
    return [factories.make_patient(elm.clinic, family_name=f"No. {one}") for one in range(5)]


def chart(patient) -> str:
    return f"/c/elm/patients/{patient.pk}/"


def statuses(client, patients) -> list[int]:
    return [client.get(chart(one)).status_code for one in patients]


def test_the_records_up_to_the_limit_open_and_stay_open(client, elm, five):
    client.force_login(elm.practitioner)
    assert statuses(client, five) == [200, 200, 200, 429, 429]
    assert statuses(client, five[:MOST]) == [200] * MOST


def test_each_clinic_is_counted_by_itself(client, elm, oak, five):
    Membership.objects.create(clinic=oak.clinic, user=elm.practitioner, role=Role.PRACTITIONER)
    client.force_login(elm.practitioner)
    for number in range(MOST):
        patient = factories.make_patient(oak.clinic, family_name=f"Elsewhere {number}")
        assert client.get(f"/c/oak/patients/{patient.pk}/").status_code == 200
    assert statuses(client, five[:MOST]) == [200] * MOST


def test_whoever_is_stopped_reads_why_and_sees_nobody(client, elm, five):
    client.force_login(elm.practitioner)
    statuses(client, five)
    page = client.get(chart(five[4]))
    assert page["Retry-After"] == "3600"
    assert "The owners of your clinic were told" in page.content.decode()
    assert "No. 4" not in page.content.decode()


def test_another_page_of_the_same_patient_is_none_more(client, elm, five):
    client.force_login(elm.practitioner)
    for page in ("", "edit/", "screening/", "trail/") * 2:
        assert client.get(chart(five[0]) + page).status_code == 200
    assert statuses(client, five[1:MOST]) == [200] * (MOST - 1)


def test_lists_and_other_pages_go_on(client, elm, five):
    client.force_login(elm.practitioner)
    statuses(client, five)
    for page in ("", "patients/", "routines/"):
        assert client.get(f"/c/elm/{page}").status_code == 200


def test_a_printed_sheet_counts_like_a_page(client, elm, five, monkeypatch):
    client.force_login(elm.practitioner)
    statuses(client, five[:MOST])
    sheet = f"/c/elm/programs/{elm.program.pk}/handout.pdf"
    assert client.get(sheet).status_code == 429


def test_another_session_counts_on_and_another_member_is_free(client, elm, five):
    client.force_login(elm.practitioner)
    statuses(client, five)
    again = type(client)()
    again.force_login(elm.practitioner)
    assert statuses(again, five[MOST:]) == [429, 429]
    client.force_login(elm.front_desk)
    assert statuses(client, five[MOST:]) == [200, 200]


def test_an_hour_later_it_opens_again(client, elm, five, monkeypatch):
    client.force_login(elm.practitioner)
    statuses(client, five)
    later = record_limit.time.time() + record_limit.SECONDS + 1
    monkeypatch.setattr(record_limit.time, "time", lambda: later)
    monkeypatch.setattr(record_limit.timezone, "now", lambda: datetime.fromtimestamp(later, UTC))
    client.force_login(elm.practitioner)
    assert statuses(client, five[MOST:]) == [200, 200]


def test_owners_hear_of_it_once_and_the_trail_too(client, elm, oak, five):
    client.force_login(elm.practitioner)
    statuses(client, five)
    line = TrailEntry.objects.get(action="clinic.records_limited")
    assert (line.actor, line.clinic, line.details) == (elm.practitioner, elm.clinic, {"count": 3})
    (mail,) = delivered()
    assert mail.to == [elm.owner.email]
    assert "the records of 3 patients" in mail.body
    assert "/c/elm/trail/" in mail.body
    assert not any(one.family_name in mail.body for one in five)


def test_what_was_not_shown_is_no_line_of_the_trail(client, elm, five):
    client.force_login(elm.practitioner)
    statuses(client, five)
    lines = TrailEntry.objects.filter(action="patients.chart_opened")
    assert lines.count() == MOST


def looked_up(work) -> bool:
    with CaptureQueriesContext(connection) as asked:
        work()
    return any("DISTINCT" in one["sql"] for one in asked)


def test_who_opens_few_records_is_not_looked_up(client, elm, monkeypatch):
    monkeypatch.setattr(record_limit, "UNASKED", 2)
    client.force_login(elm.practitioner)
    first, second, third = (factories.make_patient(elm.clinic, own_number=n) for n in "123")
    for patient in (first, second, first, second, first):
        assert not looked_up(lambda patient=patient: client.get(chart(patient)))
    assert not looked_up(lambda: client.get("/c/elm/patients/new/"))
    assert looked_up(lambda: client.get(chart(third)))
    assert looked_up(lambda: client.get(chart(first)))


def test_two_hundred_are_far_above_a_days_work():
    assert record_limit.MOST == 200
