import pytest

from patients.actions.questions import answer_question
from patients.models import Question
from tests import factories


@pytest.fixture
def own(client, elm):
    answer_question(question=elm.question, answer="Once is enough.", by=elm.practitioner)
    client.force_login(elm.patient_user)
    return client


def test_opening_shows_it_and_takes_the_mark_away(own, elm):
    response = own.post(f"/my/questions/{elm.question.pk}/open/")
    assert response.url == f"/my/questions/#question-{elm.question.pk}"
    assert "Once is enough." in own.get("/my/questions/").text
    assert "There is an answer for you." not in own.get("/my/").text


def test_looking_alone_opens_nothing(own, elm):
    assert own.get(f"/my/questions/{elm.question.pk}/open/").status_code == 405
    assert list(Question.objects.unread()) == [elm.question]


def test_somebody_elses_is_not_there(own, elm, oak):
    ben = factories.make_patient(elm.clinic, given_names="Ben")
    for theirs in (factories.make_question(ben, by=elm.owner), oak.question):
        assert own.post(f"/my/questions/{theirs.pk}/open/").status_code == 404
