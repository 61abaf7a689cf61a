from datetime import date, timedelta

import pytest
from django.utils import timezone

from clinic.models import Clinic
from clinic.permissions import Role
from patients.actions.patients import archive_patient
from patients.actions.programs import complete_program, pause_program
from patients.forms.patient_search import Show
from patients.models import Patient
from patients.models.patient_queryset import Attention
from patients.models.program import Ending, PauseReason
from tests import factories

URL = "/c/elm/patients/"


def names(response):
    return [standing.patient.given_names for standing in response.context["standings"]]


def listed(client, world, query="", **posted):
    client.force_login(world.front_desk)
    response = client.post(URL, posted) if posted else client.get(URL + query)
    assert response.status_code == 200
    return response


def running(world, name, *, started_days_ago=0, status="active", **changes):
    patient = factories.make_patient(world.clinic, given_names=name)
    starts_on = world.clinic.today() - timedelta(days=started_days_ago)
    factories.make_program(
        patient,
        world.routine,
        by=world.practitioner,
        starts_on=starts_on,
        status=status,
        **changes,
    )
    return patient


def test_it_lists_own_patients_only(client, elm, oak):
    assert names(listed(client, elm)) == ["Ana"]


def test_it_shows_where_each_patient_stands(client, elm):
    response = listed(client, elm)
    standing = response.context["standings"][0]
    assert (standing.week.number, standing.week.of, standing.week.prescribed) == (2, 4, 5)
    assert (standing.done, standing.attention) == (1, Attention.SAME_DAY)
    assert "week 2 of 4" in response.text
    assert "1 of 5" in response.text


def test_a_program_that_starts_later_has_no_week_yet(client, elm):
    elm.alert.delete()
    running(elm, "Later", started_days_ago=-3)
    response = listed(client, elm, "?show=active")
    assert response.context["standings"][1].week is None
    assert "starts" in response.text


def test_who_needs_attention_comes_first(client, elm):
    elm.alert.delete()
    urgent, soon = running(elm, "Urgent"), running(elm, "Soon")
    factories.make_alert(urgent, urgency=3)
    factories.make_alert(soon, urgency=2)
    factories.make_alert(soon, urgency=1)
    factories.make_alert(running(elm, "Look"), urgency=1)
    paused = running(elm, "Paused", started_days_ago=8).programs.get()
    pause_program(program=paused, reason=PauseReason.PRACTITIONER, by=elm.practitioner)
    running(elm, "Quiet", started_days_ago=7)
    running(elm, "Draft", status="draft")
    factories.make_patient(elm.clinic, given_names="Zora")
    expected = ["Urgent", "Soon", "Look", "Paused", "Quiet", "Draft", "Ana", "Zora"]
    assert names(listed(client, elm)) == expected
    assert names(listed(client, elm, "?show=attention")) == expected[:6]


def test_an_alert_that_was_dealt_with_needs_nobody(client, elm):
    type(elm.alert).objects.update(handled_at=timezone.now(), handled_by=elm.owner)
    assert listed(client, elm).context["standings"][0].attention == Attention.NONE


def test_a_week_without_a_session_counts_from_the_last_one(client, elm):
    elm.alert.delete()
    today = elm.clinic.today()
    seven, six = (running(elm, n, started_days_ago=20) for n in ("Seven", "Six"))
    for patient, days in ((seven, 7), (six, 6)):
        day = today - timedelta(days=days)
        program = patient.programs.get()
        factories.make_session_log(program, by=elm.front_desk, done_on=day, logged_on=day)
    assert names(listed(client, elm, "?show=attention")) == ["Seven"]


def test_somebody_just_back_from_a_pause_is_not_quiet(client, elm):
    elm.alert.delete()
    program = running(elm, "Back", started_days_ago=30).programs.get()
    program.reviews.create(clinic=elm.clinic, note="Goes on.", by=elm.practitioner)
    assert names(listed(client, elm, "?show=attention")) == []


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("all", ["Ana", "Free"]),
        ("active", ["Ana"]),
        ("no-program", ["Free"]),
        ("review", ["Ana"]),
        ("archived", ["Gone"]),
        ("\x0cnonsense", ["Ana", "Free"]),
    ],
)
def test_it_shows_some_of_them(client, elm, show, expected):
    factories.make_patient(elm.clinic, given_names="Free")
    gone = factories.make_patient(elm.clinic, given_names="Gone")
    archive_patient(patient=gone, by=elm.practitioner)
    assert names(listed(client, elm, f"?show={show}")) == expected


