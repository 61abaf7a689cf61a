"""Recording a screening, overriding a finding, opening a screening again."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from clinic import trail
from clinic.models import TrailEntry
from patients.actions.screenings import (
    ANYTHING,
    SupersededScreening,
    override_finding,
    record_screening,
    reopen_screening,
)
from patients.models import Screening, ScreeningOverride
from patients.screening_state import ScreeningState
from routines.screening import RULES_VERSION, Answer, all_no, answers_from, to_json
from tests import factories

REASON = "INR 2.3 last week; the GP was told on the phone."


def answers(**yes):
    return answers_from(all_no()) | yes


def recorded(world, *, after="latest", by=None, note="", **yes):
    latest = world.patient.screenings.newest_first().first()
    return record_screening(
        patient=world.patient,
        answers=answers(**yes),
        note=note,
        after=(latest and latest.pk) if after == "latest" else after,
        by=by or world.practitioner,
    )


def overridden(world, screening, rule="anticoag", reason=REASON, days=30):
    return override_finding(
        screening=screening,
        rule=rule,
        reason=reason,
        expires_on=world.clinic.today() + timedelta(days=days),
        by=world.practitioner,
    )


def state_of(world):
    return ScreeningState.of(world.patient, world.clinic.today())


def test_it_keeps_the_answers_and_tells_the_trail_only_counts(elm):
    screening = recorded(elm, pregnant=Answer(yes=True), aspirin=Answer(yes=True), note="Tired.")
    screening.refresh_from_db()
    assert screening.answers["pregnant"] == {"yes": True}
    assert (screening.rules_version, screening.note) == (RULES_VERSION, "Tired.")
    entry = TrailEntry.objects.about(screening).get()
    assert entry.action == "patients.screening_recorded"
    assert entry.patient_id == elm.patient.pk
    assert entry.details == {"answered": 44, "blocks": 1, "overrides": 0, "warnings": 1}


def test_the_older_one_stays(elm):
    before = list(Screening.objects.values())
    recorded(elm, pregnant=Answer(yes=True))
    assert list(Screening.objects.order_by("pk").values())[:1] == before


def test_nothing_is_kept_when_the_trail_fails(elm, monkeypatch):
    monkeypatch.setattr(trail, "record", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        recorded(elm)
    assert Screening.objects.count() == 1


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        ("thr", Answer(yes=True)),
        ("thr", Answer(yes=True, on=date(2999, 1, 1))),
        ("hernia", Answer(yes=True)),
        ("unheard_of", Answer(yes=False)),
    ],
)
def test_an_answer_that_cannot_be_judged_is_refused(elm, rule, answer):
    with pytest.raises(ValidationError):
        recorded(elm, **{rule: answer})
    assert Screening.objects.count() == 1


def test_an_archived_patient_is_not_screened(elm):
    elm.patient.archived_at, elm.patient.archived_by = elm.screening.made_at, elm.owner
    elm.patient.save()
    with pytest.raises(ValidationError, match="archived"):
        recorded(elm)
    screening = factories.make_screening(
        elm.patient, by=elm.owner, answers=all_no() | {"anticoag": {"yes": True}}
    )
    with pytest.raises(ValidationError, match="archived"):
        overridden(elm, screening)


def test_the_same_screening_sent_twice_is_kept_once(elm):
    first = recorded(elm, after=elm.screening.pk, pregnant=Answer(yes=True))
    again = recorded(elm, after=elm.screening.pk, pregnant=Answer(yes=True))
    assert (again, Screening.objects.count()) == (first, 2)


def test_a_screening_that_somebody_overtook_is_refused(elm):
    recorded(elm, by=elm.owner, pregnant=Answer(yes=True))
    with pytest.raises(SupersededScreening, match=str(elm.owner)):
        recorded(elm, after=elm.screening.pk)
    assert Screening.objects.count() == 2


def test_an_override_is_in_force_through_its_last_day(elm):
    screening = recorded(elm, anticoag=Answer(yes=True))
    override = overridden(elm, screening, days=30)
    today = elm.clinic.today()
    assert ScreeningState.of(elm.patient, today + timedelta(days=30)).in_force == {"anticoag"}
    assert ScreeningState.of(elm.patient, today + timedelta(days=31)).in_force == set()
    entry = TrailEntry.objects.about(override).get()
    assert (entry.action, entry.patient_id) == ("patients.finding_overridden", elm.patient.pk)
    assert entry.details == {"screening": screening.pk, "days": 30}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": "  19 letters here...   "}, "reason"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 1001}, "reason"),
        ({"days": 0}, "expires_on"),
        ({"days": -1}, "expires_on"),
        ({"days": 91}, "expires_on"),
    ],
)
def test_an_override_needs_a_reason_and_a_near_end(elm, changes, field):
    screening = recorded(elm, anticoag=Answer(yes=True))
    with pytest.raises(ValidationError) as refused:
        overridden(elm, screening, **changes)
    assert set(refused.value.message_dict) == {field}
    assert not ScreeningOverride.objects.exists()


def test_twenty_letters_and_ninety_days_are_enough(elm):
    screening = recorded(elm, anticoag=Answer(yes=True))
    assert overridden(elm, screening, reason="x" * 20, days=90).pk


@pytest.mark.parametrize("rule", ["pregnant", "aspirin", "thr", "unheard_of"])
def test_only_a_finding_that_asks_for_a_reason_is_overridden(elm, rule):
    screening = recorded(elm, pregnant=Answer(yes=True), aspirin=Answer(yes=True))
    with pytest.raises(ValidationError):
        overridden(elm, screening, rule=rule)
    assert not ScreeningOverride.objects.exists()


def test_an_override_is_given_once_and_renewed_when_it_has_expired(elm):
    screening = recorded(elm, anticoag=Answer(yes=True))
    first = overridden(elm, screening)
    with pytest.raises(ValidationError, match="already"):
        overridden(elm, screening, days=40)
    ScreeningOverride.objects.filter(pk=first.pk).update(
        expires_on=elm.clinic.today() - timedelta(days=1)
    )
    assert [f.rule.id for f in state_of(elm).to_override] == ["anticoag"]
    renewed = overridden(elm, screening)
    assert state_of(elm).overrides["anticoag"] == renewed
    assert ScreeningOverride.objects.count() == 2


def test_an_older_screening_is_not_overridden(elm):
    older = recorded(elm, anticoag=Answer(yes=True))
    recorded(elm, anticoag=Answer(yes=True), pad=Answer(yes=True))
    with pytest.raises(ValidationError, match="newer"):
        overridden(elm, older)


def test_a_new_screening_asks_for_the_override_again(elm):
    overridden(elm, recorded(elm, anticoag=Answer(yes=True)))
    assert state_of(elm).to_override == ()
    recorded(elm, anticoag=Answer(yes=True), pad=Answer(yes=True))
    assert [f.rule.id for f in state_of(elm).to_override] == ["pad", "anticoag"]


def test_a_screening_in_question_is_not_overridden(elm):
    screening = recorded(elm, anticoag=Answer(yes=True))
    reopen_screening(patient=elm.patient, by=elm.patient_user)
    with pytest.raises(ValidationError, match="again"):
        overridden(elm, screening)


def test_opening_again_takes_the_screening_out_of_force(elm):
    assert state_of(elm).is_current
    reopen_screening(patient=elm.patient, rules=["aaa_known"], by=elm.patient_user)
    state = state_of(elm)
    assert not state.is_current
    assert [rule.id for rule in state.to_ask_again] == ["aaa_known"]
    entry = TrailEntry.objects.about(elm.screening).get()
    assert (entry.action, entry.details) == ("patients.screening_reopened", {"rules": 1})


def test_opening_again_adds_up_and_is_told_once(elm):
    for rules in (["aaa_known"], ["aaa_known"], ["fracture", "unheard_of"], []):
        reopen_screening(patient=elm.patient, rules=rules, by=None)
    elm.screening.refresh_from_db()
    assert elm.screening.needs_review == ["aaa_known", ANYTHING, "fracture"]
    assert TrailEntry.objects.about(elm.screening).count() == 3


def test_there_may_be_nothing_to_open_again(elm):
    stranger = factories.make_patient(elm.clinic, family_name="New")
    assert reopen_screening(patient=stranger, by=None) is None


def test_a_new_screening_settles_the_question(elm):
    reopen_screening(patient=elm.patient, by=None)
    recorded(elm)
    assert state_of(elm).is_current


def test_a_missing_answer_is_kept_as_missing(elm):
    said = answers()
    del said["pregnant"]
    screening = record_screening(
        patient=elm.patient, answers=said, after=elm.screening.pk, by=elm.practitioner
    )
    assert "pregnant" not in screening.answers
    assert [f.rule.id for f in state_of(elm).unanswered] == ["pregnant"]
    assert to_json(said) == screening.answers
