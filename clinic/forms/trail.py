from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinic.models import Clinic, Membership, StaffInvitation, User
from clinic.models.trail import TrailQuerySet
from clinic.trail import known_actions
from clinic.trail_names import kind_in_words

BIGGEST_ID = 2**63 - 1
ELSE = "else"
YEARS = [
    MinValueValidator(date(2000, 1, 1), _("Choose a day after 1999.")),
    MaxValueValidator(date(2199, 12, 31), _("Choose a day before 2200.")),
]


def day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        validators=YEARS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class TrailForm(forms.Form):
    """Which lines of a clinic's trail to show. Whatever is left empty does not narrow them."""

    person = forms.ChoiceField(label=_("Who"), required=False)
    kind = forms.ChoiceField(label=_("What"), required=False)
    first_day = day_field(_("From"))
    last_day = day_field(_("To"))
    patient = forms.IntegerField(
        label=_("Patient"),
        required=False,
        min_value=1,
        max_value=BIGGEST_ID,
        help_text=_("The number in the address of the chart."),
    )

    def __init__(self, *args: Any, clinic: Clinic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clinic = clinic
        self.members = {str(user.pk): str(user) for user in staff_of(clinic)}
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            ("", _("Everybody")),
            *sorted(self.members.items(), key=lambda pair: pair[1]),
            (ELSE, _("Anybody else: patients, Hipwise itself")),
        ]
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("", _("Everything")),
            (
                _("All of a kind"),
                [
                    ("looks", _("All that was looked at")),
                    ("deeds", _("All that was done")),
                    ("at_the_doors", _("All that happened at the doors")),
                ],
            ),
            (
                _("One only"),
                sorted(
                    ((action, kind_in_words(action)) for action in known_actions()),
                    key=lambda pair: pair[1],
                ),
            ),
        ]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = values.get("first_day"), values.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", gettext("The last day is before the first."))
        return values

    def narrow(self, entries: TrailQuerySet) -> TrailQuerySet:
        """The lines that fit; a field in error does not narrow."""
        return self.narrow_slowly(self.narrow_quickly(entries))

    def narrow_quickly(self, entries: TrailQuerySet) -> TrailQuerySet:
        """By what an index leads to: patient and days."""
        values = self.values
        if patient := values.get("patient"):
            entries = entries.of_patient(patient)
        if first := values.get("first_day"):
            entries = entries.filter(happened_at__gte=self._midnight(first))
        if last := values.get("last_day"):
            entries = entries.filter(happened_at__lt=self._midnight(last + timedelta(days=1)))
        return entries

    def narrow_slowly(self, entries: TrailQuerySet) -> TrailQuerySet:
        """By what each line has to be read for: who, and what."""
        values = self.values
        if person := values.get("person"):
            members = [int(pk) for pk in self.members]
            entries = (
                entries.exclude(actor__in=members)
                if person == ELSE
                else entries.filter(actor=int(person))
            )
        if kind := values.get("kind"):
            entries = entries.filter(action=kind) if "." in kind else getattr(entries, kind)()
        return entries

    @property
    def must_look_through(self) -> bool:
        """Whether lines are read that may not fit, and may be many: a patient's are few."""
        values = self.values
        return bool(values.get("person") or values.get("kind")) and not values.get("patient")

    @property
    def values(self) -> dict[str, Any]:
        """What was chosen and can be read; nothing while nothing was."""
        return self.cleaned_data if self.is_bound else {}

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, tzinfo=self.clinic.zone)


def staff_of(clinic: Clinic) -> QuerySet[User]:
    """Who works at a clinic, and who once came by an invitation and has left."""
    here = Membership.objects.for_clinic(clinic).values("user")
    came = StaffInvitation.objects.for_clinic(clinic).exclude(used_by=None).values("used_by")
    return User.objects.filter(Q(pk__in=here) | Q(pk__in=came))
