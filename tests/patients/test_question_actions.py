from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from clinic.models import Mail, TrailEntry
from patients.actions.questions import MOST_WAITING, answer_question, ask_question, open_answer
from patients.models import Question
from tests import factories
from tests.mailbox import delivered


def asked(world, **changes):
    values = {
        "patient": world.patient,
        "key": uuid4(),
        "text": "May I swim? ",
        "by": world.patient_user,
    }
    return ask_question(**values | changes)


def test_asking_is_told_without_the_words(elm):
    question = asked(elm)
    assert (question.text, question.asked_by) == ("May I swim?", elm.patient_user)
    entry = TrailEntry.objects.about(question).get()
    assert (entry.action, entry.details) == ("patients.question_asked", {})


def test_sent_twice_it_is_asked_once(elm):
    key = uuid4()
    assert asked(elm, key=key) == asked(elm, key=key)


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001])
def test_a_question_has_words_and_an_end(elm, text):
    with pytest.raises(ValidationError):
        asked(elm, text=text)


def test_who_has_asked_much_is_told_to_call_but_a_session_always_counts(elm):
    while Question.objects.waiting().count() < MOST_WAITING:
        asked(elm)
    with pytest.raises(ValidationError, match="call them"):
        asked(elm)
    assert asked(elm, session_log=elm.log).session_log == elm.log


def test_a_question_stays_in_its_clinic(elm, oak):
    with pytest.raises(ValidationError):
        asked(elm, session_log=oak.log)


def test_it_is_answered_once_and_read_once(elm):
    answer_question(question=elm.question, answer=" Yes. ", by=elm.practitioner)
    with pytest.raises(ValidationError, match="already answered"):
        answer_question(question=elm.question, answer="No.", by=elm.owner)
    first = open_answer(question=elm.question, by=elm.patient_user).opened_at
    assert open_answer(question=elm.question, by=elm.patient_user).opened_at == first
    elm.question.refresh_from_db()
    assert (elm.question.answer, elm.question.answered_by) == ("Yes.", elm.practitioner)
    assert [line.action for line in TrailEntry.objects.about(elm.question)] == [
        "patients.answer_read",
        "patients.question_answered",
    ]


@pytest.mark.parametrize("answer", ["", " ", "x" * 2001])
def test_an_answer_has_words_and_an_end(elm, answer):
    with pytest.raises(ValidationError):
        answer_question(question=elm.question, answer=answer, by=elm.practitioner)


def test_an_answer_nobody_gave_is_not_opened(elm):
    assert open_answer(question=elm.question, by=elm.patient_user).opened_at is None


def test_a_mail_says_that_there_is_an_answer_and_no_more(elm):
    elm.patient_user.email = "ana@example.org"
    elm.patient_user.save()
    answer_question(question=elm.question, answer="Swimming is fine.", by=elm.practitioner)
    (mail,) = delivered()
    assert (mail.to, mail.subject) == (["ana@example.org"], "There is an answer for you")
    assert Mail.objects.of(elm.patient).get().is_sent
    assert "Elm" in mail.body
    for private in ("Swimming", "twice", elm.patient.family_name, elm.practitioner.username):
        assert private not in mail.body


def test_who_has_no_e_mail_gets_none(elm):
    answer_question(question=elm.question, answer="Yes.", by=elm.practitioner)
    assert not Mail.objects.exists()


def test_waiting_and_unread_are_apart(elm):
    assert list(Question.objects.waiting()) == [elm.question]
    assert not Question.objects.unread()
    answer_question(question=elm.question, answer="Yes.", by=elm.practitioner)
    assert list(Question.objects.unread()) == [elm.question]
    other = factories.make_question(elm.patient, by=elm.patient_user)
    assert list(Question.objects.waiting()) == [other]


def test_what_somebody_else_asks_is_theirs(elm):
    ben = factories.make_patient(elm.clinic, given_names="Ben")
    for _ in range(MOST_WAITING):
        theirs = factories.make_question(ben, by=elm.practitioner)
    assert asked(elm, key=theirs.key).patient == elm.patient
