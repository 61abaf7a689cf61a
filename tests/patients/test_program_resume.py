import pytest

from patients.actions.alerts import raise_alert
from patients.actions.programs import pause_program
from patients.models import Alert, ProgramReview
from tests import factories


@pytest.fixture
def url(elm):
    return f"/c/elm/programs/{elm.program.pk}/resume/"


@pytest.fixture
def stopped(elm):
    """The program, paused because the patient felt a beat."""
    elm.log.stop_signs = ["beat"]
    elm.log.save()
    pause_program(program=elm.program, reason="stop_sign", by=elm.patient_user)
    raise_alert(
        patient=elm.patient,
        program=elm.program,
        session_log=elm.log,
        kind="stop_sign",
        urgency=2,
        stop_signs=["beat"],
        by=elm.patient_user,
    )
    return elm.program


@pytest.fixture
def signed_in(client, elm):
    client.force_login(elm.practitioner)
    return client


def test_it_shows_the_stop_sign_and_the_sessions_that_led_to_it(signed_in, elm, stopped, url):
    response = signed_in.get(url)
    assert "beat" in [sign.id for sign in response.context["signs"]]
    assert [log for log, _signs in response.context["logs"]] == [elm.log]
    assert "by a stop sign" in response.content.decode()


def test_the_review_is_kept_and_the_program_goes_on(signed_in, elm, stopped, url):
    response = signed_in.post(url, {"note": "Examined: no pulse at the spot."})
    assert response.url == f"/c/elm/programs/{elm.program.pk}/"
    stopped.refresh_from_db()
    assert stopped.status == "active"
    review = ProgramReview.objects.for_clinic(elm.clinic).get()
    assert (review.note, review.by) == ("Examined: no pulse at the spot.", elm.practitioner)


@pytest.mark.parametrize("ticked", [True, False])
def test_the_review_may_deal_with_the_alerts_too(signed_in, elm, stopped, url, ticked):
    tick = {"handles_alerts": "on"} if ticked else {}
    signed_in.post(url, {"note": "Examined: no pulse."} | tick)
    alerts = Alert.objects.for_clinic(elm.clinic).filter(program=stopped, session_log=elm.log)
    assert alerts.exists()
    assert alerts.open().exists() is not ticked


def test_the_screening_must_be_made_again_first(signed_in, elm, stopped, url):
    elm.screening.needs_review = ["aaa_known"]
    elm.screening.save()
    assert "Screen the patient again" in signed_in.get(url).content.decode()
    response = signed_in.post(url, {"note": "Examined: no pulse."})
    assert response.status_code == 200
    assert response.context["form"]["note"].value() == "Examined: no pulse."
    stopped.refresh_from_db()
    assert stopped.status == "paused"
    factories.make_screening(elm.patient, by=elm.practitioner)
    assert signed_in.post(url, {"note": "Examined: no pulse."}).status_code == 302


@pytest.mark.parametrize("note", ["", "   ", "x" * 1001, "a\x00b"])
def test_a_review_has_words(signed_in, stopped, url, note):
    response = signed_in.post(url, {"note": note})
    assert response.status_code == 200
    assert "note" in response.context["form"].errors
    stopped.refresh_from_db()
    assert stopped.status == "paused"


def test_what_is_not_paused_is_not_resumed(signed_in, elm, url):
    assert signed_in.get(url).status_code == 302
    assert signed_in.post(url, {"note": "Looked at it"}).status_code == 302
    assert not ProgramReview.objects.for_clinic(elm.clinic).exists()


def test_it_requires_permission(client, elm, stopped, url):
    client.force_login(elm.front_desk)
    assert client.get(url).status_code == 403
    assert client.post(url, {"note": "Fine"}).status_code == 403


def test_a_stranger_finds_nothing(client, elm, oak, stopped, url):
    client.force_login(oak.owner)
    assert client.post(url.replace("/elm/", "/oak/"), {"note": "Fine"}).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_its_queries_do_not_grow(signed_in, elm, stopped, url, number, django_assert_num_queries):
    for _n in range(number - 1):
        factories.make_session_log(elm.program, by=elm.patient_user, stop_signs=["sharp"])
    with django_assert_num_queries(16):
        signed_in.get(url)
