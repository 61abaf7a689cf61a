from datetime import timedelta
from decimal import Decimal

import pytest

from patients.models import Measurement, MeasurementRevision
from tests import factories

URL = "/my/check-in/"
TYPED = {
    "pain": "6",
    **{f"activity_{n}": words for n, words in enumerate(("Stairs", "Socks", "Dinner"), start=1)},
    **{f"rating_{n}": "3" for n in (1, 2, 3)},
}


@pytest.fixture
def own(client, elm):
    elm.measurement.delete()
    client.force_login(elm.patient_user)
    return client


def weeks_ago(elm, weeks, **changes):
    day = elm.clinic.today() - timedelta(weeks=weeks)
    return factories.make_measurement(elm.program, by=elm.patient_user, measured_on=day, **changes)


def test_it_keeps_pain_and_activities(own, elm):
    assert own.post(URL, TYPED).url == "/my/history/"
    found = Measurement.objects.of_program(elm.program).order_by("pk")
    assert [(one.instrument, one.score, one.by) for one in found] == [
        ("nprs", 6, elm.patient_user),
        ("psfs", 3, elm.patient_user),
    ]


@pytest.mark.parametrize(
    ("missing", "field"),
    [("pain", "pain"), ("rating_2", "rating_2"), ("activity_2", "activity_2")],
)
def test_what_is_missing_is_asked_for_and_the_rest_is_kept(own, elm, missing, field):
    response = own.post(URL, {key: value for key, value in TYPED.items() if key != missing})
    assert list(response.context["form"].errors) == [field]
    assert "Dinner" in response.text
    assert not Measurement.objects.for_clinic(elm.clinic)


def test_two_activities_are_too_few(own):
    typed = {key: value for key, value in TYPED.items() if not key.endswith("_3")}
    errors = own.post(URL, typed).context["form"].errors
    assert errors == {"activity_3": ["Name three activities at least."]}


def test_later_the_same_activities_need_taps_only(own, elm):
    weeks_ago(elm, 2)
    text = own.get(URL).text
    assert "Put on socks" in text
    assert 'name="activity_1"' not in text
    own.post(URL, {"pain": "3", "rating_1": "7", "rating_2": "6", "rating_3": "6"})
    newest = Measurement.objects.filter(instrument="psfs").first()
    assert (newest.score, newest.activities[0]) == (Decimal("6.33"), "Climb stairs")


def test_for_some_days_it_can_be_put_right(own, elm):
    own.post(URL, TYPED)
    assert "checked" in own.get(URL).text
    own.post(URL, {"pain": "5", "based_on": "0", **{f"rating_{n}": "3" for n in (1, 2, 3)}})
    pain = Measurement.objects.get(instrument="nprs")
    assert (pain.score, pain.corrections) == (5, 1)
    assert MeasurementRevision.objects.count() == 1


def test_what_the_clinic_corrected_meanwhile_is_not_overwritten(own, elm):
    own.post(URL, TYPED)
    Measurement.objects.filter(instrument="nprs").update(score=4, corrections=1)
    response = own.post(
        URL, {"pain": "5", "based_on": "0", **{f"rating_{n}": "3" for n in (1, 2, 3)}}
    )
    assert "Your clinic corrected this meanwhile" in response.text
    assert Measurement.objects.get(instrument="nprs").score == 4


def test_sent_twice_it_is_kept_once(own):
    own.post(URL, TYPED)
    own.post(URL, TYPED)
    assert Measurement.objects.count() == 2
    assert not MeasurementRevision.objects.exists()


def test_somebody_paused_is_not_asked(own, elm):
    type(elm.program).objects.update(status="paused", paused_on=elm.clinic.today())
    assert own.get(URL).url == "/my/"


def test_without_a_program_there_is_nothing_to_ask(client, elm):
    user = factories.User.objects.create_user("new-patient")
    factories.make_patient(elm.clinic, user=user)
    client.force_login(user)
    assert client.get(URL).status_code == 404


def test_when_it_is_due_the_front_page_asks(own, elm):
    assert "Answer now" in own.get("/my/").text
    own.post(URL, TYPED)
    assert "Answer now" not in own.get("/my/").text


def test_the_progress_page_shows_the_change(own, elm):
    weeks_ago(elm, 2, instrument="nprs", score=6, ratings=[])
    own.post(URL, TYPED | {"pain": "3"})
    text = own.get("/my/history/").text
    assert "clearly better" in text
    assert "4 or less is a change that matters" in text