def test_a_review_is_due_a_week_ahead(client, elm):
    for name, days in (("Late", -1), ("Soon", 7), ("Far", 8)):
        version = running(elm, name).programs.get().current
        version.review_on = elm.clinic.today() + timedelta(days=days)
        version.save()
    assert names(listed(client, elm, "?show=review")) == ["Ana", "Late", "Soon"]


def test_a_program_that_ended_says_how(client, elm):
    complete_program(program=elm.program, ending=Ending.BETTER, note="", by=elm.practitioner)
    assert "Completed" in listed(client, elm).text
    factories.make_patient(elm.clinic, given_names="Free")
    standings = listed(client, elm).context["standings"]
    assert [str(one.without) for one in standings] == ["Completed", "None"]


@pytest.mark.parametrize(
    "text",
    [
        "muñoz ana",
        "ANA munoz",
        "muno",
        "1951-03-14",
        "14.03.1951",
        "03/14/1951",
        "14 Mar 1951",
        "a-77",
        "A-77",
        "030 123",
        "(30) 1234-56",
        " Ana@Example.org",
    ],
)
def test_a_patient_is_found_by(client, elm, text):
    type(elm.patient).objects.update(
        own_number="A-77", phone_digits="4930123456", email="ana@example.org"
    )
    factories.make_patient(
        elm.clinic, given_names="Bo", family_name="Li", birth_date=date(1990, 1, 1)
    )
    assert names(listed(client, elm, q=text)) == ["Ana"]


@pytest.mark.parametrize("text", ["nobody", "100%", "_", "1951-03-15", "555", "́", "@example.org"])
def test_nobody_is_found_by(client, elm, text):
    response = listed(client, elm, q=text)
    assert names(response) == []
    assert "Nobody found" in response.text


def test_a_search_finds_archived_patients_last(client, elm, oak):
    gone = factories.make_patient(elm.clinic, given_names="Aaron")
    archive_patient(patient=gone, by=elm.practitioner)
    assert names(listed(client, elm, q="muñoz")) == ["Ana", "Aaron"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Type a name"),
        ("x" * 101, "at most 100 characters"),
        ("a\0b", "Null characters are not allowed"),
    ],
)
def test_a_search_that_cannot_be_read_says_why_and_shows_all(client, elm, text, why):
    response = listed(client, elm, q=text)
    assert why in response.text
    assert names(response) == ["Ana"]


def test_a_search_is_paged_without_a_name_in_an_address(client, elm):
    for n in range(51):
        factories.make_patient(elm.clinic, given_names=f"Twin{n:02}", birth_date=date(1990, 1, 1))
    first = listed(client, elm, q="twin")
    assert len(names(first)) == 50
    assert "?" not in first.text.split("<main")[1].replace("?</", "")
    assert names(listed(client, elm, q="twin", page="2")) == ["Twin50"]


@pytest.mark.parametrize("page", ["0", "-1", "9" * 5000, "x", ""])
def test_a_page_that_is_not_there_is_the_nearest(client, elm, page):
    assert names(listed(client, elm, f"?page={page}")) == ["Ana"]


def test_an_empty_clinic_is_told_how_to_begin(client, elm):
    empty = Clinic.objects.create(name="Ash", slug="ash", phone="1")
    client.force_login(factories.make_member(empty, Role.OWNER))
    assert "No patients yet" in client.get("/c/ash/patients/").text


@pytest.mark.parametrize("patients", [1, 3])
def test_its_queries_do_not_grow(client, elm, patients, django_assert_num_queries):
    for n in range(patients - 1):
        program = running(elm, f"P{n}", started_days_ago=3).programs.get()
        factories.make_session_log(program, by=elm.front_desk)
    client.force_login(elm.front_desk)
    with django_assert_num_queries(9):  # 8 and the line of the trail
        assert len(names(client.get(URL))) == patients


@pytest.mark.parametrize("show", [one for one in Show if one is not Show.ARCHIVED])
def test_whoever_is_archived_is_nowhere_else(client, elm, show):
    """Not even with an alert, a program and a review that should have kept them."""
    factories.make_patient(elm.clinic, given_names="Gone")
    changes = {"archived_at": timezone.now(), "archived_by": elm.owner}
    Patient.objects.for_clinic(elm.clinic).update(**changes)
    assert names(listed(client, elm, f"?show={show}")) == []
