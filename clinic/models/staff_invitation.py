from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.permissions import Role
from clinic.tenancy import ClinicOwned, ClinicQuerySet

SHOWN_DAYS = 30  # how long one that nobody used stands on the staff page


class StaffInvitationQuerySet(ClinicQuerySet):
    def waiting(self) -> Self:
        """Neither used nor taken back; its hours may be over, and then it can be sent again."""
        since = timezone.now() - timedelta(days=SHOWN_DAYS)
        return self.filter(used_at=None, revoked_at=None, made_at__gt=since)

    def usable(self) -> Self:
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now())


class StaffInvitation(ClinicOwned):
    """An e-mailed address that lets somebody work at a clinic, in one role, once. Kept hashed."""

    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey("clinic.User", on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(
        "clinic.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = StaffInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["clinic", "-made_at"], name="clinic_staffinvite_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="clinic_staffinvite_role_known"
            ),
            models.CheckConstraint(
                condition=models.Q(used_at=None, used_by=None)
                | models.Q(used_at__isnull=False, used_by__isnull=False),
                name="clinic_staffinvite_used_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation {self.pk} to {self.clinic}"

    @property
    def is_usable(self) -> bool:
        return not self.used_at and not self.revoked_at and self.expires_at > timezone.now()
