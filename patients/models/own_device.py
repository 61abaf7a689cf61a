from datetime import timedelta
from typing import Self
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.tenancy import ClinicOwned, ClinicQuerySet
from patients.models.session_log import LOG_DAYS_BACK

MOST_DEVICES = 5  # of one patient
# What a forgotten device sealed before may still come, as long as it could be logged at all.
READABLE = timedelta(days=LOG_DAYS_BACK + 1)


class OwnDeviceQuerySet(ClinicQuerySet):
    def of_patient(self, patient: "models.Model") -> Self:
        return self.filter(patient=patient)

    def kept(self) -> Self:
        """Those that were not forgotten."""
        return self.filter(forgotten_at=None)

    def readable(self) -> Self:
        """Those whose sealed sessions can still be opened."""
        since = timezone.now() - READABLE
        return self.filter(models.Q(forgotten_at=None) | models.Q(forgotten_at__gt=since))

    def outdated(self) -> Self:
        return self.filter(forgotten_at__lte=timezone.now() - READABLE)


class OwnDevice(ClinicOwned):
    """
    A phone or tablet that a patient called their own: it may keep today's program.

    Its browser holds a cookie, of which only a hash is kept here, and the public half of a key.
    What it logs without a network is sealed to that key; the private half is encrypted here
    and bound to this row (docs/adr/0046).
    """

    patient = models.ForeignKey(
        "patients.Patient", on_delete=models.PROTECT, related_name="own_devices"
    )
    user = models.ForeignKey("clinic.User", on_delete=models.PROTECT, related_name="+")
    handle = models.UUIDField(default=uuid4, unique=True, editable=False)
    cookie_hash = models.CharField(max_length=64, unique=True)
    public_key = models.CharField(max_length=87)
    private_key = models.TextField()
    words = models.CharField(_("what it is"), max_length=60)
    made_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(_("last time it fetched the program"), default=timezone.now)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = OwnDeviceQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_at", "-pk"]
        indexes = [
            models.Index(
                fields=["clinic", "patient", "-seen_at"], name="patients_owndevice_by_patient"
            ),
        ]

    def __str__(self) -> str:
        return f"Own device {self.pk}"

    @property
    def place(self) -> str:
        """What its private key is bound to."""
        return f"patients_owndevice:private_key:{self.handle}"
