import re
import secrets
from datetime import date, datetime, timedelta
from typing import Self, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, FilteredRelation, OuterRef, Q, Subquery, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.tenancy import ClinicOwned, ClinicQuerySet
from patients.birth_dates import read_birth_date
from patients.models.alert import Alert, Urgency
from patients.models.invitation import Invitation
from patients.models.program import Program, ProgramReview, ProgramVersion, Status
from patients.models.session_log import SessionLog
from patients.names import digits, folded

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O 1 I L: read aloud and typed by hand
CODE_LENGTH = 10
FULL_AGE = 18
EARLIEST_BIRTH = date(1900, 1, 1)
SEARCH_NAME_LENGTH = 260
QUIET_DAYS = 7
PHONE = re.compile(r"[-+() /.\d]{3,}", re.ASCII)


def new_code() -> str:
    """A patient's code on paper: 49 bits, shown in the QR code's address, never a key by itself."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


class Sex(models.TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", _("Other")
    UNKNOWN = "unknown", _("Not said")


class SoreSide(models.TextChoices):
    LEFT = "left", _("Left")
    RIGHT = "right", _("Right")
    BOTH = "both", _("Both")
    NONE = "", _("Not said")


class Delivery(models.TextChoices):
    PAPER = "paper", _("On paper")
    ONLINE = "online", _("Online")


class Language(models.TextChoices):
    """Languages a patient may prefer to be spoken to in; not all are translated yet."""

    ENGLISH = "en", "English"
    SPANISH = "es", "Español"
    GERMAN = "de", "Deutsch"
    FRENCH = "fr", "Français"
    ITALIAN = "it", "Italiano"
    POLISH = "pl", "Polski"
    PORTUGUESE = "pt", "Português"
    TURKISH = "tr", "Türkçe"
    UKRAINIAN = "uk", "Українська"
    VIETNAMESE = "vi", "Tiếng Việt"
    ARABIC = "ar", "العربية"
    CHINESE = "zh", "中文"


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
        """Patients that `text` means: names in any order, own number, birth date or phone."""
        same_number = Q(own_number__iexact=text.strip())
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
        sessions = SessionLog.objects.filter(patient=OuterRef("pk")).order_by("-done_on")
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
            attention=Case(
                When(open_urgency=Urgency.URGENT, then=Attention.URGENT),
                When(open_urgency=Urgency.SAME_DAY, then=Attention.SAME_DAY),
                When(open_urgency=Urgency.ROUTINE, then=Attention.ALERT),
                When(running__status=Status.PAUSED, then=Attention.PAUSED),
                When(_is_quiet_since(week_ago), then=Attention.QUIET),
                When(has_draft=True, then=Attention.DRAFT),
                default=Attention.NONE,
                output_field=models.PositiveSmallIntegerField(),
            ),
        )

    def for_list(self, today: date) -> Self:
        """With all that a line of the list shows."""
        return self.with_attention(today).with_last_session().select_related("running__current")

    def neediest_first(self) -> Self:
        """Patients `for_list()` in its order; archived ones come last."""
        return self.order_by(
            models.F("archived_at").asc(nulls_first=True), "attention", "search_name", "pk"
        )

    def for_chart(self) -> Self:
        """With account and archiver, and until when an invitation is open, as `invited_until`."""
        invitations = Invitation.objects.filter(patient=OuterRef("pk")).usable()
        until = Subquery(invitations.order_by("-expires_at").values("expires_at")[:1])
        return self.select_related("clinic", "user", "archived_by").annotate(invited_until=until)

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


def _is_quiet_since(day: date) -> Q:
    sessions = SessionLog.objects.filter(patient=OuterRef("pk"), done_on__gt=day)
    reviews = ProgramReview.objects.filter(
        program=OuterRef("running__pk"), reviewed_at__date__gt=day
    )
    on_program = Q(running__status=Status.ACTIVE, running__starts_on__lte=day)
    return on_program & ~Q(Exists(sessions)) & ~Q(Exists(reviews))


class Patient(ClinicOwned):
    """Someone a clinic treats; signs in through the portal when `user` is set."""

    given_names = models.CharField(_("given names"), max_length=120)
    family_name = models.CharField(_("family name"), max_length=120)
    search_name = models.CharField(max_length=SEARCH_NAME_LENGTH, editable=False)
    birth_date = models.DateField(_("date of birth"))
    sex = models.CharField(_("sex"), max_length=10, choices=Sex, default=Sex.UNKNOWN)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    phone_digits = models.CharField(max_length=40, blank=True, editable=False)
    language = models.CharField(
        _("language"), max_length=5, choices=Language, default=Language.ENGLISH
    )
    own_number = models.CharField(_("your own number for this patient"), max_length=40, blank=True)
    sore_side = models.CharField(_("side that hurts"), max_length=5, choices=SoreSide, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    delivery = models.CharField(
        _("gets the program"), max_length=10, choices=Delivery, default=Delivery.PAPER
    )
    guardian_name = models.CharField(_("guardian’s name"), max_length=200, blank=True)
    guardian_phone = models.CharField(_("guardian’s phone"), max_length=40, blank=True)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    user = models.ForeignKey(
        "clinic.User", on_delete=models.PROTECT, related_name="patients", null=True, blank=True
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    archived_by = models.ForeignKey(
        "clinic.User",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    # What the queryset's with_...() and for_...() add.
    attention: int
    has_draft: bool
    last_session_on: date | None
    running: Program | None
    invited_until: datetime | None

    objects = PatientQuerySet.as_manager()

    class Meta:
        ordering = ["search_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sex__in=Sex.values, delivery__in=Delivery.values)
                & models.Q(sore_side__in=SoreSide.values),
                name="patients_patient_choices_known",
            ),
            models.CheckConstraint(
                condition=models.Q(archived_at=None, archived_by=None)
                | models.Q(archived_at__isnull=False, archived_by__isnull=False),
                name="patients_patient_archived_by_and_at",
            ),
            models.CheckConstraint(
                condition=models.Q(birth_date__gte=EARLIEST_BIRTH),
                name="patients_patient_born_since_1900",
                violation_error_message=_("The date of birth is before 1900. Check the year."),
            ),
            models.UniqueConstraint(
                fields=["clinic", "own_number"],
                condition=~models.Q(own_number=""),
                name="patients_patient_own_number_once",
                violation_error_message=_("Another patient already has this number."),
            ),
            models.UniqueConstraint(
                fields=["clinic", "user"], name="patients_patient_user_once_per_clinic"
            ),
        ]
        indexes = [
            models.Index(fields=["clinic", "search_name"], name="patients_patient_by_name"),
            models.Index(fields=["clinic", "birth_date"], name="patients_patient_by_birth"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("patients:patient_detail", args=[self.clinic.slug, self.pk])

    def clean(self) -> None:
        super().clean()
        if self.birth_date is None:
            return
        today = self.clinic.today()
        if self.birth_date > today:
            raise ValidationError(
                {"birth_date": _("This date of birth is in the future. Check the year.")}
            )
        if self.age_on(today) < FULL_AGE and not self.guardian_name:
            raise ValidationError(
                {"guardian_name": _("Patients under 18 need a guardian: write the name here.")}
            )

    @property
    def name(self) -> str:
        return f"{self.given_names} {self.family_name}"

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def phone_link(self) -> str:
        """The phone as a device dials it: digits, with the plus of a country's code."""
        return ("+" if self.phone.lstrip().startswith("+") else "") + self.phone_digits

    def age_on(self, day: date) -> int:
        """Whole years lived on `day`."""
        before_birthday = (day.month, day.day) < (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - before_birthday

    def fold_names(self) -> None:
        """Bring what searches look at in line with the record; actions call it before they save."""
        self.search_name = folded(self.name)[:SEARCH_NAME_LENGTH]
        self.phone_digits = digits(self.phone)
