"""
What no page shows by itself, looked for once a night and kept as alerts (docs/adr/0033).

Sessions missed and reviews due are questions of the day: Today's page asks them live.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from clinic.models import Clinic
from patients.actions.alerts import raise_alert, withdraw_alert
from patients.models import Alert, Program, Screening, ScreeningOverride, SessionLog
from patients.models.alert import NIGHTLY, AlertKind, Urgency
from patients.models.screening import SCREENING_VALID_DAYS
from patients.pain import JUDGED_UNTIL, has_not_fallen, is_higher

AHEAD = timedelta(days=7)
QUIET = timedelta(days=14)  # what was dealt with is not raised again before

Finding = tuple[AlertKind, int]  # what, and of which program


@transaction.atomic
def review_at_night(*, clinic: Clinic) -> int:
    """Raise what is new, withdraw what is over; done twice, nothing changes. Count the new."""
    Clinic.objects.select_for_update().get(pk=clinic.pk)  # two workers come one after the other
    found = set(_findings(clinic, clinic.today()))
    alerts = Alert.objects.for_clinic(clinic).filter(kind__in=NIGHTLY)
    standing = {_finding(alert): alert for alert in alerts.open().select_related("clinic")}
    for finding, alert in standing.items():
        if finding not in found:
            withdraw_alert(alert=alert)
    lately = {_finding(alert) for alert in alerts.filter(handled_at__gt=timezone.now() - QUIET)}
    new = found - set(standing) - lately
    programs = Program.objects.for_clinic(clinic).select_related("patient__clinic")
    by_id = programs.in_bulk([program_id for _kind, program_id in new])
    for kind, program_id in sorted(new):
        program = by_id[program_id]
        raise_alert(
            patient=program.patient, program=program, kind=kind, urgency=Urgency.ROUTINE, by=None
        )
    return len(new)


def _finding(alert: Alert) -> Finding:
    return AlertKind(alert.kind), alert.program_id or 0


def _findings(clinic: Clinic, today: date) -> Iterator[Finding]:
    yield from _of_pain(clinic, today)
    yield from _of_overrides(clinic, today)
    yield from _of_drafts(clinic, today)


def _of_pain(clinic: Clinic, today: date) -> Iterator[Finding]:
    programs = Program.objects.for_clinic(clinic).running().filter(patient__archived_at=None)
    began = dict(programs.values_list("pk", "starts_on"))
    told = SessionLog.objects.for_clinic(clinic).filter(
        program_version__program__in=programs,
        done_on__gt=today - JUDGED_UNTIL,
        pain_before__isnull=False,
    )
    pains: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for program, day, pain in told.values_list(
        "program_version__program", "done_on", "pain_before"
    ).iterator():
        pains[program].append((day, pain or 0))
    for program, days in pains.items():
        if is_higher(days, today):
            yield AlertKind.PAIN_HIGHER, program
        if has_not_fallen(days, began[program], today):
            yield AlertKind.NOT_BETTER, program


def _of_overrides(clinic: Clinic, today: date) -> Iterator[Finding]:
    """Overrides of somebody's newest screening; of several for one rule the last one counts."""
    newest = Screening.objects.for_clinic(clinic).filter(patient=OuterRef("screening__patient"))
    ends = (
        ScreeningOverride.objects.for_clinic(clinic)
        .filter(screening=Subquery(newest.newest_first().values("pk")[:1]))
        .values("screening__patient", "rule")
        .annotate(last=Max("expires_on"))
        .filter(last__range=(today, today + AHEAD))
    )
    patients = {row["screening__patient"] for row in ends}
    followed = Program.objects.for_clinic(clinic).running().filter(patient__archived_at=None)
    for program in followed.filter(patient__in=patients).values_list("pk", flat=True):
        yield AlertKind.OVERRIDE_ENDS, program


def _of_drafts(clinic: Clinic, today: date) -> Iterator[Finding]:
    """Clinical.md 3a: a screening older than 30 days is asked again before a program starts."""
    newest = Screening.objects.filter(clinic=OuterRef("clinic"), patient=OuterRef("patient"))
    drafted = (
        Program.objects.for_clinic(clinic)
        .drafted()
        .filter(patient__archived_at=None)
        .annotate(screened_at=Subquery(newest.newest_first().values("made_at")[:1]))
    )
    for program, screened_at in drafted.values_list("pk", "screened_at"):
        if screened_at is None:
            continue
        last_day = timezone.localdate(screened_at, clinic.zone) + timedelta(
            days=SCREENING_VALID_DAYS
        )
        if today <= last_day <= today + AHEAD:
            yield AlertKind.SCREENING_ENDS, program
