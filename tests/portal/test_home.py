from datetime import timedelta

import pytest

from patients.models import Program
from patients.models.program import PauseReason
from tests import factories


@pytest.fixture
def own(client, elm):
    client.force_login(elm.patient_user)
    return client


def change(program, **changes):
    Program.objects.filter(pk=program.pk).update(**changes)


def test_it_shows_todays_phase_with_all_that_tells_how(own, elm):
    response = own.get("/my/")
    text = response.content.decode()
    for part in (
        "Lie on your back.",
        "Hold still and breathe.",
        "drawings/back-soft-ball-1-right.svg",
        "drawings/map-both.svg",
        "Pressure felt from 0 to 10. Yours is 2 to 4.",
        "You feel a beat or pulse under the ball.",
        'href="tel:5550100"',
        "Week 2 of 4.",
    ):
        assert part in text
    assert response.context["program"] == elm.program


def test_it_counts_what_is_left_today(own, elm):
    assert own.get("/my/").context["left_today"] == 0
    elm.log.items.all().delete()
    response = own.get("/my/")
    assert response.context["left_today"] == 1
    assert "1 session to do today." in response.content.decode()


def test_a_skipped_routine_is_still_left(own, elm):
    elm.log.items.update(outcome="skipped")
    assert own.get("/my/").context["left_today"] == 1


def test_once_the_week_is_done_today_is_rest(own, elm):
    today = elm.clinic.today()
    elm.log.items.all().delete()
    Program.objects.filter(pk=elm.program.pk).update(starts_on=today - timedelta(days=6))
    for back in range(1, 6):
        factories.make_session_log(
            elm.program, by=elm.patient_user, done_on=today - timedelta(days=back)
        )
    response = own.get("/my/")
    assert response.context["left_today"] == 0
    assert "Done for this week" in response.content.decode()


def test_the_side_that_is_worked_is_drawn(own, elm):
    elm.program.current.phases.get().prescriptions.update(side="left")
    text = own.get("/my/").content.decode()
    assert "drawings/back-soft-ball-1-left.svg" in text
    assert "drawings/map-left.svg" in text


def test_a_program_that_starts_later_is_read_not_logged(own, elm):
    change(elm.program, starts_on=elm.clinic.today() + timedelta(days=2))
    text = own.get("/my/").content.decode()
    assert "Your program starts soon" in text
    assert "Lie on your back." in text
    assert "Log a session" not in text


def test_a_program_paused_by_a_stop_sign_says_what_to_do_and_takes_no_log(own, elm):
    factories.make_session_log(elm.program, by=elm.patient_user, stop_signs=["belly"])
    today = elm.clinic.today()
    change(elm.program, status="paused", paused_on=today, pause_reason=PauseReason.STOP_SIGN)
    text = own.get("/my/").content.decode()
    assert "Your program is paused" in text
    assert "Call the clinic today." in text
    assert "Log a session" not in text
    assert "Lie on your back." not in text


def test_a_program_paused_by_the_practitioner_says_so(own, elm):
    today = elm.clinic.today()
    change(elm.program, status="paused", paused_on=today, pause_reason=PauseReason.PRACTITIONER)
    assert "Your clinic paused your program." in own.get("/my/").content.decode()


@pytest.mark.parametrize(
    ("ending", "words"),
    [("better", "Well done. You got better."), ("worse", "Your program has ended")],
)
def test_an_ended_program_says_how(own, elm, ending, words):
    change(elm.program, status="completed", ended_on=elm.clinic.today(), ending=ending)
    text = own.get("/my/").content.decode()
    assert words in text
    assert "Log a session" not in text


def test_without_a_program_it_says_who_makes_one(client, elm):
    user = factories.User.objects.create_user("new-patient")
    factories.make_patient(elm.clinic, given_names="Bo", user=user)
    client.force_login(user)
    response = client.get("/my/")
    assert response.context["program"] is None
    assert "You have no program yet." in response.content.decode()


def test_a_draft_is_nobodys_business_yet(client, elm):
    user = factories.User.objects.create_user("new-patient")
    patient = factories.make_patient(elm.clinic, user=user)
    factories.make_program(patient, elm.routine, by=elm.practitioner, status="draft")
    client.force_login(user)
    assert client.get("/my/").context["program"] is None


def test_past_its_weeks_the_last_phase_goes_on(own, elm):
    change(elm.program, starts_on=elm.clinic.today() - timedelta(weeks=6))
    response = own.get("/my/")
    assert response.context["is_past_the_plan"]
    assert "Lie on your back." in response.content.decode()


def test_an_archived_record_opens_no_door(own, elm):
    now = factories.timezone.now()
    type(elm.patient).objects.filter(pk=elm.patient.pk).update(
        archived_at=now, archived_by=elm.owner
    )
    assert own.get("/my/").status_code == 404


def test_a_membership_opens_no_door(client, elm):
    client.force_login(elm.owner)
    assert client.get("/my/").status_code == 404


@pytest.mark.parametrize("routines", [1, 3])
def test_its_queries_do_not_grow(own, elm, routines, django_assert_num_queries):
    factories.prescribe(elm.program, routines - 1)
    with django_assert_num_queries(9):  # 8 and the line of the trail
        own.get("/my/")
