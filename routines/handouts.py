"""
A program on paper: a value with everything looked up, then HTML, then PDF.

It knows no request, asks no query while rendering, and fetches nothing from outside.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import segno
from django.conf import settings
from django.db import models
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinic import paper
from clinic.models import Clinic
from clinic.models.clinic import Paper
from routines.attributes import Attribute
from routines.dose import Dose, Side, sessions_due, total_session_seconds
from routines.grids import Grid, grids_for
from routines.models import RoutineStep, RoutineVersion
from routines.stop_signs import EMERGENCIES, WARNINGS, StopSign

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words


class Size(models.TextChoices):
    NORMAL = "normal", _("Normal print, 13 pt")
    LARGE = "large", _("Large print, 18 pt")


class Span(models.TextChoices):
    DUE = "due", _("What is due until the review")
    ALL = "all", _("The whole program")


@dataclass(frozen=True, slots=True)
class Options:
    """How somebody wants it printed."""

    paper: str = Paper.A4
    size: str = Size.NORMAL
    span: str = Span.DUE
    grid: bool = True
    language: str = settings.LANGUAGE_CODE


@dataclass(frozen=True, slots=True)
class PrintedDose:
    """One routine's dose in some weeks of the plan, counted from 1; the patient's note beside it."""

    first_week: int
    last_week: int
    dose: Dose
    note: str = ""

    @property
    def sessions(self) -> int:
        """Sessions prescribed in these weeks: so many rows has the grid."""
        return sessions_due(self.dose, days=7 * (self.last_week - self.first_week + 1))


@dataclass(frozen=True, slots=True)
class PrintedRoutine:
    """One routine: told once, however many phases or sides it is dosed for."""

    version: RoutineVersion
    steps: tuple[RoutineStep, ...]
    doses: tuple[PrintedDose, ...]

    @property
    def side(self) -> Side:
        """The side that all its doses work, or both."""
        sides = {Side(printed.dose.side) for printed in self.doses}
        return sides.pop() if len(sides) == 1 else Side.BOTH

    @property
    def steps_shown(self) -> tuple[RoutineStep, ...]:
        """The steps, without “now the other side” where one side is prescribed."""
        both = self.side is Side.BOTH
        return tuple(step for step in self.steps if both or not step.both_sides_only)

    @property
    def is_long(self) -> bool:
        """Whether its drawings have to give way for all steps to fit one page."""
        return len(self.steps_shown) > 7

    @property
    def has_one_dose(self) -> bool:
        return len(self.doses) == 1

    @property
    def presses_the_belly(self) -> bool:
        return Attribute.BELLY in self.version.attributes


@dataclass(frozen=True, slots=True)
class PrintedPhase:
    """Some weeks of the plan, with what is done in them in order."""

    first_week: int
    last_week: int
    routines: tuple[tuple[RoutineVersion, Dose], ...]

    @property
    def session_seconds(self) -> int:
        return total_session_seconds(dose for _version, dose in self.routines)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose paper it is, and whom to call."""

    name: str
    phone: str
    emergency_number: str
    address: str = ""
    logo: bytes = b""
    logo_width: int = 0
    logo_height: int = 0

    @classmethod
    def of(cls, clinic: Clinic) -> "Letterhead":
        """The clinic's own, with its logo; ask for `logo` in the same query."""
        logo = getattr(clinic, "logo", None)
        return cls(
            name=clinic.name,
            phone=clinic.phone,
            emergency_number=clinic.emergency_number,
            address=clinic.address,
            logo=bytes(logo.png) if logo else b"",
            logo_width=logo.width if logo else 0,
            logo_height=logo.height if logo else 0,
        )

    @property
    def logo_url(self) -> str:
        return f"data:image/png;base64,{b64encode(self.logo).decode()}" if self.logo else ""


@dataclass(frozen=True, slots=True)
class Edition:
    """Which version of the program this is; `number` 0 is a draft."""

    number: int
    made_on: date
    made_by: str
    replaces: int = 0
    replaces_made_on: date | None = None

    @property
    def is_draft(self) -> bool:
        return self.number == 0


@dataclass(frozen=True, slots=True)
class Handout:
    """Everything a printed program shows, and nothing it has to look up."""

    letterhead: Letterhead
    recipient: str
    edition: Edition
    review_on: date
    phases: tuple[PrintedPhase, ...]
    routines: tuple[PrintedRoutine, ...]
    address: str
    note: str = ""
    advice: tuple[str, ...] = ()
    not_now: str = ""
    more_weeks_follow: bool = False
    options: Options = field(default_factory=Options)

    @property
    def language(self) -> str:
        return self.options.language

    @property
    def title(self) -> str:
        return gettext("Program for %(name)s") % {"name": self.recipient}

    @property
    def is_one_routine(self) -> bool:
        return len(self.routines) == 1

    @property
    def side(self) -> Side:
        """The side that the placement map shows: all that is pressed, in any routine."""
        sides = {routine.side for routine in self.routines if routine.presses_the_belly}
        return sides.pop() if len(sides) == 1 else Side.BOTH

    @property
    def presses_the_belly(self) -> bool:
        return any(routine.presses_the_belly for routine in self.routines)

    @property
    def warnings(self) -> Sequence[StopSign]:
        return WARNINGS

    @property
    def emergencies(self) -> Sequence[StopSign]:
        return EMERGENCIES

    @property
    def what_to_do(self) -> "list[tuple[StopSign, Words]]":
        """What to do after each stop sign that is no emergency, with the number to call."""
        number = self.letterhead.emergency_number
        return [(sign, sign.advice(number)) for sign in WARNINGS]

    @property
    def short_address(self) -> str:
        """The address as a person types it: without the protocol and the version."""
        return self.address.split("://")[-1].split("?")[0]

    @property
    def qr_code(self) -> str:
        # A picture of dots, not of lines: laying out its hundreds of lines takes longer.
        code = segno.make(self.address, error="m", micro=False)
        return code.png_data_uri(scale=10, border=2)

    @property
    def grids(self) -> tuple[tuple[PrintedRoutine, PrintedDose, tuple[Grid, ...]], ...]:
        """What to write down, in the order of the weeks."""
        if not self.options.grid:
            return ()
        wanted = sorted(
            ((routine, printed) for routine in self.routines for printed in routine.doses),
            key=lambda pair: pair[1].first_week,
        )
        size, roomy = self.options.size, len(wanted) == 1
        return tuple(
            (routine, printed, grids_for(printed.dose, printed.sessions, size=size, roomy=roomy))
            for routine, printed in wanted
        )

    def html(self) -> str:
        """The page that the press turns into PDF."""
        with translation.override(self.language):
            return render_to_string("routines/handout.html", self._context())

    def pdf(self, *, label: str = "") -> bytes:
        """Tagged PDF, rendered once for this content; may raise clinic.paper's exceptions."""
        return paper.pdf_of(self.html(), label=label)

    def _context(self) -> dict[str, Any]:
        return {"handout": self, "on_paper": True}
