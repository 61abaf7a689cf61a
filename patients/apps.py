from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from clinic.models import Clinic, User


class PatientsConfig(AppConfig):
    name = "patients"
    nightly = ("patients.jobs.review_clinics",)
    secrets = ("patients.sealed_keys",)
    minutely = ("patients.jobs.enqueue_reminders",)
    verbose_name = "For whom, and how it went"

    def clinics_of(self, user: "User") -> "Iterator[tuple[Clinic, int | None]]":
        """Where somebody is a patient, or looks after one."""
        from patients.models import Patient  # noqa: PLC0415 -- models are there only later

        records = Patient.objects.of_user(user).active().order_by("pk")
        for patient in records.select_related("clinic").only("clinic"):
            yield patient.clinic, patient.pk
