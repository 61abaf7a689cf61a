from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.models import Clinic
from clinic.permissions import Role
from patients.models import Patient
from tests import factories

URL = "/c/elm/"


def shown(client, world, user=None):
    client.force_login(user or world.practitioner)
    response = client.get(URL)
    assert response.status_code == 200
    return response


def patient_on_program(world, name, *, started_days_ago=0, **changes):
    patient = factories.make_patient(world.clinic, given_names=name)
    starts_on = world.clinic.today() - timedelta(days=started_days_ago)
    values = {"starts_on": starts_on, "by": world.practitioner}
    return factories.make_program(patient, world.routine, **values | changes)


def test_it_shows_the_clinics_own_day_only(client, elm, oak):
    patient_on_program(oak, "Quiet", started_days_ago=9)
    patient_on_program(oak, "Draft", status="draft")
    context = shown(client, elm).context
    assert context["alerts"].rows == [elm.alert]
    assert context["reviews"].rows == [elm.program]
    assert list(context["sessions"]) == [elm.log]
    assert context["questions"].rows == [elm.question]
    assert (context["quiet"].rows, context["drafts"].rows) == ([], [])


def test_the_most_urgent_alert_comes_first(client, elm):
    urgent = factories.make_alert(elm.patient, urgency=3)
    assert shown(client, elm).context["alerts"].rows == [urgent, elm.alert]


def test_who_is_quiet_for_longest_comes_first(client, elm):
    day = elm.clinic.today() - timedelta(days=8)
    week = patient_on_program(elm, "Week", started_days_ago=20)
    factories.make_session_log(week, by=elm.front_desk, done_on=day, logged_on=day)
    never = patient_on_program(elm, "Never", started_days_ago=9)
    patient_on_program(elm, "New", started_days_ago=6)
    response = shown(client, elm)
    assert response.context["quiet"].rows == [never.patient, week.patient]
    assert "no session yet" in response.text


def test_reviews_of_a_week_ahead_are_due(client, elm):
    today = elm.clinic.today()
    late, soon, far = (patient_on_program(elm, name) for name in ("Late", "Soon", "Far"))
    for program, days in ((late, -1), (soon, 0), (far, 8)):
        version = program.current
        version.review_on = today + timedelta(days=days)
        version.save()
    response = shown(client, elm)
    assert response.context["reviews"].rows == [late, soon, elm.program]
    assert "was due" in response.text


def test_drafts_wait_the_oldest_first(client, elm):
    drafts = [patient_on_program(elm, n, status="draft").versions.get() for n in ("One", "Two")]
    assert shown(client, elm).context["drafts"].rows == drafts


def test_a_stop_sign_stands_out_among_the_sessions(client, elm):
    type(elm.log).objects.update(stop_signs=["beat"])
    assert "Stop sign" in shown(client, elm).text


def test_calm_is_said_in_words(client, elm):
    type(elm.alert).objects.all().delete()
    type(elm.log).objects.all().delete()
    response = shown(client, elm)
    for words in ("No open alert.", "No draft is waiting.", "No session has been logged yet."):
        assert words in response.text


def test_more_than_it_shows_is_counted(client, elm):
    for _n in range(12):
        factories.make_alert(elm.patient)
    response = shown(client, elm)
    assert (len(response.context["alerts"].rows), response.context["alerts"].total) == (10, 13)
    assert "and 3 more" in response.text


def test_the_front_desk_sees_alerts_and_handles_none(client, elm):
    response = shown(client, elm, elm.front_desk)
    assert response.context["alerts"].rows == [elm.alert]
    assert "/handle/" not in response.text


@pytest.mark.parametrize("rows", [1, 3])
def test_its_queries_do_not_grow(client, elm, rows, django_assert_num_queries):
    for n in range(rows):
        quiet = patient_on_program(elm, f"Q{n}", started_days_ago=9)
        patient_on_program(elm, f"D{n}", status="draft")
        factories.make_alert(quiet.patient, program=quiet)
        factories.make_session_log(
            quiet, by=elm.front_desk, done_on=quiet.starts_on, logged_on=quiet.starts_on
        )
    client.force_login(elm.practitioner)
    with django_assert_num_queries(10):
        client.get(URL)


def test_a_new_clinic_is_led_to_its_first_patient(client, elm):
    clinic = Clinic.objects.create(name="Birch", slug="birch", phone="1")
    client.force_login(factories.make_member(clinic, Role.PRACTITIONER))
    page = client.get("/c/birch/").content.decode()
    assert "Add your first patient" in page
    factories.make_patient(clinic)
    assert "Add your first patient" not in client.get("/c/birch/").content.decode()


def test_nobody_is_reminded_of_who_is_archived(client, elm):
    quiet = patient_on_program(elm, "Quiet", started_days_ago=9)
    factories.make_question(quiet.patient, by=elm.practitioner)
    changes = {"archived_at": timezone.now(), "archived_by": elm.owner}
    Patient.objects.for_clinic(elm.clinic).update(**changes)
    context = shown(client, elm).context
    assert (context["quiet"].rows, context["questions"].rows) == ([], [])
