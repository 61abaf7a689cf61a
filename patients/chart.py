"""Everything the patient's page shows, looked up in few queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from itertools import groupby
from operator import attrgetter
from typing import Self

from clinic.models import Mail, Membership, TrailEntry
from clinic.permissions import Permission
from patients.measure_chart import MeasureChart, measure_charts
from patients.measures import due_week
from patients.models import (
    Alert,
    Measurement,
    Patient,
    Prescription,
    Program,
    ProgramPhase,
    ProgramVersion,
    SessionLog,
    SessionLogItem,
)
from patients.models.measurement import ASKED
from patients.models.patient import Delivery
from patients.models.program import PauseReason, Status
from patients.progress import week_began
from patients.screening_state import ScreeningState

SESSIONS_SHOWN = 14  # a week of two a day
ALERTS_SHOWN = 20
PRINTOUTS_SHOWN = 20
PRINTED = "patients.handout_printed"


class Step(StrEnum):
    """What comes next for a patient."""

    SCREEN = auto()
    ASSIGN = auto()
    ACTIVATE = auto()
    REVIEW = auto()
    RESUME = auto()
    PRINT = auto()
    LOG = auto()
    FOLLOW = auto()
    NONE = auto()


NEEDS: dict[Step, Permission] = {
    Step.SCREEN: Permission.SCREENING_EDIT,
    Step.ASSIGN: Permission.PROGRAM_EDIT,
    Step.ACTIVATE: Permission.PROGRAM_EDIT,
    Step.REVIEW: Permission.PROGRAM_EDIT,
    Step.RESUME: Permission.PROGRAM_EDIT,
    Step.PRINT: Permission.HANDOUT_PRINT,
    Step.LOG: Permission.SESSION_LOG,
    Step.FOLLOW: Permission.PATIENT_VIEW,
}


@dataclass(frozen=True, slots=True)
class PlanNow:
    """The program a patient follows, and where in its plan they are."""

    program: Program
    version: ProgramVersion
    week: int
    weeks: int
    phase: ProgramPhase
    number: int
    phases: int
    prescriptions: Sequence[Prescription]

    @property
    def prescribed(self) -> int:
        """Sessions prescribed in this week of the plan."""
        return max((one.dose.sessions_a_week for one in self.prescriptions), default=0)

    @property
    def is_past_its_end(self) -> bool:
        return self.week > self.weeks


@dataclass(frozen=True, slots=True)
class SessionShown:
    """A session as a line of the chart, with what was felt of each routine."""

    log: SessionLog
    items: Sequence[SessionLogItem]

    @property
    def seconds(self) -> int:
        """Held in all, of every routine."""
        return sum(item.seconds for item in self.items)

    @property
    def as_prescribed(self) -> list[SessionLogItem]:
        return [item for item in self.items if item.against_band == "within"]

    @property
    def otherwise(self) -> list[SessionLogItem]:
        """Items above or below the prescribed pressure, not done, or without a pressure."""
        return [item for item in self.items if item.against_band != "within"]


@dataclass(frozen=True, slots=True)
class Chart:
    """A patient's page: program now, sessions, alerts, screening, versions, printouts."""

    patient: Patient
    today: date
    age: int
    now: PlanNow | None
    draft: ProgramVersion | None
    versions: Sequence[ProgramVersion]
    sessions: Sequence[SessionShown]
    alerts: Sequence[Alert]
    handled_alerts: Sequence[Alert]
    screening: ScreeningState
    printouts: Sequence[TrailEntry]
    lost_mail: Mail | None  # the newest to them, if it could not be delivered
    measures: Sequence[MeasureChart]
    measures_due: int | None
    next: Step
    may_next: bool

    @classmethod
    def of(cls, patient: Patient, *, today: date, viewer: Membership) -> Self:
        versions = _versions(patient)
        now = _plan_now(versions, today)
        draft = next((v for v in versions if v.activated_at is None), None)
        alerts = list(
            Alert.objects.for_clinic(patient.clinic_id)
            .filter(patient=patient)
            .select_related("handled_by", "program")
            .order_by("-raised_at")[:ALERTS_SHOWN]
        )
        printouts = list(
            TrailEntry.objects.for_clinic(patient.clinic_id)
            .of_patient(patient.pk)
            .filter(action=PRINTED)
            .select_related("actor")[:PRINTOUTS_SHOWN]
        )
        screening = ScreeningState.of(patient, today)
        measured = list(Measurement.objects.for_clinic(patient.clinic_id).of_patient(patient))
        step = next_step(patient, now, draft, screening, printouts)
        return cls(
            patient=patient,
            today=today,
            age=patient.age_on(today),
            now=now,
            draft=draft,
            versions=versions,
            sessions=_sessions(patient),
            alerts=sorted((a for a in alerts if a.handled_at is None), key=lambda a: -a.urgency),
            handled_alerts=[a for a in alerts if a.handled_at is not None],
            screening=screening,
            printouts=printouts,
            lost_mail=_lost_mail(patient),
            measures=measure_charts(measured),
            measures_due=_measures_due(now, measured, today),
            next=step,
            may_next=step is not Step.NONE and viewer.can(NEEDS[step]),
        )

    @property
    def done_this_week(self) -> int:
        """Sessions in this week of the plan, as far as they are shown."""
        if self.now is None:
            return 0
        began = week_began(self.now.program, self.now.program.paused_on or self.today)
        return sum(began <= shown.log.done_on for shown in self.sessions)

    @property
    def is_screened(self) -> bool:
        return self.screening.is_current

    @property
    def is_printed(self) -> bool:
        return self.now is not None and is_printed(self.now.version, self.printouts)

    @property
    def is_under_way(self) -> bool:
        """Whether the four first steps are done: then the page need not lead any more."""
        return self.now is not None and (self.is_printed or bool(self.sessions))


