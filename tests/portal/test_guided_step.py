import re
from datetime import timedelta

import pytest
from django.utils.html import strip_tags

from patients.actions.programs import activate_program, change_program, pause_program
from patients.models import GuidedSession, Prescription
from patients.portal import guided_forms
from tests import factories

# The screens of the one routine, both sides, 2 holds of 45 s, 15 s of rest.
INTRO, READY, HOLD, REST, SECOND, SWITCH, LEFT, FELT = 1, 2, 3, 4, 5, 6, 7, 10


def url(number):
    return f"/my/session/{number}/"


@pytest.fixture
def own(client, elm):
    client.force_login(elm.patient_user)
    return client


@pytest.fixture
def one(elm):
    return elm.program.current.phases.get().prescriptions.get()


def now(elm):
    return GuidedSession.objects.get(pk=elm.guided_session.pk)


def words(response):
    html = response.content.decode()
    main = strip_tags(
        re.sub(r"<template.*?</template>", "", html[html.index("<main") :], flags=re.DOTALL)
    )
    return re.sub(r"\s+", " ", main)


def test_the_screens_go_from_getting_ready_to_how_it_felt(own):
    kinds = [own.get(url(number)).context["screen"].kind for number in range(1, FELT + 1)]
    assert kinds == [
        *("intro", "step"),
        *("hold", "rest", "hold", "switch", "hold", "rest", "hold"),
        "felt",
    ]


def test_a_hold_says_how_long_how_hard_which_and_what_comes_next(own):
    text = words(own.get(url(HOLD)))
    for said in (
        "Right side: hold 1 of 2",
        "Hold for 45 s.",
        "4 slow breaths: in for 4, out for 6",
        "Pressure 2 to 4 of 10: light to firm.",
        "Hold still and breathe.",
        "Next: rest 15 s",
    ):
        assert said in text


def test_the_drawing_is_of_the_side_that_is_worked(own):
    assert "back-soft-ball-2-right" in own.get(url(HOLD)).content.decode()
    assert "back-soft-ball-2-left" in own.get(url(LEFT)).content.decode()
    assert "Left side: hold 1 of 2" in words(own.get(url(LEFT)))


@pytest.mark.parametrize("side", ["left", "right"])
def test_one_side_sees_no_other(own, elm, side):
    Prescription.objects.update(side=side)
    pages = [own.get(url(number)).content.decode() for number in range(1, 7)]
    other = {"left": "right", "right": "left"}[side]
    assert not any(f"-{other}.svg" in page for page in pages)
    assert "felt" in pages[-1]


@pytest.mark.parametrize("number", [INTRO, HOLD, REST, SWITCH, FELT])
def test_stop_is_on_every_screen(own, number):
    html = own.get(url(number)).content.decode()
    assert 'name="go" value="stop"' in html
    assert "tel:911" in html
    assert own.post(url(number), {"go": "stop"}).url == "/my/session/stop/"


def test_next_and_back_lead_through(own, elm):
    assert own.post(url(1), {"go": "next"}).url == url(2)
    assert own.post(url(2), {"go": "back"}).url == url(1)
    assert own.post(url(1), {"go": "back"}).url == url(1)
    assert own.post(url(1), {"go": "hold"}).url == url(HOLD)
    assert own.post(url(FELT), {"go": "next"}).url == "/my/session/end/"


def test_it_is_remembered_where_one_was(own, elm):
    own.post(url(HOLD), {"go": "next", "held": "45"})
    assert now(elm).position == REST
    own.get(url(1))
    assert now(elm).position == REST


def test_what_a_timer_counted_is_kept_up_to_the_length_of_the_hold(own, elm, one):
    own.post(url(HOLD), {"go": "next", "held": "31"})
    own.post(url(SECOND), {"go": "next", "held": "4000"})
    assert now(elm).held == {f"{one.pk}-1": 31, f"{one.pk}-2": 45}


def test_a_repeated_press_counts_once(own, elm, one):
    for _ in range(3):
        own.post(url(HOLD), {"go": "next", "held": "45"})
    assert now(elm).held == {f"{one.pk}-1": 45}


def test_a_hold_that_was_broken_off_goes_on_from_there(own, elm):
    own.post(url(HOLD), {"go": "back", "held": "20"})
    html = own.get(url(HOLD)).content.decode()
    assert 'data-held="20"' in html
    assert "You held 20 s of it already." in html


@pytest.mark.parametrize(("passed", "held"), [(20, 20), (45, 45), (600, 45)])
def test_without_a_script_the_time_since_the_page_was_shown_counts(
    own, elm, one, monkeypatch, passed, held
):
    shown = own.get(url(HOLD)).context["shown"]
    later = guided_forms.time.time() + passed
    monkeypatch.setattr(guided_forms.time, "time", lambda: later)
    own.post(url(HOLD), {"go": "next", "shown": shown})
    assert now(elm).held == {f"{one.pk}-1": held}


