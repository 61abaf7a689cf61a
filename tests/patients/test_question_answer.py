import pytest

from patients.actions.questions import answer_question


@pytest.fixture
def url(elm):
    return f"/c/elm/questions/{elm.question.pk}/answer/"


@pytest.fixture
def practitioner(client, elm):
    client.force_login(elm.practitioner)
    return client


def test_a_practitioner_answers(practitioner, elm, url):
    assert "May I do it twice a day?" in practitioner.get(url).text
    assert practitioner.post(url, {"answer": "Once is enough."}).url.endswith(
        f"/patients/{elm.patient.pk}/"
    )
    elm.question.refresh_from_db()
    assert (elm.question.answer, elm.question.answered_by) == ("Once is enough.", elm.practitioner)


@pytest.mark.parametrize("answer", ["", "x" * 2001, "a\0b"])
def test_an_answer_that_cannot_be_kept_is_told_beside_its_field(practitioner, elm, url, answer):
    assert "answer" in practitioner.post(url, {"answer": answer}).context["form"].errors
    elm.question.refresh_from_db()
    assert elm.question.answered_at is None


def test_the_second_to_answer_sees_who_was_first_and_keeps_the_text(practitioner, elm, url):
    answer_question(question=elm.question, answer="Once.", by=elm.owner)
    text = practitioner.post(url, {"answer": "Twice."}).text
    assert "has already answered this" in text
    assert "Once." in text
    assert "Twice." in text


def test_the_front_desk_sees_but_does_not_answer(client, elm, url):
    client.force_login(elm.front_desk)
    assert client.get(url).status_code == 403
    assert "May I do it twice a day?" in client.get("/c/elm/").text
    assert url not in client.get("/c/elm/").text


def test_strangers_find_nothing(client, elm, oak, url):
    client.force_login(oak.owner)
    assert client.get(url).status_code == 404


def test_what_was_typed_is_no_markup(practitioner, elm, url):
    elm.question.text = "<script>alert(1)</script>"
    elm.question.save()
    for page in (url, "/c/elm/", f"/c/elm/patients/{elm.patient.pk}/questions/"):
        assert "<script>alert" not in practitioner.get(page).text
