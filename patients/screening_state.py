"""What a patient's latest screening says today, and whether it still counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Self

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from patients.models import Patient, Screening, ScreeningOverride
from patients.models.screening import SCREENING_VALID_DAYS
from routines.attributes import Attribute, Position
from routines.dose import Side
from routines.models import RoutineVersion
from routines.screening import (
    RULES_BY_ID,
    RULES_VERSION,
    Finding,
    Rule,
    Tier,
    Verdict,
    answers_from,
    judge,
    verdict,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words


@dataclass(frozen=True, slots=True)
class ScreeningState:
    """
    A patient's latest screening, judged on `today`.

    Without a screening every question counts as not answered, so everything is blocked.
    """

    patient: Patient
    today: date
    screening: Screening | None
    findings: tuple[Finding, ...]
    overrides: Mapping[str, ScreeningOverride] = field(default_factory=dict)
    why_not_current: "Words" = ""

    @classmethod
    def of(cls, patient: Patient, today: date) -> Self:
        """The state of the newest screening: two queries, one where there is none."""
        return cls.judged(patient, today, latest_screening(patient))

    @classmethod
    def judged(cls, patient: Patient, today: date, screening: Screening | None) -> Self:
        """The state as one screening, the newest or an older one, has it on `today`."""
        answers = answers_from(screening.answers) if screening else {}
        made = screening.overrides.select_related("by") if screening else []
        return cls(
            patient=patient,
            today=today,
            screening=screening,
            findings=judge(answers, birth_date=patient.birth_date, sex=patient.sex, today=today),
            overrides={override.rule: override for override in made},
            why_not_current=_why_not_current(screening, today),
        )

    @property
    def is_current(self) -> bool:
        return not self.why_not_current

    @property
    def in_force(self) -> frozenset[str]:
        """Ids of the rules overridden today."""
        return frozenset(
            rule for rule, override in self.overrides.items() if override.expires_on >= self.today
        )

    @property
    def blocks(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.tier is Tier.BLOCK)

    @property
    def to_override(self) -> tuple[Finding, ...]:
        """Findings that need a practitioner's reason and do not have one in force."""
        in_force = self.in_force
        return tuple(
            f for f in self.findings if f.tier is Tier.OVERRIDE and f.rule.id not in in_force
        )

    @property
    def overridden(self) -> tuple[Finding, ...]:
        in_force = self.in_force
        return tuple(f for f in self.findings if f.tier is Tier.OVERRIDE and f.rule.id in in_force)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.tier is Tier.WARN)

    @property
    def emergencies(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.emergency)

    @property
    def unanswered(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if not f.answered)

    @property
    def to_ask_again(self) -> tuple[Rule, ...]:
        """Rules that something since the screening has put in question."""
        asked = self.screening.needs_review if self.screening else []
        return tuple(RULES_BY_ID[rule] for rule in asked if rule in RULES_BY_ID)

    def verdict_for(self, version: RoutineVersion, side: Side | str) -> Verdict:
        """What may become of a routine on a side; nothing goes while the screening is not current."""
        face_down = {Attribute.PRONE} if version.position == Position.PRONE else set()
        return verdict(
            self.findings,
            attributes=version.attributes | face_down,
            side=side,
            ball=version.ball,
            overridden=self.in_force,
            stale=self.why_not_current,
        )


def latest_screening(patient: Patient) -> Screening | None:
    """The newest screening of a patient: the one that counts."""
    mine = Screening.objects.for_clinic(patient.clinic_id).of_patient(patient)
    return mine.select_related("clinic", "made_by").newest_first().first()


def _why_not_current(screening: Screening | None, today: date) -> "Words":
    if screening is None:
        return _("This patient has not been screened. Screen them first.")
    if screening.needs_review:
        return _("Something is new since the last screening. Screen the patient again.")
    if screening.rules_version != RULES_VERSION:
        return _("The screening questions have changed. Screen the patient again.")
    if (today - made_on(screening)).days > SCREENING_VALID_DAYS:
        text = _("The last screening is more than {days} days old. Screen the patient again.")
        return format_lazy(text, days=SCREENING_VALID_DAYS)
    return ""


def made_on(screening: Screening) -> date:
    """The date it was at the clinic when a screening was made."""
    return timezone.localdate(screening.made_at, timezone=screening.clinic.zone)
