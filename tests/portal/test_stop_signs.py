import pytest

from tests import factories


@pytest.fixture
def own(client, elm):
    client.force_login(elm.patient_user)
    return client


def logged(elm, *signs):
    return factories.make_session_log(elm.program, by=elm.patient_user, stop_signs=list(signs))


def test_it_says_what_to_do_now(own, elm):
    text = own.get(f"/my/stop/?session={logged(elm, 'beat').pk}").content.decode()
    for part in (
        "Stop now",
        "Take the ball away now. Do not press on that spot again.",
        'href="tel:5550100"',
        'href="tel:911"',
        "Nobody watches this app in real time.",
        "Your program is paused",
    ):
        assert part in text


def test_an_emergency_says_so_first(own, elm):
    response = own.get(f"/my/stop/?session={logged(elm, 'saddle').pk}")
    text = response.content.decode()
    assert response.context["is_emergency"]
    assert "Call 911 now" in text
    assert text.index('href="tel:911"') < text.index('href="tel:5550100"')


def test_the_emergency_number_is_the_clinics(own, elm):
    elm.clinic.emergency_number = "112"
    elm.clinic.save()
    text = own.get(f"/my/stop/?session={logged(elm, 'blood').pk}").content.decode()
    assert "Call 112 now" in text
    assert "911" not in text


def test_without_a_session_it_tells_about_every_sign(own):
    response = own.get("/my/stop/")
    assert (len(response.context["others"]), len(response.context["emergencies"])) == (5, 5)
    assert "Something feels wrong" in response.content.decode()


@pytest.mark.parametrize("session", ["0", "x", "9" * 5000, "-1", "١"])
def test_an_unknown_session_is_not_found(own, session):
    assert own.get("/my/stop/", {"session": session}).status_code == 404


def test_somebody_elses_session_is_not_found(own, elm, oak):
    ben = factories.make_patient(elm.clinic, given_names="Ben")
    program = factories.make_program(ben, elm.routine, by=elm.practitioner)
    for theirs in (factories.make_session_log(program, by=elm.practitioner), oak.log):
        assert own.get(f"/my/stop/?session={theirs.pk}").status_code == 404


def test_the_number_of_the_clinic_does_not_break(client, elm):
    client.force_login(elm.patient_user)
    assert "Call your clinic: 555\N{NO-BREAK SPACE}0100" in client.get("/my/stop/").content.decode()
