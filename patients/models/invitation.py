from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.tenancy import ClinicOwned, ClinicQuerySet


class InvitationQuerySet(ClinicQuerySet):
    def usable(self) -> Self:
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now())

    def newest_first(self) -> Self:
        return self.order_by("-made_at", "-pk")


class Invitation(ClinicOwned):
    """A printed or e-mailed token that lets a patient make their account, once. Kept hashed."""

    patient = models.ForeignKey(
        "patients.Patient", on_delete=models.PROTECT, related_name="invitations"
    )
    # 256 bits, in an address; and for a printed sheet 20 letters that can be typed (docs/adr/0026).
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    email = models.EmailField(_("e-mailed to"), blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey("clinic.User", on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"Invitation {self.pk}"

    @property
    def is_usable(self) -> bool:
        return not self.used_at and not self.revoked_at and self.expires_at > timezone.now()
