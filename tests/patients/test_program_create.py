from datetime import date, timedelta

import pytest

from patients.models import Program
from routines.models import ProgramTemplate, TemplateItem, TemplatePhase
from tests import factories


@pytest.fixture
def patient(elm):
    patient = factories.make_patient(elm.clinic, given_names="Nadia")
    factories.make_screening(patient, by=elm.practitioner)
    return patient


@pytest.fixture
def url(patient):
    return f"/c/elm/patients/{patient.pk}/programs/new/"


@pytest.fixture
def signed_in(client, elm):
    client.force_login(elm.practitioner)
    return client


def make_template(*routines, slug="plan", phases=2, **changes) -> ProgramTemplate:
    template = ProgramTemplate.objects.create(
        slug=slug, name=slug.capitalize(), review_after_weeks=2
    )
    for position in range(1, phases + 1):
        phase = TemplatePhase.objects.create(template=template, position=position, weeks=2)
        for order, routine in enumerate(routines, start=1):
            TemplateItem.objects.create(
                phase=phase, position=order, routine=routine, **factories.DOSE | changes
            )
    return template


def sent(elm, **changes):
    return {"side": "both", "starts_on": elm.clinic.today().isoformat(), "weeks": "4"} | changes


def prescriptions(program: Program) -> list:
    return [one for phase in program.draft.phases.all() for one in phase.prescriptions.all()]


def test_a_plan_becomes_a_draft_at_once(signed_in, elm, url, patient):
    template = make_template(elm.routine, factories.make_routine(None, "stretch", belly=False))
    response = signed_in.post(url, sent(elm, template=template.pk))
    program = Program.objects.for_clinic(elm.clinic).get(patient=patient)
    assert response.status_code == 302
    assert response.url == f"/c/elm/programs/{program.pk}/"
    assert (program.status, program.name) == ("draft", "Plan")
    assert program.draft.review_on == elm.clinic.today() + timedelta(weeks=2)
    assert [one.hold for one in prescriptions(program)] == [45] * 4


def test_the_side_that_hurts_is_chosen_beforehand(signed_in, elm, url, patient):
    patient.sore_side = "left"
    patient.save()
    assert signed_in.get(url).context["form"]["side"].value() == "left"
    signed_in.post(url, sent(elm, side="left", template=make_template(elm.routine).pk))
    program = Program.objects.for_clinic(elm.clinic).get(patient=patient)
    assert {one.side for one in prescriptions(program)} == {"left"}


def test_routines_become_a_draft_too(signed_in, elm, url, patient):
    other = factories.make_routine(elm.clinic, "wall-lean")
    signed_in.post(url, sent(elm, routines=[elm.routine.pk, other.pk], weeks="3"))
    program = Program.objects.for_clinic(elm.clinic).get(patient=patient)
    assert program.draft.weeks == 3
    assert [one.routine_version for one in prescriptions(program)] == [
        elm.routine.current,
        other.current,
    ]


def test_a_routine_can_be_ticked_by_its_address(signed_in, elm, url):
    response = signed_in.get(url, {"routine": elm.routine.pk})
    assert response.context["form"].ticked == {elm.routine.pk}


def answer_yes(patient, rule):
    screening = patient.screenings.get()
    screening.answers[rule] = {"yes": True}
    screening.save()


def test_what_is_ruled_out_is_left_out_and_said(signed_in, elm, url, patient):
    stretch = factories.make_routine(None, "stretch", belly=False, ball="none")
    template = make_template(elm.routine, stretch)
    answer_yes(patient, "aaa_known")
    page = signed_in.get(url)
    assert [one.version for one in page.context["starts"].blocked_routines] == [elm.routine.current]
    response = signed_in.post(url, sent(elm, template=template.pk), follow=True)
    program = Program.objects.for_clinic(elm.clinic).get(patient=patient)
    assert {one.routine_version for one in prescriptions(program)} == {stretch.current}
    assert "Soft ball was left out" in response.content.decode()


def test_a_ruled_out_routine_cannot_be_ticked(signed_in, elm, url, patient):
    answer_yes(patient, "aaa_known")
    response = signed_in.post(url, sent(elm, routines=[elm.routine.pk]))
    assert "routines" in response.context["form"].errors
    assert not Program.objects.for_clinic(elm.clinic).filter(patient=patient).exists()


def test_a_dose_that_the_screening_caps_is_lowered_and_said(signed_in, elm, url, patient):
    answer_yes(patient, "anticoag")
    template = make_template(elm.routine)
    response = signed_in.post(url, sent(elm, template=template.pk), follow=True)
    program = Program.objects.for_clinic(elm.clinic).get(patient=patient)
    assert {(one.hold, one.pressure_high) for one in prescriptions(program)} == {(30, 3)}
    assert "2 doses were lowered" in response.content.decode()


def test_it_can_be_drafted_before_the_screening(signed_in, elm, url, patient):
    patient.screenings.all().delete()
    assert "has not been screened" in signed_in.get(url).content.decode()
    signed_in.post(url, sent(elm, routines=[elm.routine.pk]))
    assert Program.objects.for_clinic(elm.clinic).get(patient=patient).status == "draft"


def test_a_second_click_makes_no_second_draft(signed_in, elm, url, patient):
    for _click in range(2):
        response = signed_in.post(url, sent(elm, routines=[elm.routine.pk]))
    assert "There is a draft for this patient already" in response.content.decode()
    assert Program.objects.for_clinic(elm.clinic).filter(patient=patient).count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "routines"),
        ({"routines": "abc"}, "routines"),
        ({"routines": "9" * 5000}, "routines"),
        ({"template": "9" * 5000}, "template"),
        ({"template": "\x00"}, "template"),
        ({"routines": "1", "weeks": "9" * 5000}, "weeks"),
        ({"routines": "1", "weeks": "0"}, "weeks"),
        ({"routines": "1", "side": "up"}, "side"),
        ({"routines": "1", "starts_on": "31.02.2026"}, "starts_on"),
        ({"routines": "1", "starts_on": "\x00"}, "starts_on"),
        ({"routines": "1", "starts_on": date.max.isoformat()}, "__all__"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(signed_in, elm, url, patient, changes, field):
    if changes.get("routines") == "1":
        changes = changes | {"routines": str(elm.routine.pk)}
    response = signed_in.post(url, sent(elm) | changes)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not Program.objects.for_clinic(elm.clinic).filter(patient=patient).exists()


def test_the_library_of_another_clinic_is_not_offered(signed_in, elm, oak, url):
    starts = signed_in.get(url).context["starts"]
    assert [one.version for one in starts.routines] == [elm.routine.current]
    response = signed_in.post(url, sent(elm, routines=[oak.routine.pk]))
    assert "routines" in response.context["form"].errors


def test_it_requires_permission(client, elm, url):
    client.force_login(elm.front_desk)
    assert client.get(url).status_code == 403
    assert client.post(url, sent(elm)).status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_its_queries_do_not_grow(signed_in, elm, url, number, django_assert_num_queries):
    for n in range(number):
        make_template(factories.make_routine(elm.clinic, f"r-{n}"), slug=f"t-{n}", phases=number)
    with django_assert_num_queries(18):
        signed_in.get(url)
