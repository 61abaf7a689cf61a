import secrets
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.languages import spoken
from clinic.tenancy import ClinicOwned
from patients.models.patient_queryset import CODE_LETTERS, PatientQuerySet
from patients.models.program import Program
from patients.names import digits, folded

CODE_LENGTH = 10
FULL_AGE = 18
EARLIEST_BIRTH = date(1900, 1, 1)
SEARCH_NAME_LENGTH = 260


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
    newest_program: str | None
    running: Program | None
    invited_until: datetime | None
    waiting_questions: int
    lost_mail: int | None

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
            # A guardian may look after several patients of a clinic; nobody is two patients.
            models.UniqueConstraint(
                fields=["clinic", "user"],
                condition=models.Q(guardian_name=""),
                name="patients_patient_user_once_per_clinic",
                violation_error_message=_(
                    "The account of this patient opens another record without a guardian too. "
                    "Leave the guardian’s name, or invite the patient anew first."
                ),
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
    def spoken_language(self) -> str:
        """What Hipwise speaks and writes to them: their language, or else the clinic's."""
        return spoken(self.language, self.clinic.language)

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
