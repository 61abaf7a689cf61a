from uuid import uuid4

import pytest

from patients.actions.programs import pause_program
from patients.models import Alert, GuidedSession, Program, SessionLog
from tests import factories

URL = "/my/session/stop/"


@pytest.fixture
def own(client, elm):
    client.force_login(elm.patient_user)
    return client


@pytest.fixture
def key(elm):
    return f"{elm.program.current.phases.get().prescriptions.get().pk}-1"


def tell(client, *signs, key=None):
    return client.post(URL, {"key": str(key or uuid4()), "stop_signs": list(signs)})


def logs(elm):
    return SessionLog.objects.exclude(pk=elm.log.pk)


def test_what_to_do_stands_before_what_to_tick(own):
    page = own.get(URL).content.decode()
    assert page.index("Take the ball away.") < page.index("Tick what you feel")
    assert "tel:911" in page
    assert "tel:5550100" in page


def test_a_sign_logs_what_was_held_pauses_and_says_what_to_do(own, elm, key):
    GuidedSession.objects.update(held={key: 30})
    response = tell(own, "nerve")
    log = logs(elm).get()
    assert response.url == f"/my/stop/?session={log.pk}"
    assert (log.source, log.stop_signs, log.items.get().seconds) == ("guided", ["nerve"], 30)
    assert Program.objects.get(pk=elm.program.pk).status == "paused"
    assert Alert.objects.filter(session_log=log).exists()
    assert GuidedSession.objects.get().log == log


def test_sent_twice_it_is_told_once(own, elm):
    same = uuid4()
    tell(own, "nerve", key=same)
    tell(own, "nerve", key=same)
    assert Alert.objects.filter(kind="stop_sign", session_log__in=logs(elm)).count() == 1


def test_a_sign_before_any_session_is_told_too(own, elm):
    """Of the own program, whatever somebody else follows."""
    ben = factories.make_patient(elm.clinic, given_names="Ben")
    factories.make_program(ben, elm.routine, by=elm.practitioner)
    GuidedSession.objects.all().delete()
    response = tell(own, "clot")
    log = logs(elm).get()
    assert response.url == f"/my/stop/?session={log.pk}"
    assert (log.stop_signs, log.items.count(), log.source) == (["clot"], 0, "self_reported")
    assert log.program_version == elm.program.current


def test_nothing_ticked_is_asked_again_and_nothing_ends(own, elm):
    response = tell(own)
    assert "Tick what you feel. If it is none of these, go on below." in response.content.decode()
    assert GuidedSession.objects.get().ended_at is None


@pytest.mark.parametrize("sign", ["x", "a\0b", "9" * 2001])
def test_a_sign_that_is_none_is_refused(own, elm, sign):
    response = tell(own, "beat", sign)
    page = response.content.decode()
    assert "Choose from the signs in the list." in page
    assert "You ticked a warning sign. Stop now." in page
    assert not logs(elm).exists()


def test_of_none_of_these_one_may_go_on_or_end(own):
    page = own.get(URL).content.decode()
    assert 'href="/my/session/1/"' in page
    assert 'href="/my/session/end/"' in page


def test_while_the_program_is_paused_what_to_do_is_still_said(own, elm):
    GuidedSession.objects.all().delete()
    pause_program(program=elm.program, reason="practitioner", by=elm.practitioner)
    page = tell(own, "beat").content.decode()
    assert "You ticked a warning sign. Stop now." in page
    assert "tel:911" in page


def test_in_a_session_that_a_pause_ended_it_is_logged(own, elm):
    pause_program(program=elm.program, reason="practitioner", by=elm.practitioner)
    assert tell(own, "beat").url.startswith("/my/stop/?session=")
    assert Program.objects.get(pk=elm.program.pk).pause_reason == "stop_sign"


def test_without_a_program_there_is_nobody_to_tell(own, elm):
    GuidedSession.objects.all().delete()
    Program.objects.filter(pk=elm.program.pk).update(status="draft")
    assert tell(own, "beat").status_code == 404
