import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Self, cast

from django.db import models
from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from clinic.models.mail import Mail
from clinic.tenancy import ClinicQuerySet
from patients.birth_dates import read_birth_date
from patients.models.alert import Alert, Urgency
from patients.models.invitation import Invitation
from patients.models.program import Program, ProgramReview, Status
from patients.models.program_version import ProgramVersion
from patients.models.question import Question
from patients.models.session_log import SessionLog, SessionLogQuerySet
from patients.names import digits, folded

if TYPE_CHECKING:
    from patients.models.patient import Patient

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O 1 I L: read aloud and typed by hand
QUIET_DAYS = 7
REVIEW_AHEAD_DAYS = 7
PHONE = re.compile(r"[-+() /.\d]{3,}", re.ASCII)


class Attention(models.IntegerChoices):
    """Why a patient comes before the others; the most pressing reason first."""

    URGENT = 0, _("Urgent alert")
    SAME_DAY = 1, _("Alert for the same day")
    ALERT = 2, _("Alert")
    PAUSED = 3, _("Paused")
    QUIET = 4, _("No session for a week")
    DRAFT = 5, _("Draft waiting")
    NONE = 6, ""


class PatientQuerySet(ClinicQuerySet):
    def active(self) -> Self:
        return self.filter(archived_at=None)

    def of_user(self, user: "models.Model") -> Self:
        """The records that a user opens by the patient's door, of every clinic."""
        return self.filter(user=user)

    def with_code(self, code: str) -> Self:
        """Whose paper bears `code`, however it was typed: no more than one."""
        letters = "".join(letter for letter in code.upper() if letter in CODE_LETTERS)
        return self.filter(code=letters)

    def archived(self) -> Self:
        return self.exclude(archived_at=None)

    def named_like(self, text: str) -> Self:
        """Patients in whose names every word of `text` stands, in any order, accents aside."""
        words = folded(text).split()
        found = self if words else self.none()
        for word in words:
            found = found.filter(search_name__contains=word)
        return found

    def found_by(self, text: str) -> Self:
        """Patients that `text` means: names in any order, own number, birth date, phone, e-mail."""
        same_number = Q(own_number__iexact=text.strip())
        if "@" in text:
            return self.filter(Q(email__iexact=text.strip()) | same_number)
        born_on = read_birth_date(text)
        if born_on is not None:
            return self.filter(Q(birth_date=born_on) | same_number)
        if PHONE.fullmatch(text):
            # "030 555" is found in "+49 30 555": the first zero stands for the country.
            return self.filter(Q(phone_digits__contains=digits(text).lstrip("0")) | same_number)
        return self.named_like(text) | self.filter(same_number)

    def namesakes(self, names: str, birth_date: date) -> list["Patient"]:
        """Patients with the same names, in whatever order, born on the same day."""
        words = sorted(folded(names).split())
        born_then = cast("list[Patient]", list(self.filter(birth_date=birth_date)))
        return [patient for patient in born_then if sorted(patient.search_name.split()) == words]

    def with_running(self) -> Self:
        """With the program a patient is on or paused in, as `running`, and its current version."""
        on_one = Q(programs__status__in=[Status.ACTIVE, Status.PAUSED])
        return self.annotate(running=FilteredRelation("programs", condition=on_one))

    def with_last_session(self) -> Self:
        sessions = _sessions_of_each().order_by("-done_on")
        return self.annotate(last_session_on=Subquery(sessions.values("done_on")[:1]))

    def with_attention(self, today: date) -> Self:
        """With `attention`: the most pressing reason to look at a patient first."""
        week_ago = today - timedelta(days=QUIET_DAYS)
        of_patient = {"patient": OuterRef("pk")}
        alerts = Alert.objects.filter(**of_patient).open().order_by("-urgency")
        drafts = ProgramVersion.objects.drafts().filter(program__patient=OuterRef("pk"))
        return self.with_running().annotate(
            open_urgency=Subquery(alerts.values("urgency")[:1]),
            has_draft=Exists(drafts),
            # An open alert comes first: urgency 3 makes the attention 0, and 1 makes it 2.
            attention=Coalesce(
                Urgency.URGENT - F("open_urgency"),
                Case(
                    When(running__status=Status.PAUSED, then=Attention.PAUSED),
                    When(_is_quiet_since(week_ago), then=Attention.QUIET),
                    When(has_draft=True, then=Attention.DRAFT),
                    default=Attention.NONE,
                ),
                output_field=models.PositiveSmallIntegerField(),
            ),
        )

    def for_review(self, today: date) -> Self:
        """Patients whose program is to be reviewed within a week, or should have been."""
        by = today + timedelta(days=REVIEW_AHEAD_DAYS)
        return self.with_running().filter(running__current__review_on__lte=by)

    def for_list(self, today: date) -> Self:
        """With all that a line of the list shows."""
        programs = Program.objects.filter(patient=OuterRef("pk")).order_by("-made_at", "-pk")
        return (
            self.with_attention(today)
            .with_last_session()
            .annotate(newest_program=Subquery(programs.values("status")[:1]))
            .select_related("running__current")
        )

    def neediest_first(self) -> Self:
        """Patients `for_list()` in its order; archived ones come last."""
        return self.order_by(
            F("archived_at").asc(nulls_first=True), "attention", "search_name", "pk"
        )

    def for_chart(self) -> Self:
        """With account, archiver, `invited_until`, `waiting_questions` (how many), `lost_mail`."""
        invitations = Invitation.objects.filter(patient=OuterRef("pk")).usable()
        until = Subquery(invitations.order_by("-expires_at").values("expires_at")[:1])
        return self.select_related("clinic", "user", "archived_by").annotate(
            invited_until=until,
            waiting_questions=Question.objects.waiting().number_of(OuterRef("pk")),
            lost_mail=Mail.objects.last_lost(self.model._meta.label_lower, OuterRef("pk")),
        )

    def needing_attention(self, today: date) -> Self:
        return self.with_attention(today).filter(attention__lt=Attention.NONE)

    def quiet_for_a_week(self, today: date) -> Self:
        """Patients on a program who have not logged for a week, nor just come back to it."""
        week_ago = today - timedelta(days=QUIET_DAYS)
        return self.with_running().filter(_is_quiet_since(week_ago))

    def on_a_program(self) -> Self:
        return self.with_running().filter(running__isnull=False)

    def without_program(self) -> Self:
        return self.exclude(Exists(Program.objects.open().filter(patient=OuterRef("pk"))))


def _sessions_of_each() -> SessionLogQuerySet:
    """For a subquery: the sessions of the patient in each row."""
    return SessionLog.objects.filter(clinic=OuterRef("clinic"), patient=OuterRef("pk"))


def _is_quiet_since(day: date) -> Q:
    sessions = _sessions_of_each().filter(done_on__gt=day)
    reviews = ProgramReview.objects.filter(
        program=OuterRef("running__pk"), reviewed_at__date__gt=day
    )
    # With their clinic, PostgreSQL reads its programs at once and not patient by patient.
    on_program = Q(running__clinic=F("clinic"), running__status=Status.ACTIVE)
    on_program &= Q(running__starts_on__lte=day)
    return on_program & ~Q(Exists(sessions)) & ~Q(Exists(reviews))
