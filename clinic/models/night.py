from django.db import models


class Night(models.Model):
    """A night whose jobs were enqueued: the database lets only one worker do it."""

    day = models.DateField(unique=True)

    def __str__(self) -> str:
        return self.day.isoformat()
