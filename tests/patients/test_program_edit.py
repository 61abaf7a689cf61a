from datetime import date, timedelta

import pytest

from patients.actions.programs import (
    activate_program,
    change_program,
    create_program,
    discard_draft,
    save_draft,
)
from patients.plans import PhasePlan, PrescriptionPlan, plan_of
from patients.typed_plans import typed
from routines.dose import Side
from routines.models import DoseLimits
from tests import factories
from tests.patients.test_program_actions import dose, plan


@pytest.fixture
def program(elm):
    patient = factories.make_patient(elm.clinic, given_names="Nadia")
    factories.make_screening(patient, by=elm.practitioner)
    today = elm.clinic.today()
    return create_program(
        patient=patient,
        name="Psoas release",
        starts_on=today,
        review_on=today + timedelta(weeks=2),
        phases=plan(elm.routine),
        by=elm.practitioner,
    )


@pytest.fixture
def url(program):
    return f"/c/elm/programs/{program.pk}/edit/"


@pytest.fixture
def signed_in(client, elm):
    client.force_login(elm.practitioner)
    return client


def filled(program, **changes) -> dict:
    """The form of a program's draft as the page sends it, with some fields changed."""
    draft = program.versions.with_everything().get(activated_at=None)
    sent = typed(plan_of(draft)).data()
    sent |= {
        "version": str(draft.number),
        "edit": str(draft.edit),
        "name": program.name,
        "starts_on": program.starts_on.isoformat(),
        "review_on": draft.review_on.isoformat(),
        "note": draft.note,
    }
    return sent | {name.replace("__", "-"): text for name, text in changes.items()}


def saved(program) -> tuple[PhasePlan, ...]:
    return plan_of(program.versions.with_everything().get(activated_at=None))


def test_custom_durations_and_pressures_are_saved(signed_in, elm, program, url):
    changes = {
        "p0__weeks": "3",
        "p0__i0__sides": "left",
        "p0__i0__main__hold": "75",
        "p0__i0__main__holds": "3",
        "p0__i0__main__rest": "20",
        "p0__i0__main__pressure_low": "3",
        "p0__i0__main__pressure_high": "5",
        "p0__i0__main__times_a_day": "2",
        "p0__i0__main__days_a_week": "7",
        "p0__i0__main__note": "After the shower",
        "note": "See you soon",
        "name": "Left psoas",
    }
    response = signed_in.post(url, filled(program, **changes))
    assert response.status_code == 302
    assert response.url == f"/c/elm/programs/{program.pk}/"
    expected = dose(
        hold=75,
        holds=3,
        rest=20,
        side=Side.LEFT,
        pressure_low=3,
        pressure_high=5,
        times_a_day=2,
        days_a_week=7,
    )
    one = PrescriptionPlan(elm.routine.current, expected, note="After the shower")
    assert saved(program) == (PhasePlan(3, (one,)),)
    program.refresh_from_db()
    assert (program.name, program.draft.note) == ("Left psoas", "See you soon")


def test_each_side_may_have_its_own_dose(signed_in, program, url):
    changes = {
        "p0__i0__sides": "each",
        "p0__i0__main__hold": "30",
        "p0__i0__right__hold": "60",
        "p0__i0__right__note": "The sore one",
    }
    signed_in.post(url, filled(program, **changes))
    left, right = saved(program)[0].prescriptions
    assert [(one.dose.side, one.dose.hold, one.note) for one in (left, right)] == [
        (Side.LEFT, 30, ""),
        (Side.RIGHT, 60, "The sore one"),
    ]
    again = signed_in.get(url).context["form"].phases[0].items
    assert [item.typed_sides for item in again] == ["each"]