def next_step(
    patient: Patient,
    now: PlanNow | None,
    draft: ProgramVersion | None,
    screening: ScreeningState,
    printouts: Sequence[TrailEntry],
) -> Step:
    """What to do next for `patient`: screen, assign, activate, print; then log and review."""
    if patient.is_archived:
        return Step.NONE
    if now is not None:
        if now.program.status == Status.PAUSED:
            by_sign = now.program.pause_reason == PauseReason.STOP_SIGN
            return Step.REVIEW if by_sign else Step.RESUME
        if patient.user and patient.delivery == Delivery.ONLINE:
            return Step.FOLLOW
        return Step.LOG if is_printed(now.version, printouts) else Step.PRINT
    if not screening.is_current:
        return Step.SCREEN
    return Step.ACTIVATE if draft else Step.ASSIGN


def is_printed(version: ProgramVersion, printouts: Sequence[TrailEntry]) -> bool:
    return any(
        entry.subject_id == str(version.program_id)
        and entry.details.get("version") == version.number
        for entry in printouts
    )


def _measures_due(now: PlanNow | None, measured: Sequence[Measurement], today: date) -> int | None:
    """The week whose measures are due now, of somebody who is on a program."""
    if now is None or now.program.status != Status.ACTIVE:
        return None
    own = [
        one.measured_on
        for one in measured
        if one.instrument in ASKED and one.program_id in {None, now.program.pk}
    ]
    return due_week(now.program.starts_on, today, max(own, default=None))


def _lost_mail(patient: Patient) -> Mail | None:
    return Mail.objects.filter(pk=patient.lost_mail).first() if patient.lost_mail else None


def _versions(patient: Patient) -> list[ProgramVersion]:
    return list(
        ProgramVersion.objects.for_clinic(patient.clinic_id)
        .filter(program__patient=patient)
        .select_related("program", "activated_by", "made_by")
        .order_by("-program__made_at", "-program", "-number")
    )


def _plan_now(versions: Sequence[ProgramVersion], today: date) -> PlanNow | None:
    followed = (Status.ACTIVE, Status.PAUSED)
    version = next(
        (v for v in versions if v.program.status in followed and v.program.current_id == v.pk),
        None,
    )
    if version is None:
        return None
    prescriptions = list(
        Prescription.objects.for_clinic(version.clinic_id)
        .filter(phase__version=version)
        .select_related("phase", "routine_version")
        .order_by("phase__position", "position")
    )
    phases = list(dict.fromkeys(one.phase for one in prescriptions))
    if not phases:
        return None
    week = version.program.week_on(today)
    number, phase = _phase_in_week(phases, week)
    return PlanNow(
        program=version.program,
        version=version,
        week=week,
        weeks=sum(one.weeks for one in phases),
        phase=phase,
        number=number,
        phases=len(phases),
        prescriptions=[one for one in prescriptions if one.phase == phase],
    )


def _phase_in_week(phases: Sequence[ProgramPhase], week: int) -> tuple[int, ProgramPhase]:
    for number, phase in enumerate(phases, start=1):
        if week <= phase.weeks:
            return number, phase
        week -= phase.weeks
    return len(phases), phases[-1]


def _sessions(patient: Patient) -> list[SessionShown]:
    """The last sessions with their items, joined: one query instead of two."""
    mine = SessionLog.objects.for_clinic(patient.clinic_id).of_patient(patient)
    rows = mine.filter(pk__in=mine.values("pk")[:SESSIONS_SHOWN]).with_felt()
    return [
        SessionShown(log=same[0], items=[row.felt for row in same if hasattr(row, "felt")])
        for same in (list(run) for _pk, run in groupby(rows, key=attrgetter("pk")))
    ]
