from datetime import timedelta
from uuid import uuid4

import pytest

from patients.models import Alert, Program, SessionLog
from patients.models.program import PauseReason
from routines.stop_signs import STOP_SIGNS
from tests import factories

URL = "/my/log/"


@pytest.fixture
def own(client, elm):
    client.force_login(elm.patient_user)
    return client


@pytest.fixture
def item(elm):
    return elm.program.current.phases.get().prescriptions.get()


@pytest.fixture
def typed(elm, item):
    return {
        "key": str(uuid4()),
        "done_on": elm.clinic.today().isoformat(),
        f"{item.pk}-outcome": "done",
        f"{item.pk}-seconds": "180",
        f"{item.pk}-pressure": "3",
        "any_sign": "no",
        "pain_before": "4",
        "pain_worst": "5",
        "pain_after": "2",
        "note": "",
    }


def new_logs(elm):
    return SessionLog.objects.exclude(pk=elm.log.pk)


def test_it_is_filled_in_with_what_is_prescribed_but_no_answer(own, item):
    form = own.get(URL).context["form"]
    assert form[f"{item.pk}-seconds"].value() == 180
    assert form[f"{item.pk}-pressure"].value() == 3
    for name in ("any_sign", f"{item.pk}-outcome", "pain_before", "pain_worst", "pain_after"):
        assert form[name].value() is None


def test_one_question_comes_first_and_names_every_sign(own):
    text = own.get(URL).content.decode()
    question, signs = text.index("Did you notice any warning sign?"), text.index("Tick what you")
    assert question < signs < text.index("What did you do?")
    for sign in STOP_SIGNS.values():
        assert question < text.lower().index(str(sign.brief)) < signs, sign.id
        assert text.index(str(sign.text)) > signs, sign.id


def test_the_question_has_to_be_answered(own, elm, item, typed):
    for outcome in ("done", "skipped"):
        unanswered = {k: v for k, v in typed.items() if k != "any_sign"}
        response = own.post(URL, unanswered | {f"{item.pk}-outcome": outcome})
        assert response.context["form"].errors == {"any_sign": ["Choose one of the answers."]}
    assert not new_logs(elm).exists()


def test_yes_has_to_say_which(own, elm, typed):
    response = own.post(URL, typed | {"any_sign": "yes"})
    assert list(response.context["form"].errors) == ["stop_signs"]
    assert not new_logs(elm).exists()


@pytest.mark.parametrize("answer", ["", "no", "yes"])
def test_a_sign_that_is_ticked_counts_whatever_was_answered(own, elm, typed, answer):
    own.post(URL, typed | {"any_sign": answer, "stop_signs": ["saddle"]})
    assert new_logs(elm).get().stop_signs == ["saddle"]


def test_it_stores_a_session_and_says_so(own, elm, item, typed):
    response = own.post(URL, typed)
    log = new_logs(elm).get()
    assert response.url == f"/my/log/{log.pk}/saved/"
    stored = log.items.get()
    assert (log.patient, log.source, log.by, log.done_on) == (
        elm.patient,
        "self_reported",
        elm.patient_user,
        elm.clinic.today(),
    )
    assert (log.pain_before, log.pain_worst, log.pain_after) == (4, 5, 2)
    assert (stored.prescription, stored.outcome, stored.seconds, stored.pressure) == (
        item,
        "done",
        180,
        3,
    )


def test_a_double_click_stores_once_with_the_same_friendly_answer(own, elm, typed):
    first, second = own.post(URL, typed), own.post(URL, typed)
    assert new_logs(elm).count() == 1
    assert first.url == second.url
    assert own.get(second.url).status_code == 200


@pytest.mark.parametrize(("back", "status"), [(0, 302), (7, 302), (8, 200), (-1, 200)])
def test_today_or_up_to_seven_days_back(own, elm, typed, back, status):
    today = elm.clinic.today()
    Program.objects.update(starts_on=today - timedelta(days=20))
    day = today - timedelta(days=back)
    response = own.post(URL, typed | {"done_on": day.isoformat()})
    assert response.status_code == status
    assert [log.done_on for log in new_logs(elm)] == ([day] if status == 302 else [])


def test_another_day_shows_that_days_doses(own, elm):
    today = elm.clinic.today()
    Program.objects.update(starts_on=today - timedelta(days=20))
    day = today - timedelta(days=3)
    assert own.get(f"{URL}?day={day}").context["day"] == day
    assert len(own.get(URL).context["days"]) == 8


@pytest.mark.parametrize("day", ["2026-02-31", "yesterday", "9" * 5000, "1900-01-01", ""])
def test_a_day_that_cannot_be_is_today(own, elm, day):
    assert own.get(URL, {"day": day}).context["day"] == elm.clinic.today()


def test_not_done_needs_no_pain(own, elm, item, typed):
    for name in ("pain_before", "pain_worst", "pain_after"):
        typed[name] = ""
    response = own.post(URL, typed | {f"{item.pk}-outcome": "skipped"})
    assert response.status_code == 302
    assert new_logs(elm).get().items.get().outcome == "skipped"


