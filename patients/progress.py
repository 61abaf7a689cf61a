"""How much of what was prescribed has been done: today, and this week of the plan."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from patients.models import Prescription, Program, SessionLog
from patients.models.session_log import Outcome


@dataclass(frozen=True, slots=True)
class Progress:
    """Sessions of one prescription done and prescribed, today and in this week of the plan."""

    prescription: Prescription
    today: int
    this_week: int

    @property
    def of_today(self) -> int:
        """Sessions prescribed for today: none on a day of rest."""
        before_today = self.this_week - self.today
        left = max(0, self.of_week - before_today)
        return max(self.today, min(self.prescription.times_a_day, left))

    @property
    def of_week(self) -> int:
        return self.prescription.dose.sessions_a_week

    @property
    def left_today(self) -> int:
        return self.of_today - self.today


def week_began(program: Program, day: date) -> date:
    """The first day of the week of the plan that `day` lies in; weeks wait during a pause."""
    run = (day - program.starts_on).days - program.paused_days
    return day - timedelta(days=max(0, run) % 7)


def progress_on(
    day: date, program: Program, prescriptions: Iterable[Prescription]
) -> list[Progress]:
    """
    What was done of each prescription on `day` and in its week; one query.

    Counted by routine and side, so that a dose changed in mid-week keeps its sessions.
    """
    logs = SessionLog.objects.for_clinic(program.clinic_id).filter(
        patient=program.patient_id,
        program_version__program=program.pk,
        done_on__range=(week_began(program, day), day),
    )
    counted = (
        logs.filter(items__outcome__in=[Outcome.DONE, Outcome.CHANGED])
        .order_by()
        .values_list("items__prescription__routine_version__routine", "items__prescription__side")
        .annotate(week=Count("items"), day=Count("items", filter=Q(done_on=day)))
    )
    done = {(routine, side): (on_day, week) for routine, side, week, on_day in counted}
    return [_progress(one, done) for one in prescriptions]


def _progress(one: Prescription, done: dict[tuple[int, str], tuple[int, int]]) -> Progress:
    today, this_week = done.get((one.routine_version.routine_id, one.side), (0, 0))
    return Progress(one, today=today, this_week=this_week)
