import pytest

from clinic.models import TrailEntry
from patients.models import GuidedSession, SessionLog

URL = "/my/session/leave/"


@pytest.fixture
def own(client, elm):
    client.force_login(elm.patient_user)
    return client


def test_it_throws_the_session_away_and_says_so(own, elm):
    response = own.post(URL, follow=True)
    assert "Thrown away. Nothing of it is saved." in response.content.decode()
    assert GuidedSession.objects.get().ended_at is not None
    assert SessionLog.objects.count() == 1
    (line,) = TrailEntry.objects.filter(action="patients.guided_session_left")
    assert (line.details, line.patient_id) == ({"seconds": 0}, elm.patient.pk)


def test_with_nothing_under_way_nothing_happens(own):
    own.post(URL)
    assert own.post(URL).url == "/my/session/"
    assert TrailEntry.objects.filter(action="patients.guided_session_left").count() == 1


def test_opening_it_throws_nothing_away(own):
    assert own.get(URL).status_code == 405
    assert GuidedSession.objects.get().ended_at is None
