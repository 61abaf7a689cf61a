from datetime import timedelta

import pytest

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
    with django_assert_num_queries(15):
        own.get("/my/history/")