def test_a_stop_sign_pauses_and_leads_to_what_to_do(own, elm, typed):
    response = own.post(URL, typed | {"stop_signs": ["beat"]})
    log = new_logs(elm).get()
    assert response.url == f"/my/stop/?session={log.pk}"
    assert Program.objects.get(pk=elm.program.pk).pause_reason == PauseReason.STOP_SIGN
    assert Alert.objects.filter(session_log=log).exists()


def test_a_stop_sign_alone_is_enough(own, elm):
    typed = {"key": str(uuid4()), "done_on": elm.clinic.today().isoformat(), "stop_signs": "clot"}
    response = own.post(URL, typed)
    assert response.status_code == 302
    assert new_logs(elm).get().stop_signs == ["clot"]


def test_with_a_stop_sign_and_a_mistake_what_to_do_does_not_wait(own, elm, typed):
    response = own.post(URL, typed | {"stop_signs": ["beat"], "note": "x" * 2001})
    text = response.content.decode()
    assert "You ticked a warning sign. Stop now." in text
    assert "tel:5550100" in text
    assert not new_logs(elm).exists()


def test_something_new_reaches_the_practitioner(own, elm, typed):
    own.post(URL, typed | {"something_new": "on"})
    assert Alert.objects.filter(kind="something_new", patient=elm.patient).exists()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("pain_before", "11", "Pain is a number from 0 to 10."),
        ("pain_before", "", "Tap a number from 0 to 10."),
        ("pain_worst", "-1", "Pain is a number from 0 to 10."),
        ("pain_after", "lots", "Pain is a number from 0 to 10."),
        ("pain_after", "9" * 5000, "Pain is a number from 0 to 10."),
        ("item-outcome", "", "Choose one: done, in part, or not done."),
        ("item-outcome", "flown", "Select a valid choice."),
        ("item-seconds", "", "Say how many seconds you held, or choose “Not done”."),
        ("item-seconds", "0", "Say how many seconds you held, or choose “Not done”."),
        ("item-seconds", "7201", "less than or equal to 7200"),
        ("item-seconds", "9" * 5000, "Enter a whole number."),
        ("item-seconds", "1.5", "Enter a whole number."),
        ("item-pressure", "11", "less than or equal to 10"),
        ("item-pressure", "-1", "greater than or equal to 0"),
        ("note", "x" * 2001, "at most 2000 characters (it has 2001)"),
        ("note", "a\0b", "Null characters are not allowed."),
        ("key", "no-key", "Load the page again."),
        ("key", "", "Load it again."),
        ("done_on", "2026-02-31", "This is not a day."),
        ("done_on", "", "Choose the day of the session."),
        ("stop_signs", "itch", "Choose from the signs in the list."),
    ],
)
def test_bad_input_is_told_and_nothing_is_lost(own, elm, item, typed, name, value, words):
    name = name.replace("item", str(item.pk))
    typed = typed | {"pain_after": "7", name: value}
    response = own.post(URL, typed)
    form = response.context["form"]
    assert response.status_code == 200
    assert words in " ".join(form.errors[name])
    assert not new_logs(elm).exists()
    for other, was in typed.items():
        if other not in (name, "stop_signs"):
            assert str(form[other].value()) == was


def test_a_field_sent_twice_counts_once(own, elm, typed):
    own.post(URL, typed | {"pain_after": ["2", "3"]})
    assert new_logs(elm).get().pain_after == 3


def test_two_thousand_characters_fit(own, elm, typed):
    own.post(URL, typed | {"note": "ß" * 2000})
    assert len(new_logs(elm).get().note) == 2000


def test_another_patients_routine_is_not_taken(own, elm, oak, typed):
    theirs = oak.program.current.phases.get().prescriptions.get()
    own.post(URL, typed | {f"{theirs.pk}-outcome": "done", f"{theirs.pk}-seconds": "60"})
    assert new_logs(elm).filter(patient=elm.patient).get().items.get().prescription != theirs


@pytest.mark.parametrize("status", ["paused", "completed", "stopped"])
def test_a_program_that_does_not_run_takes_nothing_but_keeps_what_was_typed(
    own, elm, typed, status
):
    today = elm.clinic.today()
    dates = {"paused_on": today} if status == "paused" else {"ended_on": today}
    Program.objects.filter(pk=elm.program.pk).update(status=status, **dates)
    assert own.get(URL).url == "/my/"
    response = own.post(URL, typed | {"note": "Was typed."})
    assert response.status_code == 200
    assert "Was typed." in response.content.decode()
    assert not new_logs(elm).exists()


def test_before_the_start_there_is_nothing_to_log(own, elm):
    Program.objects.update(starts_on=elm.clinic.today() + timedelta(days=1))
    assert own.get(URL).url == "/my/"


def test_without_a_program_there_is_no_such_page(client, elm):
    user = factories.User.objects.create_user("new-patient")
    factories.make_patient(elm.clinic, user=user)
    client.force_login(user)
    assert client.get(URL).status_code == 404


@pytest.mark.parametrize("routines", [1, 3])
def test_storing_stays_in_its_budget(own, elm, typed, routines, django_assert_num_queries):
    factories.prescribe(elm.program, routines - 1)
    for one in elm.program.current.phases.get().prescriptions.all():
        typed |= {f"{one.pk}-outcome": "done", f"{one.pk}-seconds": "90"}
    with django_assert_num_queries(12):
        own.post(URL, typed)
    assert new_logs(elm).get().items.count() == routines
