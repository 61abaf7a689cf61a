from uuid import uuid4

import pytest

from patients.actions.questions import answer_question
from patients.models import Question
from tests import factories

URL = "/my/questions/"


@pytest.fixture
def own(client, elm):
    client.force_login(elm.patient_user)
    return client


def test_it_asks_and_says_that_nobody_watches(own, elm):
    text = own.get(URL).text
    assert "Nobody watches this in real time." in text
    assert "In an emergency call" in text
    assert own.post(URL, {"key": str(uuid4()), "text": "May I swim?"}).url == URL
    assert Question.objects.first().text == "May I swim?"


@pytest.mark.parametrize("text", ["", "x" * 2001, "a\0b"])
def test_a_question_that_cannot_be_kept_is_told_beside_its_field(own, text):
    response = own.post(URL, {"key": str(uuid4()), "text": text})
    assert "text" in response.context["form"].errors
    assert Question.objects.count() == 1


def test_an_answer_is_shown_once_it_was_opened(own, elm):
    answer_question(question=elm.question, answer="Once is enough.", by=elm.practitioner)
    assert "There is an answer for you." in own.get("/my/").text
    text = own.get(URL).text
    assert "Read the answer" in text
    assert "Once is enough." not in text


def test_an_answer_is_told_of_without_a_program_too(own, elm):
    type(elm.program).objects.all().update(status="draft", current=None)
    answer_question(question=elm.question, answer="Once is enough.", by=elm.practitioner)
    assert "There is an answer for you." in own.get("/my/").text


def test_a_session_may_ask(own, elm):
    (one,) = elm.program.current.phases.get().prescriptions.all()
    typed = {"key": uuid4(), "done_on": elm.clinic.today(), f"{one.pk}-outcome": "done"}
    typed |= {f"{one.pk}-seconds": 90, f"{one.pk}-pressure": 3}
    typed |= {
        "any_sign": "no",
        "pain_before": 4,
        "pain_worst": 5,
        "pain_after": 3,
        "wants_answer": "on",
    }
    assert "note" in own.post("/my/log/", typed).context["form"].errors
    own.post("/my/log/", typed | {"note": "Is this much normal?"})
    question = Question.objects.first()
    assert (question.text, question.session_log.note) == ("Is this much normal?",) * 2


def test_after_the_end_of_a_program_one_may_still_ask(own, elm):
    type(elm.program).objects.update(
        status="completed", ending="better", ended_on=elm.clinic.today()
    )
    own.post(URL, {"key": str(uuid4()), "text": "May I begin again?"})
    assert Question.objects.count() == 2


@pytest.mark.parametrize("questions", [1, 3])
def test_its_queries_do_not_grow(own, elm, questions, django_assert_num_queries):
    for _one in range(1, questions):
        factories.make_question(elm.patient, by=elm.patient_user)
    with django_assert_num_queries(6):
        own.get(URL)
