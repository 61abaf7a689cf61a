from typing import Self

from django.db import models
from django.utils import timezone


class FirstOwnerKeyQuerySet(models.QuerySet):
    def usable(self) -> Self:
        return self.filter(used_at=None, expires_at__gt=timezone.now())


class FirstOwnerKey(models.Model):
    """A one-time address, printed on the console, with which a first owner opens their clinic."""

    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = FirstOwnerKeyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Key of {self.made_at:%Y-%m-%d %H:%M}"
