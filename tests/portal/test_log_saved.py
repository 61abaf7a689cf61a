import pytest
from django.utils.html import strip_tags

from tests import factories


@pytest.fixture
def own(client, elm):
    client.force_login(elm.patient_user)
    return client


def page(own, log):
    return own.get(f"/my/log/{log.pk}/saved/").content.decode()


def test_it_says_what_was_saved(own, elm):
    text = page(own, elm.log)
    assert "Saved. Thank you." in text
    assert "That was all for today." in text
    assert "3 min, pressure 3" in strip_tags(text)
    assert "That hurt too much." not in text


def test_it_says_what_is_left(own, elm):
    elm.program.current.phases.get().prescriptions.update(times_a_day=2)
    assert "1 more session today." in page(own, elm.log)


@pytest.mark.parametrize(
    ("pains", "words"),
    [
        ({"pain_worst": 6}, "That hurt too much."),
        ({"pain_before": 2, "pain_after": 4}, "You hurt more after than before."),
    ],
)
def test_pain_gets_plain_advice(own, elm, pains, words):
    log = factories.make_session_log(elm.program, by=elm.patient_user, **pains)
    assert words in page(own, log)


def test_somebody_elses_session_is_not_found(client, elm, oak):
    client.force_login(oak.patient_user)
    assert client.get(f"/my/log/{elm.log.pk}/saved/").status_code == 404


def test_its_queries_are_few(own, elm, django_assert_max_num_queries):
    with django_assert_max_num_queries(11):
        page(own, elm.log)