BAD = [
    ({"p0__i0__main__hold": "95"}, "p0-i0-main-hold", "too much for this routine. Use 90 s"),
    ({"p0__i0__main__hold": ""}, "p0-i0-main-hold", "whole number from 5 to 600"),
    ({"p0__i0__main__hold": "long"}, "p0-i0-main-hold", "whole number from 5 to 600"),
    ({"p0__i0__main__hold": "9" * 5000}, "p0-i0-main-hold", "whole number from 5 to 600"),
    ({"p0__i0__main__hold": "\x00"}, "p0-i0-main-hold", "whole number from 5 to 600"),
    ({"p0__i0__main__hold": "45.5"}, "p0-i0-main-hold", "whole number from 5 to 600"),
    ({"p0__i0__main__pressure_low": "5"}, "p0-i0-main-pressure_low", "Swap them"),
    ({"p0__i0__main__pressure_high": "6"}, "p0-i0-main-pressure_high", "Use 5 or less"),
    ({"p0__i0__main__holds": "4"}, "p0-i0-main-holds", "clinic’s limit of 3"),
    ({"p0__i0__main__times_a_day": "3"}, "p0-i0-main-times_a_day", "owner can raise it"),
    ({"p0__i0__main__days_a_week": "8"}, "p0-i0-main-days_a_week", "from 1 to 7"),
    ({"p0__i0__main__note": "x" * 501}, "p0-i0-main-note", "at most 500"),
    ({"p0__i0__main__note": "a\x00b"}, "p0-i0-main-note", "Null characters"),
    ({"p0__i0__sides": "up"}, "p0-i0", "Choose a side"),
    ({"p0__i0__routine": "9" * 5000}, "p0-i0", "no longer there"),
    ({"p0__weeks": "0"}, "p0-weeks", "from 1 to 52"),
    ({"p0__weeks": "13"}, "", "limit is 12 weeks"),
    ({"review_on": "2020-01-01"}, "review_on", "The review comes after"),
    ({"review_on": "soon"}, "review_on", "Choose a day"),
    ({"starts_on": "2020-01-01"}, "starts_on", "more than 26 weeks from today"),
    ({"starts_on": date.max.isoformat()}, "starts_on", "more than 26 weeks from today"),
    ({"name": ""}, "name", "Give the program a name"),
    ({"name": "x" * 121}, "name", "at most 120"),
    ({"note": "x" * 2001}, "note", "at most 2000"),
]


@pytest.mark.parametrize(("changes", "anchor", "words"), BAD)
def test_what_is_wrong_is_said_in_its_place(signed_in, program, url, changes, anchor, words):
    before = saved(program)
    response = signed_in.post(url, filled(program, **changes))
    assert response.status_code == 200
    links = response.context["form"].error_links
    assert any(link[0].removeprefix("id_") == anchor and words in link[2] for link in links), links
    assert saved(program) == before


@pytest.mark.parametrize(("changes", "anchor", "words"), BAD)
def test_what_was_typed_is_still_there(signed_in, program, url, changes, anchor, words):
    sent = filled(program, **changes)
    form = signed_in.post(url, sent).context["form"]
    again = {f.html_name: f.value() for f in form if f.html_name != "edit"}
    for phase in form.phases:
        again |= {f.html_name: f.value() for f in phase}
        for item in phase.items:
            again |= {f.html_name: f.value() for f in [*item, *item.main, *item.right]}
    assert {name: str(again[name]) for name in again} == {name: sent[name] for name in again}


def test_all_messages_show_at_once(signed_in, program, url):
    sent = filled(program, name="", p0__i0__main__hold="300", p0__i0__main__holds="9")
    anchors = {link[0] for link in signed_in.post(url, sent).context["form"].error_links}
    assert anchors == {"id_name", "id_p0-i0-main-hold", "id_p0-i0-main-holds"}


def test_a_reason_is_asked_for_where_one_is_needed(signed_in, elm, program, url):
    far = factories.make_routine(elm.clinic, "far", ball="tennis", cap_hold=120, cap_pressure=6)
    sent = filled(program, p0__i0__routine=str(far.current.pk), p0__i0__main__hold="100")
    links = signed_in.post(url, sent).context["form"].error_links
    assert [link[0] for link in links] == ["id_p0-i0-main-reason"]
    sent["p0-i0-main-reason"] = "Used to long holds from yoga"
    assert signed_in.post(url, sent).status_code == 302
    assert saved(program)[0].prescriptions[0].reason == "Used to long holds from yoga"


@pytest.mark.parametrize(("more", "is_early"), [(4, True), (5, False)])
def test_a_locked_routine_tells_of_the_step_before(signed_in, elm, more, is_early):
    locked = factories.make_routine(elm.clinic, "bends", needs_unlock=True)
    change_program(program=elm.program, by=elm.practitioner)
    for _n in range(more):
        factories.make_session_log(elm.program, by=elm.practitioner)
    factories.make_session_log(elm.program, by=elm.practitioner, stop_signs=["sharp"])
    ben = factories.make_patient(elm.clinic, given_names="Ben")
    theirs = factories.make_program(ben, elm.routine, by=elm.practitioner)
    factories.make_session_log(theirs, by=elm.practitioner)
    sent = filled(elm.program, p0__i0__routine=str(locked.current.pk))
    response = signed_in.post(f"/c/elm/programs/{elm.program.pk}/edit/", sent)
    item = response.context["form"].phases[0].items[0]
    assert (item.clean_sessions, item.is_early) == (more + 1, is_early)
    assert "off until you turn it on" in response.content.decode()


def test_the_clinics_own_limit_is_named_with_who_can_raise_it(signed_in, elm, program, url):
    DoseLimits.objects.create(clinic=elm.clinic, hold=40)
    response = signed_in.post(url, filled(program))
    assert "45 s is over the clinic’s limit of 40 s" in response.content.decode()


