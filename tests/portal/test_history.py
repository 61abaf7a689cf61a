from datetime import timedelta

import pytest
from django.utils.html import strip_tags

from tests import factories


@pytest.fixture
def own(client, elm):
    client.force_login(elm.patient_user)
    return client


def test_it_lists_own_sessions_newest_first(own, elm, oak):
    older = factories.make_session_log(
        elm.program, by=elm.patient_user, done_on=elm.clinic.today() - timedelta(days=1)
    )
    assert list(own.get("/my/history/").context["page_obj"]) == [elm.log, older]


def test_it_draws_pain_with_the_same_numbers_as_a_table(own, elm):
    factories.make_session_log(
        elm.program, by=elm.patient_user, done_on=elm.clinic.today() - timedelta(days=1)
    )
    elm.measurement.delete()
    text = own.get("/my/history/").content.decode()
    assert '<svg class="hw-pain"' in text
    assert text.count('<td class="hw-number">4</td>') == 2


def test_it_counts_this_week(own, elm):
    (one,) = own.get("/my/history/").context["progress"]
    assert (one.this_week, one.of_week) == (1, 5)


def test_a_correction_shows_as_one(own, elm):
    type(elm.log).objects.filter(pk=elm.log.pk).update(corrections=1)
    assert "changed" in own.get("/my/history/").content.decode()


def test_without_sessions_it_says_what_comes(client, elm):
    user = factories.User.objects.create_user("new-patient")
    factories.make_patient(elm.clinic, user=user)
    client.force_login(user)
    assert "No sessions yet" in client.get("/my/history/").content.decode()


@pytest.mark.parametrize("page", ["0", "x", "9" * 5000, "99"])
def test_a_page_that_is_not_there_is_the_nearest(own, page):
    assert own.get("/my/history/", {"page": page}).status_code == 200


@pytest.mark.parametrize("sessions", [1, 3])
def test_its_queries_do_not_grow(own, elm, sessions, django_assert_num_queries):
    for back in range(1, sessions):
        factories.make_session_log(
            elm.program, by=elm.patient_user, done_on=elm.clinic.today() - timedelta(days=back)
        )
    with django_assert_num_queries(20):
        own.get("/my/history/")


def test_the_calendar_says_each_day_in_words(own, elm):
    words = " ".join(strip_tags(own.get("/my/history/").text).split())
    assert f" {elm.clinic.today().day} : done " in words
    went = own.get("/my/history/").context["went"]
    assert went.run.days == 1
    assert went.weeks[0].minutes == 3
    assert (went.weeks[0].within, went.weeks[0].rated) == (1, 1)


@pytest.mark.parametrize("month", ["", "x", "9" * 5000, "2026-99", "2026-W01", "\ud800", "0001-01"])
def test_a_month_that_is_not_there_is_the_nearest(own, elm, month):
    shown = own.get("/my/history/", {"month": month.encode("utf-8", "surrogatepass")})
    started = elm.program.starts_on.replace(day=1)
    assert shown.context["went"].month.first in {started, elm.clinic.today().replace(day=1)}


def test_a_warning_sign_is_a_day_of_its_own(own, elm):
    elm.log.stop_signs = ["beat"]
    elm.log.save()
    assert own.get("/my/history/").context["went"].month.counts["stopped"] == 1


def test_getting_better_is_celebrated(own, elm):
    type(elm.program).objects.filter(pk=elm.program.pk).update(
        status="completed", ending="better", ended_on=elm.clinic.today()
    )
    assert "Well done. You got better." in own.get("/my/history/").text
