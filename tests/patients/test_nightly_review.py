"""Once a night: what no page shows by itself is raised once, and taken back when it is over."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from clinic.models import TrailEntry
from patients.actions.alerts import handle_alert
from patients.actions.nightly_review import review_at_night
from patients.jobs import review_clinic, review_clinics
from patients.models import Alert, Patient, Program, Screening, ScreeningOverride, SessionLog
from patients.models.alert import NIGHTLY, AlertKind
from patients.pain import has_not_fallen, is_higher
from tests import factories

MONDAY = date(2026, 11, 23)


def before(*pains: tuple[int, int]) -> list[tuple[date, int]]:
    """Pains of sessions so many days ago."""
    return [(MONDAY - timedelta(days=ago), pain) for ago, pain in pains]


@pytest.mark.parametrize(
    ("days", "higher"),
    [
        (before((1, 5), (3, 5), (8, 3), (10, 3)), True),
        (before((1, 5), (3, 4), (8, 3), (10, 3)), False),
        (before((1, 9), (8, 3), (10, 3)), False),
        (before((0, 5), (6, 5), (7, 3), (13, 3)), True),
        (before((0, 5), (6, 5), (7, 3), (14, 3)), False),
        ([], False),
    ],
)
def test_pain_is_higher_by_two_between_weeks(days, higher):
    assert is_higher(days, MONDAY) is higher


@pytest.mark.parametrize(
    ("weeks", "first", "this", "not_fallen"),
    [(4, 6, 5, True), (4, 6, 4, False), (3, 6, 6, False), (8, 6, 6, False), (5, 1, 1, False)],
)
def test_pain_has_not_fallen_by_week_four(weeks, first, this, not_fallen):
    began = MONDAY - timedelta(weeks=weeks)
    days = [(began, first), (began + timedelta(days=2), first)]
    days += [(MONDAY - timedelta(days=1), this), (MONDAY - timedelta(days=3), this)]
    assert has_not_fallen(days, began, MONDAY) is not_fallen


def nightly(world) -> list[str]:
    alerts = Alert.objects.for_clinic(world.clinic).open().filter(kind__in=NIGHTLY)
    return sorted(alerts.values_list("kind", flat=True))


def override(world, *, days: int = 3) -> None:
    """The newest screening of the world's patient was overridden, for so many days more."""
    ScreeningOverride.objects.create(
        clinic=world.clinic,
        screening=world.screening,
        rule="scoliosis",
        reason="Talked it through with her.",
        expires_on=world.clinic.today() + timedelta(days=days),
        by=world.practitioner,
    )


def draft(world) -> Patient:
    """A patient with a draft, whose screening is good for some days more."""
    patient = factories.make_patient(world.clinic, given_names="Ben")
    made = timezone.now() - timedelta(days=25)
    factories.make_screening(patient, by=world.practitioner, made_at=made)
    factories.make_program(patient, world.routine, by=world.practitioner, status="draft")
    return patient


@pytest.fixture
def hurting(elm):
    """Ana had 2 the week before, and has 5 this week."""
    today = elm.clinic.today()
    SessionLog.objects.update(pain_before=None)
    Program.objects.filter(pk=elm.program.pk).update(starts_on=today - timedelta(days=14))
    elm.program.refresh_from_db()
    for ago, pain in ((1, 5), (3, 5), (8, 2), (10, 2)):
        day = today - timedelta(days=ago)
        factories.make_session_log(
            elm.program, by=elm.patient_user, done_on=day, logged_on=day, pain_before=pain
        )
    return elm


def test_it_is_raised_once_for_this_clinic_only(hurting, oak):
    assert review_at_night(clinic=hurting.clinic) == 1
    assert review_at_night(clinic=hurting.clinic) == 0
    assert nightly(hurting) == [AlertKind.PAIN_HIGHER]
    alert = Alert.objects.get(kind=AlertKind.PAIN_HIGHER)
    assert (alert.program, alert.patient, alert.urgency) == (hurting.program, hurting.patient, 1)
    assert nightly(oak) == []


def test_it_stands_on_both_pages_in_words(client, hurting):
    review_at_night(clinic=hurting.clinic)
    client.force_login(hurting.practitioner)
    words = "More pain this week than the week before"
    for page in ("/c/elm/", f"/c/elm/patients/{hurting.patient.pk}/"):
        assert words in client.get(page).content.decode()


