from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.permissions import Permission, Role, permissions_of
from clinic.tenancy import ClinicQuerySet


class MembershipQuerySet(ClinicQuerySet):
    def of_user(self, user: "models.Model") -> Self:
        return self.filter(user=user)


class Membership(models.Model):
    """A user's role in one clinic."""

    clinic = models.ForeignKey(
        "clinic.Clinic", on_delete=models.PROTECT, related_name="memberships"
    )
    user = models.ForeignKey("clinic.User", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "user"], name="clinic_membership_once_per_user"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="clinic_membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.clinic}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """However somebody comes to work at a clinic, they need a second factor from then on."""
        super().save(*args, **kwargs)
        if not self.user.needs_second_factor:
            self.user.needs_second_factor = True
            self.user.save(update_fields=["needs_second_factor"])

    def can(self, permission: Permission) -> bool:
        return permission in permissions_of(self.role)
