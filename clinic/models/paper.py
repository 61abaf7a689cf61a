from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.utils import timezone

# Kept for as long as somebody may print it again; made anew when asked for later.
KEPT_DAYS = 30
KEPT_AT_MOST = 2_000


class RenderedPaperQuerySet(models.QuerySet):
    def outdated(self) -> Self:
        """What is too old to keep, and beyond the newest two thousand."""
        newest = self.order_by("-made_at").values("made_at")
        last = newest[KEPT_AT_MOST : KEPT_AT_MOST + 1]
        return self.filter(
            models.Q(made_at__lt=timezone.now() - timedelta(days=KEPT_DAYS))
            | models.Q(made_at__lte=models.Subquery(last))
        )


class RenderedPaper(models.Model):
    """
    The bytes of a PDF under the digest of what it shows, so that nobody renders it twice.

    `label` names what it was last asked for as: finding it there saves making its HTML.
    Every row can be made again and is nobody's record: it may be deleted at any time.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    label = models.CharField(max_length=64, db_index=True)
    pdf = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects: Any = RenderedPaperQuerySet.as_manager()

    def __str__(self) -> str:
        return self.digest[:12]
