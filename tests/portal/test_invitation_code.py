from datetime import timedelta

import pytest
from django.utils import timezone

from patients.actions.invitations import make_invitation, spelled
from patients.models import Invitation

URL = "/code/"


@pytest.fixture
def made(elm):
    return make_invitation(patient=elm.patient, by=elm.front_desk)


@pytest.mark.parametrize("typed", [str, str.lower, spelled, lambda c: f" {c[:5]} {c[5:]} "])
def test_a_code_may_be_typed_as_people_type(client, made, typed):
    assert client.post(URL, {"code": typed(made[1].code)}).url == "/invitation/"
    assert "Welcome to Elm" in client.get("/invitation/").content.decode()


def test_every_code_that_opens_nothing_gets_the_same_answer(client, made):
    row, now = Invitation.objects.filter(pk=made[0].pk), timezone.now()
    answers = []
    for changes in (
        {"used_at": now},
        {"used_at": None, "revoked_at": now},
        {"revoked_at": None, "expires_at": now - timedelta(seconds=1)},
        {"expires_at": now + timedelta(days=1), "code_hash": "x"},
    ):
        row.update(**changes)
        response = client.post(URL, {"code": made[1].code})
        assert response.status_code == 200
        answers.append(response.context["form"].errors.as_text())
    assert len(set(answers)) == 1
    assert "does not work" in answers[0]


def test_what_was_typed_stays(client, db):
    assert 'value="ABCDE-X"' in client.post(URL, {"code": "ABCDE-X"}).content.decode()


@pytest.mark.parametrize("code", ["", "a\0b", "x" * 61, "٣", "😀", "-----"])
def test_bad_input_is_told(client, db, code):
    assert "code" in client.post(URL, {"code": code}).context["form"].errors


def test_nobody_tries_codes_without_end(client, db):
    answers = [client.post(URL, {"code": f"ABCDE{number}"}).status_code for number in range(32)]
    assert answers == [200] * 30 + [429] * 2
