"""What the page of a patient's progress shows, looked up in as many queries as it has tables."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import get_format

from patients.calendar import (
    DayKind,
    Plan,
    Run,
    kinds_of_days,
    month_rows,
    pauses_between,
    run_of,
    week_starts,
)
from patients.models import Program, ProgramVersion, SessionLog
from patients.models.session_log import Outcome
from patients.progress import week_began
from patients.week_bars import MOST_WEEKS, Bar, Week, minute_bars, pressure_bars


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the calendar."""

    day: date
    kind: DayKind


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar, and the months beside it that there is something to see of."""

    first: date
    weekdays: list[tuple[Any, Any]]
    rows: list[list[Cell | None]]
    before: date | None
    after: date | None
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Progressed:
    """How it went with a program until today."""

    program: Program
    run: Run
    month: Month
    weeks: list[Week]  # newest first

    @property
    def minutes(self) -> list[Bar]:
        return minute_bars(self.weeks[::-1])

    @property
    def pressures(self) -> list[Bar]:
        return pressure_bars(self.weeks[::-1])

    @property
    def has_minutes(self) -> bool:
        return any(week.seconds for week in self.weeks)

    @property
    def has_pressures(self) -> bool:
        return any(week.rated for week in self.weeks)


def progressed(program: Program, today: date, asked_month: str) -> Progressed | None:
    """How it went, of a program that has begun; six queries."""
    if program.starts_on > today:
        return None
    days = _days(program)
    plan = _plan(program, today, days)
    kinds = kinds_of_days(plan)
    return Progressed(
        program=program,
        run=run_of(plan, kinds),
        month=_month(plan, kinds, asked_month),
        weeks=_weeks(plan, days)[::-1][:MOST_WEEKS],
    )


@dataclass(slots=True)
class _Day:
    sessions: int = 0
    is_stopped: bool = False
    seconds: int = 0
    below: int = 0
    within: int = 0
    above: int = 0


def _days(program: Program) -> dict[date, _Day]:
    """What was logged on each day for a program."""
    logs = SessionLog.objects.for_clinic(program.clinic_id).filter(
        patient=program.patient_id, program_version__program=program.pk
    )
    felt, low, high = (f"items__{name}" for name in ("pressure", *_BAND))
    found: dict[date, _Day] = defaultdict(_Day)
    for day, signs, *amounts in (
        logs.order_by()
        .values_list("done_on", "stop_signs", "pk")
        .annotate(
            seconds=Sum("items__seconds", default=0),
            below=Count("items", filter=Q(**{f"{felt}__lt": F(low)})),
            within=Count("items", filter=Q(**{f"{felt}__range": (F(low), F(high))})),
            above=Count("items", filter=Q(**{f"{felt}__gt": F(high)})),
            worked=Count("items", filter=~Q(items__outcome=Outcome.SKIPPED)),
        )
    ):
        _pk, seconds, below, within, above, worked = amounts
        one = found[day]
        one.sessions += bool(worked)
        one.is_stopped |= bool(signs)
        one.seconds += seconds
        one.below, one.within, one.above = one.below + below, one.within + within, one.above + above
    return dict(found)


_BAND = ("prescription__pressure_low", "prescription__pressure_high")


def _plan(program: Program, today: date, days: dict[date, _Day]) -> Plan:
    last = program.ended_on or today
    done = {day for day, one in days.items() if one.sessions}
    zone = program.clinic.zone
    paused = pauses_between(
        [timezone.localdate(one.reviewed_at, timezone=zone) for one in program.reviews.all()],
        done,
        program.starts_on,
    )
    if program.paused_on is not None:
        waiting = (today - program.paused_on).days + 1
        paused |= {program.paused_on + timedelta(days=number) for number in range(waiting)}
    return Plan(
        first=program.starts_on,
        last=last,
        today=today,
        week_began=week_began(program, min(program.paused_on or today, last)),
        days_a_week=_days_a_week(program),
        done=done,
        stopped={day for day, one in days.items() if one.is_stopped},
        paused=paused,
    )


def _days_a_week(program: Program) -> Any:
    """How many days a week were prescribed on a day, by the version of that day."""
    versions = list(
        ProgramVersion.objects.for_clinic(program.clinic_id)
        .activated()
        .filter(program=program)
        .select_related("clinic")
        .prefetch_related("phases__prescriptions")
        .order_by("number")
    )

    def days_a_week(day: date) -> int:
        followed = [one for one in versions if one.began_by(day)] or versions[:1]
        phase = followed[-1].phase_in_week(program.week_on(day)) if followed else None
        doses = list(phase.prescriptions.all()) if phase else []
        return max((one.days_a_week for one in doses), default=7)

    return days_a_week


def _weeks(plan: Plan, days: dict[date, _Day]) -> list[Week]:
    return [
        Week(
            began=start,
            sessions=sum(one.sessions for one in within),
            seconds=sum(one.seconds for one in within),
            below=sum(one.below for one in within),
            within=sum(one.within for one in within),
            above=sum(one.above for one in within),
        )
        for start in week_starts(plan)
        for within in [[one for day, one in days.items() if 0 <= (day - start).days < 7]]
    ]


def _month(plan: Plan, kinds: dict[date, DayKind], asked: str) -> Month:
    first, last = plan.first.replace(day=1), min(plan.last, plan.today).replace(day=1)
    month = min(max(_read_month(asked) or last, first), last)
    first_weekday = (get_format("FIRST_DAY_OF_WEEK") - 1) % 7
    order = [(first_weekday + number) % 7 for number in range(7)]
    shown = [kind for day, kind in kinds.items() if day.replace(day=1) == month]
    return Month(
        first=month,
        weekdays=[(WEEKDAYS_ABBR[number], WEEKDAYS[number]) for number in order],
        rows=[
            [Cell(day, kinds.get(day, DayKind.OUTSIDE)) if day else None for day in row]
            for row in month_rows(month, first_weekday)
        ],
        before=(month - timedelta(days=1)).replace(day=1) if month > first else None,
        after=(month + timedelta(days=32)).replace(day=1) if month < last else None,
        counts={kind.value: shown.count(kind) for kind in DayKind},
    )


def _read_month(asked: str) -> date | None:
    try:
        return date.fromisoformat(f"{asked}-01").replace(day=1)
    except ValueError:
        return None
