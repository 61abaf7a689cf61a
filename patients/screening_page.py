"""A screening as its page shows it, everything already looked up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from clinic.models import Clinic
from patients.forms.screenings import told
from patients.models import Patient, Screening
from patients.models.screening import SCREENING_VALID_DAYS
from patients.screening_offers import FindingCard, Offer, cards, offers
from patients.screening_state import ScreeningState, made_on
from routines.screening import ASKED_GROUPS, Answer, Group, Rule, answers_from, smoking_matters

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words


@dataclass(frozen=True, slots=True)
class Said:
    """One question as it was asked, and what was said; `words` is empty for a no."""

    rule: Rule
    question: "Words"
    answer: Answer | None
    words: str


@dataclass(frozen=True, slots=True)
class SaidGroup:
    """What was said to the questions of one group."""

    group: Group
    said: tuple[Said, ...]

    @property
    def yes(self) -> list[Said]:
        return [one for one in self.said if one.words]

    @property
    def unanswered(self) -> list[Said]:
        return [one for one in self.said if one.answer is None]


@dataclass(frozen=True, slots=True)
class ScreeningPage:
    """A screening: the newest as it counts today, an older one as it counted when it was made."""

    screening: Screening
    patient: Patient
    state: ScreeningState
    history: Sequence[Screening]
    offers: Sequence[Offer]
    cards: Sequence[FindingCard]
    said: Sequence[SaidGroup]

    @classmethod
    def of(cls, screening: Screening, clinic: Clinic) -> Self:
        """Look everything up: the history, the overrides and the library."""
        patient = screening.patient
        made = Screening.objects.for_clinic(clinic).of_patient(patient)
        history = list(made.select_related("made_by").newest_first())
        today = clinic.today() if history[0] == screening else made_on(screening)
        state = ScreeningState.judged(patient, today, screening)
        offered = offers(state, clinic)
        return cls(
            screening=screening,
            patient=patient,
            state=state,
            history=history,
            offers=offered,
            cards=cards(state, offered),
            said=said_groups(screening, patient, made_on(screening)),
        )

    @property
    def is_latest(self) -> bool:
        return self.history[0] == self.screening

    @property
    def may_override(self) -> bool:
        return self.is_latest and self.state.is_current and not self.patient.is_archived

    @property
    def may_assign(self) -> bool:
        """Whether the library has anything for this patient now, if need be with a reason."""
        return self.state.is_current and any(offer.is_possible for offer in self.offers)

    @property
    def valid_until(self) -> date:
        """The last day on which a program can be activated with this screening."""
        return made_on(self.screening) + timedelta(days=SCREENING_VALID_DAYS)


def said_groups(screening: Screening, patient: Patient, day: date) -> tuple[SaidGroup, ...]:
    """What was said, group by group, in today's words."""
    answers = answers_from(screening.answers)
    smoking = smoking_matters(birth_date=patient.birth_date, sex=patient.sex, today=day)
    return tuple(
        SaidGroup(group, tuple(_said(rule, answers.get(rule.id), smoking) for rule in group.rules))
        for group in ASKED_GROUPS
    )


def _said(rule: Rule, answer: Answer | None, smoking: bool) -> Said:
    return Said(rule, rule.question(smoking=smoking), answer, told(answer) if answer else "")