def test_an_empty_program_is_not_saved(signed_in, program, url):
    sent = {key: text for key, text in filled(program).items() if not key.startswith("p0")}
    response = signed_in.post(url, sent)
    assert "at least one routine" in response.content.decode()
    assert saved(program)[0].prescriptions


def test_a_routine_of_another_clinic_is_not_there(signed_in, oak, program, url):
    sent = filled(program, p0__i0__routine=str(oak.routine.current.pk))
    assert "no longer there" in signed_in.post(url, sent).content.decode()


def test_a_blocked_routine_is_named(signed_in, program, url):
    screening = program.patient.screenings.get()
    screening.answers["aaa_known"] = {"yes": True}
    screening.save()
    response = signed_in.post(url, filled(program))
    assert "The screening rules out Soft ball" in response.content.decode()


def test_the_second_of_two_writers_sees_what_the_first_saved(signed_in, elm, program, url):
    mine = filled(program, p0__i0__main__hold="30")
    save_draft(
        version=program.draft,
        edit=1,
        review_on=program.draft.review_on,
        note="Theirs",
        phases=plan(elm.routine, hold=60),
        by=elm.owner,
    )
    response = signed_in.post(url, mine)
    html = response.content.decode()
    assert response.status_code == 409
    assert "Somebody else saved this draft" in html
    assert "hold 1 min → 30 s" in html
    assert saved(program)[0].prescriptions[0].dose.hold == 60
    page = response.context["page"]
    assert page.form.phases[0].items[0].main["hold"].value() == "30"
    again = mine | {"version": page.carried[0], "edit": page.carried[1]}
    assert signed_in.post(url, again).status_code == 302
    assert saved(program)[0].prescriptions[0].dose.hold == 30


@pytest.mark.parametrize("edit", ["", "abc", "0", "9" * 5000, "\x00"])
def test_a_form_that_forgot_its_save_counts_as_stale(signed_in, program, url, edit):
    response = signed_in.post(url, filled(program, edit=edit))
    assert response.status_code == 409
    assert "Somebody else saved this draft" in response.content.decode()


def test_a_draft_activated_meanwhile_keeps_what_was_typed(signed_in, elm, program, url):
    mine = filled(program, p0__i0__main__hold="30")
    activate_program(program=program, by=elm.owner)
    response = signed_in.post(url, mine)
    assert "no longer there" in response.content.decode()
    assert response.context["form"].phases[0].items[0].main["hold"].value() == "30"
    change_program(program=program, by=elm.practitioner)
    page = signed_in.post(url, mine).context["page"]
    again = mine | {"version": page.carried[0], "edit": page.carried[1]}
    assert signed_in.post(url, again).status_code == 302
    assert saved(program)[0].prescriptions[0].dose.hold == 30
    assert plan_of(program.current)[0].prescriptions[0].dose.hold == 45


def test_a_discarded_draft_is_gone(signed_in, elm, program, url):
    mine = filled(program)
    discard_draft(program=program, by=elm.owner)
    assert signed_in.post(url, mine).status_code == 404


def test_the_start_is_settled_once_it_is_followed(signed_in, elm, program):
    change_program(program=elm.program, by=elm.practitioner)
    url = f"/c/elm/programs/{elm.program.pk}/edit/"
    assert "starts_on" not in signed_in.get(url).context["form"].fields
    sent = filled(elm.program, starts_on="2020-01-01", name="Other")
    assert signed_in.post(url, sent).status_code == 302
    before = elm.program.starts_on
    elm.program.refresh_from_db()
    assert (elm.program.starts_on, elm.program.name) == (before, "Psoas program")


def test_without_a_draft_it_goes_back(signed_in, elm):
    response = signed_in.get(f"/c/elm/programs/{elm.program.pk}/edit/")
    assert response.status_code == 302


def test_it_requires_permission(client, elm, program, url):
    client.force_login(elm.front_desk)
    assert client.get(url).status_code == 403
    assert client.post(url, filled(program, p0__i0__main__hold="30")).status_code == 403
    assert saved(program)[0].prescriptions[0].dose.hold == 45


def test_a_stranger_finds_nothing(client, oak, program, url):
    client.force_login(oak.owner)
    assert client.post(url.replace("/elm/", "/oak/"), filled(program)).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_its_queries_do_not_grow(signed_in, elm, program, url, number, django_assert_num_queries):
    routines = [factories.make_routine(elm.clinic, f"r-{n}") for n in range(number)]
    save_draft(
        version=program.draft,
        edit=1,
        review_on=program.draft.review_on,
        note="",
        phases=plan(*routines) * number,
        by=elm.practitioner,
    )
    with django_assert_num_queries(20):
        signed_in.get(url)
