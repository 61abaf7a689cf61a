"""
Pages of the trail: fifty lines, and never more than so many looked through to find them.

An index leads to the lines of some days and of a patient. Who did what is read line by line: a kind
that is rare would be looked for in all that a clinic has ever done. So a page says how far back it
looked, and the next one goes on from there (docs/adr/0048).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from clinic.forms.trail import TrailForm
from clinic.models import TrailEntry
from clinic.models.trail import TrailQuerySet

PER_PAGE = 50
LOOKED_THROUGH = 20_000  # 15 ms or so


@dataclass(frozen=True)
class TrailPage:
    """
    Lines of the trail, newest first; the next page begins below `older_below`.

    `looked_back_to` is when the last line was written that was looked at, if there are older
    ones that were not.
    """

    entries: Sequence[TrailEntry]
    older_below: int | None = None
    looked_back_to: datetime | None = None

    @classmethod
    def of(cls, lines: TrailQuerySet, form: TrailForm) -> Self:
        """The first page of those of `lines` that the form lets through."""
        near = form.narrow_quickly(lines)
        last = _last_within_reach(near) if form.must_look_through else None
        found = form.narrow_slowly(near.down_to(last) if last else near)
        rows = list(found.select_related("actor")[: PER_PAGE + 1])
        if len(rows) > PER_PAGE:
            return cls(rows[:PER_PAGE], rows[PER_PAGE - 1].pk)
        return cls(rows, last.pk, last.happened_at) if last else cls(rows)


def _last_within_reach(lines: TrailQuerySet) -> TrailEntry | None:
    """The last line that is looked at; None where that is all of them."""
    edge = list(lines.only("happened_at")[LOOKED_THROUGH - 1 : LOOKED_THROUGH + 1])
    return edge[0] if len(edge) == 2 else None
