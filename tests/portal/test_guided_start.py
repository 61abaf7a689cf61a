from datetime import timedelta

import pytest
from django.utils.html import strip_tags

from clinic.models import TrailEntry
from patients.actions.alerts import handle_alert
from patients.actions.programs import pause_program
from patients.models import Alert, GuidedSession, Program
from tests import factories

URL = "/my/session/"
READY = {"news": "nothing", "pain_before": "4", "senses": ["sound", "speech"]}


@pytest.fixture
def fresh(client, elm):
    """A patient with nothing under way."""
    GuidedSession.objects.all().delete()
    client.force_login(elm.patient_user)
    return client


def opened():
    return GuidedSession.objects.filter(ended_at=None)


def test_todays_page_leads_to_it(fresh, elm):
    elm.log.items.all().delete()
    assert f'href="{URL}">Start today’s session' in fresh.get("/my/").content.decode()


def test_it_says_what_it_takes_and_asks_what_is_new(fresh):
    text = strip_tags(fresh.get(URL).content.decode())
    for words in ("It takes about 4 min.", "You need: Soft air ball.", "Anything new since"):
        assert words in text


def test_nothing_is_ticked_for_the_patient(fresh):
    form = fresh.get(URL).context["form"]
    assert (form["news"].value(), form["pain_before"].value()) == (None, None)


def test_it_begins_and_leads_to_the_first_screen(fresh, elm):
    response = fresh.post(URL, READY)
    session = opened().get()
    assert response.url == "/my/session/1/"
    assert (session.pain_before, session.senses) == (4, ["sound", "speech"])
    assert TrailEntry.objects.filter(action="patients.guided_session_begun").count() == 1


def test_two_presses_begin_one_session(fresh):
    assert fresh.post(URL, READY).url == fresh.post(URL, READY).url
    assert opened().count() == 1


def test_the_senses_chosen_last_time_are_chosen(fresh):
    fresh.post(URL, READY)
    fresh.post("/my/session/leave/")
    assert fresh.get(URL).context["form"]["senses"].value() == ["sound", "speech"]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("news", "", "Choose one of the answers."),
        ("news", "x" * 2001, "Choose one of the answers."),
        ("pain_before", "", "Tap a number from 0 to 10."),
        ("pain_before", "11", "Pain is a number from 0 to 10."),
        ("pain_before", "9" * 5000, "Pain is a number from 0 to 10."),
        ("senses", "smell", "Choose from the list."),
        ("senses", "a\0b", "Choose from the list."),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_stays(fresh, name, value, words):
    response = fresh.post(URL, READY | {name: value})
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not opened().exists()
    if name != "pain_before":
        assert response.context["form"]["pain_before"].value() == "4"


def test_a_warning_sign_leads_to_what_to_do(fresh):
    response = fresh.post(URL, {"news": "sign"})
    assert response.url == "/my/session/stop/"
    assert not opened().exists()


def test_a_change_of_health_stops_here_until_the_clinic_has_dealt_with_it(fresh, elm):
    assert fresh.post(URL, {"news": "health"}).url == URL
    page = fresh.get(URL).content.decode()
    assert "Call your clinic first." in page
    assert "tel:5550100" in page
    assert fresh.post(URL, READY).url == URL
    assert not opened().exists()
    elm.screening.refresh_from_db()
    assert elm.screening.needs_review
    alert = Alert.objects.get(kind="something_new")
    handle_alert(alert=alert, note="Told to go on.", by=elm.practitioner)
    assert fresh.post(URL, READY).url == "/my/session/1/"


def test_after_todays_part_it_advises_rest_and_does_not_forbid(fresh, elm):
    assert "More is not better" in fresh.get(URL).content.decode()
    elm.log.items.all().delete()
    assert "More is not better" not in fresh.get(URL).content.decode()
    assert fresh.post(URL, READY).url == "/my/session/1/"


def test_a_session_under_way_is_gone_on_with(client, elm):
    GuidedSession.objects.update(position=5, held={"1-1": 90})
    client.force_login(elm.patient_user)
    page = client.get(URL).content.decode()
    assert 'href="/my/session/5/"' in page
    assert "You held 1 min 30 s so far." in page
    assert 'href="/my/session/end/"' in page


def test_one_of_the_day_before_is_saved_or_thrown_away_first(client, elm):
    session = elm.guided_session
    ago = timedelta(days=1)
    GuidedSession.objects.update(day=session.day - ago, kept_at=session.kept_at - ago)
    client.force_login(elm.patient_user)
    page = client.get(URL).content.decode()
    assert "Save what I did" in page
    assert "/my/session/1/" not in page
    assert client.post(URL, READY).url == URL


def test_one_of_long_ago_can_only_be_thrown_away(client, elm):
    session = elm.guided_session
    ago = timedelta(days=9)
    GuidedSession.objects.update(day=session.day - ago, kept_at=session.kept_at - ago)
    client.force_login(elm.patient_user)
    page = client.get(URL).content.decode()
    assert "/my/session/end/" not in page
    assert "Throw this session away" in page
    assert client.get("/my/session/end/").url == URL


@pytest.mark.parametrize("what", ["paused", "not begun", "none"])
def test_without_a_running_program_todays_page_says_why(fresh, elm, what):
    if what == "paused":
        pause_program(program=elm.program, reason="practitioner", by=elm.practitioner)
    elif what == "not begun":
        Program.objects.update(starts_on=elm.clinic.today() + timedelta(days=3))
    else:
        Program.objects.update(patient=factories.make_patient(elm.clinic, family_name="Other"))
    assert fresh.get(URL).url == "/my/"
    assert fresh.post(URL, READY).url == "/my/"
    assert not opened().exists()


def test_what_was_done_before_a_pause_is_saved_first(client, elm):
    pause_program(program=elm.program, reason="practitioner", by=elm.practitioner)
    client.force_login(elm.patient_user)
    assert client.get(URL).url == "/my/session/end/"


@pytest.mark.parametrize("count", [0, 2])
def test_queries_do_not_grow_with_the_program(fresh, elm, django_assert_max_num_queries, count):
    factories.prescribe(elm.program, count)
    fresh.get(URL)
    with django_assert_max_num_queries(10):  # 8, and the transaction around the trail's line
        fresh.get(URL)


def test_what_was_held_is_thrown_away_by_two_taps(client, elm):
    client.force_login(elm.patient_user)
    page = client.get(URL).content.decode()
    warned = page.index("Then what you held is lost. It cannot be undone.")
    assert page.index("<summary>Throw this session away</summary>") < warned
    assert warned < page.index("Yes, throw it away")
