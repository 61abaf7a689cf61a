import pytest

from patients.actions.questions import answer_question
from tests import factories


@pytest.fixture
def url(elm):
    return f"/c/elm/patients/{elm.patient.pk}/questions/"


def test_the_chart_leads_to_what_waits(client, elm, url):
    client.force_login(elm.front_desk)
    chart = f"/c/elm/patients/{elm.patient.pk}/"
    assert "1 question of the patient waits" in client.get(chart).text
    answer_question(question=elm.question, answer="Once.", by=elm.owner)
    assert "waits for an answer" not in client.get(chart).text
    text = client.get(url).text
    assert "Once." in text
    assert "Not read by the patient yet." in text


def test_a_patient_who_asked_nothing(client, elm):
    client.force_login(elm.front_desk)
    other = factories.make_patient(elm.clinic, family_name="Silent")
    assert "No question yet" in client.get(f"/c/elm/patients/{other.pk}/questions/").text


@pytest.mark.parametrize("questions", [1, 3])
def test_its_queries_do_not_grow(client, elm, url, questions, django_assert_num_queries):
    for _one in range(1, questions):
        factories.make_question(elm.patient, by=elm.patient_user)
    client.force_login(elm.practitioner)
    with django_assert_num_queries(7):
        client.get(url)


def test_strangers_find_nothing(client, elm, oak, url):
    client.force_login(oak.owner)
    assert client.get(url).status_code == 404
