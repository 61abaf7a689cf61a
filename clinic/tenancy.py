"""Every health record belongs to exactly one clinic, and says so itself."""

from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from clinic.models import Clinic


class ClinicQuerySet(models.QuerySet):
    """Rows that belong to a clinic: ask for its own before anything else."""

    def for_clinic(self, clinic: "Clinic | int") -> Self:
        return self.filter(clinic=clinic)


class SharedQuerySet(ClinicQuerySet):
    """Rows that either belong to a clinic or to none: the built-in library."""

    def for_clinic(self, clinic: "Clinic | int") -> Self:
        return self.filter(models.Q(clinic=clinic) | models.Q(clinic=None))

    def built_in(self) -> Self:
        return self.filter(clinic=None)

    def owned_by(self, clinic: "Clinic | int") -> Self:
        return self.filter(clinic=clinic)


class ClinicRow(models.Model):
    """
    A row that says whose it is.

    `clean()` refuses a row that points at another clinic's, so that an action
    that calls `full_clean()` cannot tie two clinics together by mistake.
    """

    clinic_id: int | None

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        for field in self._meta.concrete_fields:
            if not is_to_clinic_row(field) or getattr(self, field.attname) is None:
                continue
            if getattr(self, field.name).clinic_id not in (None, self.clinic_id):
                raise ValidationError(
                    {field.name: _("This belongs to another clinic and cannot be used here.")}
                )


def is_to_clinic_row(field: models.Field) -> bool:
    """Whether a field is a foreign key to rows that say whose they are."""
    related = field.related_model
    return isinstance(related, type) and issubclass(related, ClinicRow)


class ClinicOwned(ClinicRow):
    """A row that belongs to one clinic."""

    # Without an index of its own: it would find all of a clinic's rows, and SQLite takes it
    # before the one that finds a patient's. Indexes that begin with the clinic are in Meta.
    clinic = models.ForeignKey(
        "clinic.Clinic", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = ClinicQuerySet.as_manager()

    class Meta:
        abstract = True


class ClinicShared(ClinicRow):
    """A row of one clinic, or of none: then every clinic may read it and nobody may change it."""

    clinic = models.ForeignKey(
        "clinic.Clinic", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = SharedQuerySet.as_manager()

    class Meta:
        abstract = True

    def in_readers_words(self, text: str) -> str:
        """A text of this row: what belongs to no clinic is translated, a clinic's own is its own."""
        return gettext(text) if text and self.clinic_id is None else text