@pytest.mark.parametrize("shown", ["", "made up", "x" * 299])
def test_a_time_we_did_not_sign_counts_nothing(own, elm, one, shown):
    assert own.post(url(HOLD), {"go": "next", "shown": shown}).url == url(REST)
    assert now(elm).held == {f"{one.pk}-1": 0}


def test_the_time_of_another_hold_counts_nothing_here(own, elm, one, monkeypatch):
    shown = own.get(url(HOLD)).context["shown"]
    later = guided_forms.time.time() + 45
    monkeypatch.setattr(guided_forms.time, "time", lambda: later)
    own.post(url(SECOND), {"go": "next", "shown": shown})
    assert now(elm).held == {f"{one.pk}-2": 0}


def test_pressure_is_one_tap_and_may_be_changed(own, elm, one):
    assert own.post(url(FELT), {"pressure": "3"}).url == "/my/session/end/"
    own.post(url(FELT), {"pressure": "4"})
    assert now(elm).felt == {str(one.pk): 4}
    assert 'value="4" aria-pressed="true"' in own.get(url(FELT)).content.decode()
    own.post(url(FELT), {"go": "next"})
    assert now(elm).felt == {str(one.pk): 4}


@pytest.mark.parametrize("value", ["11", "-1", "lots", "9" * 5000, "a\0b"])
def test_a_pressure_that_cannot_be_is_asked_again(own, elm, value):
    response = own.post(url(FELT), {"pressure": value})
    assert response.status_code == 200
    assert "Tap a number from 0 to 10." in response.content.decode()
    assert now(elm).felt == {}


@pytest.mark.parametrize(
    "typed", [{"held": "-1"}, {"held": "many"}, {"go": "away"}, {"turn": "x" * 37}]
)
def test_what_no_page_sends_is_refused_in_words(own, elm, typed):
    response = own.post(url(HOLD), {"go": "next"} | typed)
    assert response.status_code == 200
    assert "Load the page again." in response.content.decode()
    assert now(elm).held == {}


def test_a_page_that_was_taken_over_is_told_so_and_loses_nothing(own, elm, one):
    GuidedSession.objects.update(turn="1700000000000002")
    response = own.post(url(HOLD), {"go": "next", "held": "40", "turn": "1700000000000001"})
    assert response.status_code == 409
    assert "Your session goes on elsewhere" in response.content.decode()
    assert (now(elm).held, now(elm).position) == ({f"{one.pk}-1": 40}, 1)


@pytest.mark.parametrize("number", [0, 11, 999_999])
def test_a_screen_that_is_not_there_leads_to_where_one_was(own, elm, number):
    GuidedSession.objects.update(position=4)
    assert own.get(url(number)).url == url(4)


def test_without_a_session_it_leads_to_the_start(own, elm):
    own.post("/my/session/leave/")
    assert own.get(url(3)).url == "/my/session/"
    assert own.post(url(3), {"go": "next", "held": "45"}).url == "/my/session/"


def test_of_another_day_it_leads_to_the_start(own, elm):
    ago = timedelta(days=1)
    session = now(elm)
    GuidedSession.objects.update(day=session.day - ago, kept_at=session.kept_at - ago)
    assert own.get(url(1)).url == "/my/session/"


def test_a_pause_of_the_program_ends_it_and_keeps_what_was_done(own, elm, one):
    pause_program(program=elm.program, reason="practitioner", by=elm.practitioner)
    assert own.post(url(HOLD), {"go": "next", "held": "45"}).url == url(REST)
    assert own.get(url(REST)).url == "/my/session/end/"
    assert now(elm).held == {f"{one.pk}-1": 45}
    assert "Your program was paused" in own.get("/my/session/end/").content.decode()


def test_a_change_of_the_program_ends_it_too(own, elm):
    change_program(program=elm.program, by=elm.practitioner)
    activate_program(program=elm.program, by=elm.practitioner)
    assert own.get(url(REST)).url == "/my/session/end/"
    assert "Your clinic changed your program" in own.get("/my/session/end/").content.decode()


def test_it_is_nobody_elses(client, elm, oak):
    client.force_login(oak.patient_user)
    client.post(url(HOLD), {"go": "next", "held": "45"})
    assert now(elm).held == {}


@pytest.mark.parametrize("count", [0, 2])
@pytest.mark.parametrize("number", [INTRO, HOLD, FELT])
def test_queries_do_not_grow_with_the_program(
    own, elm, django_assert_max_num_queries, count, number
):
    factories.prescribe(elm.program, count)
    own.get(url(number))
    with django_assert_max_num_queries(9):  # 7, and the transaction around the trail's line
        own.get(url(number))