def test_it_goes_by_itself_when_it_is_over(hurting):
    review_at_night(clinic=hurting.clinic)
    SessionLog.objects.update(pain_before=2)
    assert review_at_night(clinic=hurting.clinic) == 0
    assert nightly(hurting) == []
    assert TrailEntry.objects.filter(action="patients.alert_withdrawn").count() == 1


def test_what_was_dealt_with_rests_for_two_weeks(hurting):
    review_at_night(clinic=hurting.clinic)
    alert = Alert.objects.get(kind=AlertKind.PAIN_HIGHER)
    handle_alert(alert=alert, note="Called her.", by=hurting.practitioner)
    assert review_at_night(clinic=hurting.clinic) == 0
    Alert.objects.filter(pk=alert.pk).update(handled_at=timezone.now() - timedelta(days=15))
    assert review_at_night(clinic=hurting.clinic) == 1
    assert Alert.objects.filter(pk=alert.pk).exists()


def test_alerts_of_others_are_left_alone(elm):
    before = set(Alert.objects.open())
    review_at_night(clinic=elm.clinic)
    assert set(Alert.objects.open()) == before


def test_a_paused_program_is_not_asked(hurting):
    today = hurting.clinic.today()
    Program.objects.update(status="paused", paused_on=today, pause_reason="practitioner")
    assert review_at_night(clinic=hurting.clinic) == 0


@pytest.mark.parametrize(("days", "raised"), [(0, 1), (7, 1), (8, 0), (-1, 0)])
def test_an_override_that_ends_within_a_week(elm, days, raised):
    override(elm, days=days)
    assert review_at_night(clinic=elm.clinic) == raised
    factories.make_screening(elm.patient, by=elm.practitioner)  # the old one no longer counts
    review_at_night(clinic=elm.clinic)
    assert nightly(elm) == []


@pytest.mark.parametrize(("age", "raised"), [(22, 0), (23, 1), (30, 1), (31, 0)])
def test_a_draft_whose_screening_ends_within_a_week(elm, age, raised):
    patient = factories.make_patient(elm.clinic, given_names="Ben")
    made = timezone.now() - timedelta(days=age)
    factories.make_screening(patient, by=elm.practitioner, made_at=made)
    factories.make_program(patient, elm.routine, by=elm.practitioner, status="draft")
    assert review_at_night(clinic=elm.clinic) == raised
    Screening.objects.filter(patient=patient).update(made_at=timezone.now())
    review_at_night(clinic=elm.clinic)
    assert nightly(elm) == []


def test_what_stands_at_another_clinic_stays(elm, oak):
    standing = factories.make_alert(oak.patient, program=oak.program, kind=AlertKind.PAIN_HIGHER)
    review_at_night(clinic=elm.clinic)
    assert Alert.objects.open().filter(pk=standing.pk).exists()


def test_a_draft_of_another_clinic_is_not_ours(elm, oak):
    draft(oak)
    assert review_at_night(clinic=elm.clinic) == 0
    assert nightly(elm) == nightly(oak) == []


def test_a_newer_screening_of_somebody_else_ends_no_override(elm):
    override(elm)
    factories.make_screening(factories.make_patient(elm.clinic), by=elm.practitioner)
    assert review_at_night(clinic=elm.clinic) == 1


def test_nothing_is_raised_about_an_archived_patient(hurting):
    override(hurting)
    draft(hurting)
    Patient.objects.update(archived_at=timezone.now(), archived_by=hurting.owner)
    assert review_at_night(clinic=hurting.clinic) == 0
    Patient.objects.update(archived_at=None, archived_by=None)
    assert review_at_night(clinic=hurting.clinic) == 3


def test_the_night_reviews_each_clinic_in_a_job_of_its_own(hurting, oak):
    review_clinics.call()
    review_clinic.call(hurting.clinic.pk)
    assert nightly(hurting) == [AlertKind.PAIN_HIGHER]


def test_queries_do_not_grow_with_patients(hurting, django_assert_num_queries):
    review_at_night(clinic=hurting.clinic)
    with django_assert_num_queries(9):
        review_at_night(clinic=hurting.clinic)
    for name in ("Ben", "Cem", "Dora"):
        patient = factories.make_patient(hurting.clinic, given_names=name)
        factories.make_program(patient, hurting.routine, by=hurting.practitioner)
    with django_assert_num_queries(9):
        review_at_night(clinic=hurting.clinic)
