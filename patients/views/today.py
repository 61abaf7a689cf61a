from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from django.db.models import Count, F, QuerySet, Window
from django.http import HttpResponse
from django.template.response import TemplateResponse

from clinic import trail
from clinic.access import StaffRequest, staff_view
from clinic.permissions import Permission
from patients.models import Alert, Patient, Program, ProgramVersion, Question, SessionLog
from patients.models.patient_queryset import REVIEW_AHEAD_DAYS

ROWS = 10


@dataclass(frozen=True, slots=True)
class Section:
    """The first rows of something, and how many there are in all; one query."""

    rows: list[Any]
    total: int

    @classmethod
    def of(cls, found: QuerySet) -> Self:
        rows = list(found.annotate(total=Window(Count("pk")))[:ROWS])
        return cls(rows=rows, total=rows[0].total if rows else 0)

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


@staff_view(Permission.PATIENT_VIEW)
def today(request: StaffRequest) -> HttpResponse:
    """The clinic's front page: what needs somebody's eyes, the most urgent first."""
    clinic, day = request.clinic, request.clinic.today()
    alerts = Alert.objects.for_clinic(clinic).open().select_related("patient", "program")
    quiet = Patient.objects.for_clinic(clinic).active().quiet_for_a_week(day).with_last_session()
    followed = Program.objects.for_clinic(clinic).followed().select_related("patient", "current")
    drafts = ProgramVersion.objects.for_clinic(clinic).drafts().select_related("program__patient")
    asked = Question.objects.for_clinic(clinic).waiting().filter(patient__archived_at=None)
    sessions = SessionLog.objects.for_clinic(clinic).select_related("patient")
    review_by = day + timedelta(days=REVIEW_AHEAD_DAYS)
    # The version's own clinic is named too: PostgreSQL then reads no other clinic's.
    reviews = followed.filter(current__clinic=clinic, current__review_on__lte=review_by)
    context: dict[str, Any] = {
        "day": day,
        "alerts": Section.of(alerts.most_urgent_first()),
        "quiet": Section.of(quiet.order_by(F("last_session_on").asc(nulls_first=True), "pk")),
        "questions": Section.of(asked.select_related("patient").order_by("asked_at", "pk")),
        "reviews": Section.of(reviews.order_by("current__review_on", "pk")),
        "drafts": Section.of(drafts.order_by("made_at", "pk")),
        "sessions": list(sessions.order_by("-logged_at", "-pk")[:ROWS]),
    }
    rows = [found.rows for found in context.values() if isinstance(found, Section)]
    count = len(context["sessions"]) + sum(map(len, rows))
    trail.viewed(request, "patients.day_listed", subject=clinic, count=count)
    # Only a page without a row asks whether there is anybody at all.
    context["is_new"] = not count and not Patient.objects.for_clinic(clinic).exists()
    return TemplateResponse(request, "patients/today.html", context)
