"""Screening a patient: recorded, overridden for a while, opened again when something is new."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic import trail
from clinic.models import User
from patients.models import Patient, Screening, ScreeningOverride
from patients.models.screening import OVERRIDE_LONGEST_DAYS, OVERRIDE_SHORTEST_REASON
from patients.screening_state import ScreeningState, latest_screening
from routines.screening import (
    RULES_BY_ID,
    RULES_VERSION,
    Answer,
    Tier,
    answers_from,
    problem_of,
    to_json,
)

# Put in question as a whole: a patient says that something is new, but not what.
ANYTHING = "anything"


class SupersededScreening(ValidationError):
    """Another screening of the patient was recorded after this form was opened."""


@transaction.atomic
def record_screening(
    *,
    patient: Patient,
    answers: Mapping[str, Answer],
    by: User,
    note: str = "",
    after: int | None = None,
) -> Screening:
    """
    Keep a practitioner's answers as the patient's newest screening; older ones stay as they are.

    `after` is the newest screening when the form was opened, None for the first:
    the same answers sent twice are kept once.
    """
    patient = _locked(patient)
    if patient.is_archived:
        raise ValidationError(_("This patient is archived. Restore the record first."))
    _check(answers, patient)
    screening = Screening(
        clinic=patient.clinic,
        patient=patient,
        rules_version=RULES_VERSION,
        answers=to_json(answers),
        note=note,
        made_by=by,
    )
    latest = latest_screening(patient)
    if latest and latest.pk != after:
        return _sent_twice(screening, latest)
    screening.full_clean()
    screening.save()
    state = ScreeningState.of(patient, patient.clinic.today())
    trail.record(
        "patients.screening_recorded",
        subject=screening,
        clinic=patient.clinic,
        by=by,
        patient_id=patient.pk,
        answered=len(answers),
        blocks=len(state.blocks),
        overrides=len(state.to_override),
        warnings=len(state.warnings),
    )
    return screening


@transaction.atomic
def override_finding(
    *, screening: Screening, rule: str, reason: str, expires_on: date, by: User
) -> ScreeningOverride:
    """Go ahead despite one finding, on a practitioner's word, until and including a date."""
    patient = _locked(screening.patient)
    today = patient.clinic.today()
    state = ScreeningState.of(patient, today)
    _may_be_overridden(state, screening, rule)
    reason = reason.strip()
    problems = {
        "reason": _problem_of_reason(reason),
        "expires_on": _problem_of_expiry(expires_on, today),
    }
    if any(problems.values()):
        raise ValidationError({name: text for name, text in problems.items() if text})
    override = ScreeningOverride(
        clinic=patient.clinic,
        screening=state.screening,
        rule=rule,
        reason=reason,
        expires_on=expires_on,
        by=by,
    )
    override.full_clean()
    override.save()
    trail.record(
        "patients.finding_overridden",
        subject=override,
        clinic=patient.clinic,
        by=by,
        patient_id=patient.pk,
        screening=screening.pk,
        days=(expires_on - today).days,
    )
    return override


@transaction.atomic
def reopen_screening(
    *, patient: Patient, by: User | None, rules: Iterable[str] = ()
) -> Screening | None:
    """
    Put a patient's screening in question: nothing can be activated before they are screened again.

    `rules` are what to ask again above all; without any it is the whole screening.
    """
    patient = _locked(patient)
    screening = latest_screening(patient)
    if screening is None:
        return None
    known = {rule for rule in rules if rule in RULES_BY_ID} or {ANYTHING}
    if known <= set(screening.needs_review):
        return screening
    screening.needs_review = sorted(known | set(screening.needs_review))
    screening.save(update_fields=["needs_review"])
    trail.record(
        "patients.screening_reopened",
        subject=screening,
        clinic=patient.clinic,
        by=by,
        patient_id=patient.pk,
        rules=len(screening.needs_review),
    )
    return screening


def _locked(patient: Patient) -> Patient:
    records = Patient.objects.for_clinic(patient.clinic_id).select_for_update(of=("self",))
    return records.select_related("clinic").get(pk=patient.pk)


def _check(answers: Mapping[str, Answer], patient: Patient) -> None:
    unknown = [rule for rule in answers if rule not in RULES_BY_ID]
    if unknown:
        raise ValidationError(_("An answer belongs to no question. Load the page again."))
    today = patient.clinic.today()
    problems = [
        f"{rule.title}: {problem}"
        for rule, answer in ((RULES_BY_ID[rule], said) for rule, said in answers.items())
        if (problem := problem_of(rule, answer, birth_date=patient.birth_date, today=today))
    ]
    if problems:
        raise ValidationError(problems)


def _sent_twice(again: Screening, latest: Screening) -> Screening:
    same = again.made_by == latest.made_by and again.note == latest.note
    if same and answers_from(again.answers) == answers_from(latest.answers):
        return latest
    text = _(
        "%(who)s recorded another screening since this page was opened. Look at its answers "
        "beside the questions, then save again."
    )
    raise SupersededScreening(text % {"who": latest.made_by})


def _may_be_overridden(state: ScreeningState, screening: Screening, rule: str) -> None:
    if state.patient.is_archived:
        raise ValidationError(_("This patient is archived. Restore the record first."))
    if state.screening != screening:
        raise ValidationError(_("There is a newer screening. Override its findings, not these."))
    if not state.is_current:
        raise ValidationError(str(state.why_not_current))
    tiers = {finding.rule.id: finding.tier for finding in state.findings}
    if tiers.get(rule) is Tier.BLOCK:
        raise ValidationError(_("This finding blocks. Nobody can override it."))
    if tiers.get(rule) is not Tier.OVERRIDE:
        raise ValidationError(_("There is nothing to override here any more."))
    if rule in state.in_force:
        raise ValidationError(_("This finding is overridden already."))


def _problem_of_reason(reason: str) -> str:
    missing = OVERRIDE_SHORTEST_REASON - len(reason)
    if missing <= 0:
        return ""
    text = ngettext(
        "Say why in %(least)s letters or more. %(missing)s letter is missing.",
        "Say why in %(least)s letters or more. %(missing)s letters are missing.",
        missing,
    )
    return text % {"least": OVERRIDE_SHORTEST_REASON, "missing": missing}


def _problem_of_expiry(expires_on: date, today: date) -> str:
    latest = today + timedelta(days=OVERRIDE_LONGEST_DAYS)
    if expires_on <= today:
        return _("Choose a day after today.")
    if expires_on > latest:
        text = _("At most %(days)s days: %(latest)s or earlier.")
        return text % {"days": OVERRIDE_LONGEST_DAYS, "latest": latest.isoformat()}
    return ""
