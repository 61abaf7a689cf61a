"""How patients stand in the week of their plan they are in: sessions done of those prescribed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from patients.models import Patient, Program, ProgramPhase, SessionLog
from patients.models.patient_queryset import Attention
from patients.models.program import Status
from patients.progress import week_began

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words


@dataclass(frozen=True, slots=True)
class PlanWeek:
    """One week of a plan. Sessions are counted, not minutes."""

    number: int
    of: int
    began_on: date
    prescribed: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A patient, the program they are on, and how far they are in this week of it."""

    patient: Patient
    age: int
    program: Program | None
    week: PlanWeek | None
    done: int

    @property
    def attention(self) -> Attention:
        """Why to look at this patient first; the patients come from `with_attention()`."""
        return Attention(self.patient.attention)

    @property
    def without(self) -> "Words":
        """What there is when nothing is running: how the newest program stands, or none."""
        newest = self.patient.newest_program
        return Status(newest).label if newest else _("None")


def sessions_a_week(phase: ProgramPhase | None) -> int:
    """Sessions prescribed a week: one session holds every routine of its phase that is due."""
    if phase is None:
        return 0
    return max((p.dose.sessions_a_week for p in phase.prescriptions.all()), default=0)


def week_of(program: Program, day: date) -> PlanWeek | None:
    """The week of its plan that a followed program is in on `day`; None before it starts."""
    if program.current is None or day < program.starts_on:
        return None
    number = program.week_on(day)
    return PlanWeek(
        number=number,
        of=program.current.weeks,
        began_on=week_began(program, program.paused_on or day),
        prescribed=sessions_a_week(program.current.phase_in_week(number)),
    )


def standings(patients: Iterable[Patient], *, today: date) -> list[Standing]:
    """
    Where each of `patients` stands. They come from `with_running().select_related(...)`.

    Three queries, however many patients there are.
    """
    patients = list(patients)
    programs = {p.pk: _running(p) for p in patients}
    versions = [program.current for program in programs.values() if program and program.current]
    prefetch_related_objects(versions, "phases")
    prefetch_related_objects(_phases_of(programs.values(), today), "prescriptions")
    weeks = {pk: week_of(program, today) if program else None for pk, program in programs.items()}
    since = {pk: week.began_on for pk, week in weeks.items() if week}
    done = sessions_done(since, clinics={p.clinic_id for p in patients}, until=today)
    return [
        Standing(
            patient=patient,
            age=patient.age_on(today),
            program=programs[patient.pk],
            week=weeks[patient.pk],
            done=done[patient.pk],
        )
        for patient in patients
    ]


def sessions_done(since: dict[int, date], *, clinics: set[int], until: date) -> Counter[int]:
    """Sessions of each patient (by id) from their own day on, `until` included."""
    if not since:
        return Counter()
    logs = SessionLog.objects.filter(
        clinic__in=clinics, patient__in=since, done_on__range=(min(since.values()), until)
    ).values_list("patient_id", "done_on")
    return Counter(patient for patient, day in logs if day >= since[patient])


def _phases_of(programs: Iterable[Program | None], day: date) -> list[ProgramPhase]:
    """The phase each program is in: all that is asked about of some ten a plan may have."""
    phases = [p.current.phase_in_week(p.week_on(day)) for p in programs if p and p.current]
    return [phase for phase in phases if phase is not None]


def _running(patient: Patient) -> Program | None:
    # Django leaves the attribute out where nothing was joined.
    return getattr(patient, "running", None)
