import pytest

from patients.actions.alerts import handle_alert
from patients.actions.programs import pause_program
from patients.models.program import PauseReason


@pytest.fixture
def url(elm):
    return f"/c/elm/alerts/{elm.alert.pk}/handle/"


@pytest.fixture
def practitioner(client, elm):
    client.force_login(elm.practitioner)
    return client


def test_it_closes_the_alert_and_returns_to_the_chart(practitioner, elm, url):
    response = practitioner.post(url, {"note": "Called her. Gone."})
    assert response.url == f"/c/elm/patients/{elm.patient.pk}/"
    elm.alert.refresh_from_db()
    assert (elm.alert.handling_note, elm.alert.handled_by) == (
        "Called her. Gone.",
        elm.practitioner,
    )


def test_it_shows_what_the_patient_felt(practitioner, elm, url):
    assert str(elm.alert.signs[0].text) in practitioner.get(url).text


def test_a_stop_sign_leaves_the_program_paused_until_its_review(practitioner, elm, url):
    pause_program(program=elm.program, reason=PauseReason.STOP_SIGN, by=elm.patient_user)
    response = practitioner.get(url)
    assert "stays paused until it has been reviewed" in response.text
    assert f"/c/elm/programs/{elm.program.pk}/resume/" in response.text
    practitioner.post(url, {"note": "Called her."})
    elm.program.refresh_from_db()
    assert elm.program.status == "paused"


@pytest.mark.parametrize(
    ("note", "why"),
    [
        ("", "Write what was done"),
        ("   ", "Write what was done"),
        ("x" * 1001, "at most 1000 characters"),
        ("a\0b", "Null characters are not allowed."),
    ],
)
def test_a_note_that_cannot_be_kept_is_told_beside_its_field(practitioner, elm, url, note, why):
    response = practitioner.post(url, {"note": note})
    assert response.status_code == 200
    assert why in response.context["form"].errors["note"][0]
    elm.alert.refresh_from_db()
    assert elm.alert.handled_at is None


def test_the_second_to_handle_it_sees_who_was_first_and_keeps_the_text(practitioner, elm, url):
    handle_alert(alert=elm.alert, note="Called her.", by=elm.owner)
    response = practitioner.post(url, {"note": "Called too."})
    assert f"{elm.owner} has already dealt with this alert." in response.text
    assert "Called her." in response.text
    assert "Called too." in response.text
    assert "<form" not in practitioner.get(url).text.split("<main")[1]
