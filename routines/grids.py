"""
The blank grid of a handout: one row for each session prescribed, drawn as one picture.

Plain numbers in points, so that a letter of 12 is 12 pt on paper. A picture with a text
alternative is quicker to lay out than a table of hundreds of empty cells.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from routines.dose import Dose, Side

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words

WIDTH = 516  # the text width of A4 with margins of 14 mm
MOST_ROWS = {"normal": 22, "large": 18}
FEW_ROWS = 12  # then each may be higher
ROW = {"normal": (26, 21), "large": (33, 31)}
LETTERS = {"normal": 12, "large": 18}
# Number, date, side, seconds, pressure, pain before and after: wide enough for the words of each
# language. Large letters leave less room for the date.
COLUMN_WIDTHS = {"normal": (34, 96, 84, 84, 88, 65, 65), "large": (38, 76, 80, 88, 90, 72, 72)}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the grid, from `x` on, with its heading and what stands beneath it."""

    x: int
    width: int
    heading: "Words"
    hint: "Words"

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Row:
    """One session to write down; `number` counts from 1."""

    number: int
    top: int
    baseline: float
    box_top: float
    shaded: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows `first` to `last` of the sessions prescribed of one dose."""

    dose: Dose
    first: int
    last: int
    size: str
    roomy: bool

    @property
    def letters(self) -> int:
        return LETTERS[self.size]

    @property
    def head(self) -> int:
        """Points that the two lines of headings take."""
        return round(self.letters * 3.1)

    @property
    def height(self) -> int:
        return self.head + self.row_height * self.row_count

    @property
    def row_count(self) -> int:
        return self.last - self.first + 1

    @property
    def width(self) -> int:
        return WIDTH

    @property
    def columns(self) -> tuple[Column, ...]:
        goal = _("goal %(goal)s")
        hold = goal % {"goal": self.dose.hold}
        pressure = goal % {"goal": f"{self.dose.pressure_low}–{self.dose.pressure_high}"}
        words = (
            ("", ""),
            (_("Date"), ""),
            (_("Side"), ""),
            (_("Seconds"), hold),
            (_("Pressure"), pressure),
            (_("Pain"), _("before")),
            (_("Pain"), _("after")),
        )
        widths = COLUMN_WIDTHS[self.size]
        starts = (sum(widths[:i]) for i in range(len(widths)))
        columns = zip(starts, widths, words, strict=True)
        return tuple(Column(x, width, *said) for x, width, said in columns)

    @property
    def rows(self) -> Iterator[Row]:
        numbers = range(self.first, self.last + 1)
        return (self._row(number, i) for i, number in enumerate(numbers))

    def _row(self, number: int, index: int) -> Row:
        top = self.head + index * self.row_height
        middle = top + self.row_height / 2
        baseline = middle + self.letters * 0.34
        return Row(number, top, baseline, middle - self.box / 2, index % 2 == 1)

    @property
    def headline_baseline(self) -> float:
        return self.letters * 1.3

    @property
    def hint_baseline(self) -> float:
        return self.letters * 2.5

    @property
    def row_height(self) -> int:
        high, low = ROW[self.size]
        return high if self.roomy and self.row_count <= FEW_ROWS else low

    @property
    def inner_width(self) -> float:
        return self.width - 1.2

    @property
    def inner_height(self) -> float:
        return self.height - 1.2

    @property
    def box(self) -> int:
        """How wide a tick box is."""
        return self.letters

    @property
    def ticks(self) -> tuple[tuple[float, "Words"], ...]:
        """What is ticked for each session: the middle of each row of boxes, and what it is for."""
        side = self.columns[2]
        if self.dose.side is Side.BOTH:
            quarter = side.width / 4
            return (side.middle - quarter, _("L")), (side.middle + quarter, _("R"))
        return ((side.middle, _("left") if self.dose.side is Side.LEFT else _("right")),)

    @property
    def boxes(self) -> tuple[float, ...]:
        return tuple(middle - self.box / 2 for middle, _side in self.ticks)


def grids_for(dose: Dose, sessions: int, *, size: str, roomy: bool = False) -> tuple[Grid, ...]:
    """Grids of about equal length, each short enough for a page; `roomy` if it has one to itself."""
    if sessions < 1:
        return ()
    parts = -(-sessions // MOST_ROWS[size])
    ends = [round(sessions * part / parts) for part in range(parts + 1)]
    return tuple(Grid(dose, first + 1, last, size, roomy) for first, last in pairwise(ends))
