"""From a program to its handout: what is due, what it replaces, what to mind."""

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic import paper
from patients.models import Prescription, Program, ProgramVersion, Screening
from patients.models.program import ProgramQuerySet, Status
from patients.paper_codes import paper_address
from routines.attributes import Attribute
from routines.dose import Side
from routines.handouts import (
    Edition,
    Handout,
    Letterhead,
    Options,
    PrintedDose,
    PrintedPhase,
    PrintedRoutine,
    Span,
)
from routines.models import RoutineStep
from routines.screening import Tier, answers_from, judge

if TYPE_CHECKING:

    class PaperProgram(Program):
        """A program that `for_paper` found."""

        replaced: int | None
        screening_answers: Any

        class Meta:
            proxy = True

else:
    PaperProgram = Program


def for_paper(programs: ProgramQuerySet) -> PaperProgram | None:
    """
    The first of `programs`, with all that a handout says besides its routines; None without one.

    One query, in which the clinic is there once: program, patient and version have the same.
    """
    screenings = Screening.objects.filter(patient=OuterRef("patient")).newest_first()
    earlier = ProgramVersion.objects.activated().filter(
        program=OuterRef("pk"), number__lt=OuterRef("current__number")
    )
    found = programs.select_related("patient", "clinic__logo", "current__activated_by").annotate(
        screening_answers=Subquery(screenings.values("answers")[:1]),
        replaced=Subquery(earlier.order_by("-number").values("number")[:1]),
    )
    program = found.first()
    if program is not None:
        program.patient.clinic = program.clinic
        program.belong_to(program.patient)
    return program


@dataclass(frozen=True, slots=True)
class Window:
    """The weeks of a plan that a handout is for, counted from 1; both ends are in it."""

    first: int
    last: int

    @classmethod
    def of(cls, program: Program, version: ProgramVersion, span: str, today: date) -> "Window":
        """The whole plan, or from today's week to the day before the review."""
        if span == Span.ALL:
            return cls(1, 10_000)
        begins = max(today, program.starts_on)
        ends = max(version.review_on - timedelta(days=1), begins)
        return cls(program.week_on(begins), program.week_on(ends))

    def within(self, weeks: int) -> "Window":
        """The same in a plan of `weeks` weeks: its last week goes on after its end."""
        return Window(min(self.first, weeks), min(self.last, weeks))


def label_of(program: PaperProgram, version: ProgramVersion, options: Options, today: date) -> str:
    """
    A name for the handout that changes whenever anything on it does.

    It is made of one row, so that a handout printed before is found without looking up
    the rest: an activated version and the routines in it never change.
    """
    head = Letterhead.of(program.clinic)
    return paper.digest_of(
        paper.look(),
        words(),
        astuple(replace(head, logo=b"")),
        paper.digest_of(head.logo),
        settings.PUBLIC_URL,
        program.patient.name,
        program.patient.code,
        program.status,
        (version.pk, version.edit, version.activated_at),
        _author(version),
        (program.replaced, program.screening_answers),
        (program.patient.birth_date, program.patient.sex),
        astuple(options),
        Window.of(program, version, options.span, today),
    )


@cache
def words() -> str:
    """A digest of everything that a handout is worded by: templates, code and data."""
    folders = ("routines", "templates/routines", "locale")
    kept = {".py", ".html", ".json", ".mo"}
    files = [
        Path(__file__),
        *(p for f in folders for p in (settings.BASE_DIR / f).rglob("*") if p.suffix in kept),
    ]
    return paper.digest_of(*(paper.digest_of(path.read_bytes()) for path in sorted(files)))


def handout_of(
    program: PaperProgram, version: ProgramVersion, options: Options, today: date
) -> Handout:
    """What is printed of `version` for its patient; `for_paper` finds the program."""
    version.program = program  # it is in our hands already: do not look it up again
    rows = list(
        Prescription.objects.for_clinic(program.clinic_id)
        .filter(phase__version=version)
        .select_related("phase", "routine_version")
        .order_by("phase__position", "position")
    )
    weeks = [row.phase.weeks for row in _one_per_phase(rows)]
    window = Window.of(program, version, options.span, today).within(sum(weeks) or 1)
    phases = list(_phases(rows, window))
    return Handout(
        letterhead=Letterhead.of(program.clinic),
        recipient=program.patient.name,
        edition=_edition(program, version),
        review_on=version.review_on,
        phases=tuple(
            PrintedPhase(first, last, tuple((row.routine_version, row.dose) for row in due))
            for first, last, due in phases
        ),
        routines=_routines(phases),
        address=settings.PUBLIC_URL + paper_address(version),
        note=version.note,
        advice=_advice(program, rows, today),
        not_now=_not_now(program),
        more_weeks_follow=window.last < sum(weeks),
        options=options,
    )


Due = tuple[int, int, list[Prescription]]


def _one_per_phase(rows: Iterable[Prescription]) -> Iterator[Prescription]:
    for _position, same in groupby(rows, key=lambda row: row.phase.position):
        yield next(same)


def _phases(rows: Iterable[Prescription], window: Window) -> Iterator[Due]:
    """Each phase that lies in the window, cut to it: first week, last week, what is due."""
    after = 0
    for _position, due in groupby(rows, key=lambda row: row.phase.position):
        same = list(due)
        before, after = after, after + same[0].phase.weeks
        first, last = max(before + 1, window.first), min(after, window.last)
        if first <= last:
            yield first, last, same


def _routines(phases: Iterable[Due]) -> tuple[PrintedRoutine, ...]:
    doses: dict[int, list[PrintedDose]] = {}
    versions = {}
    for first, last, due in phases:
        for row in due:
            versions[row.routine_version_id] = row.routine_version
            _add(doses.setdefault(row.routine_version_id, []), first, last, row)
    steps: dict[int, list[RoutineStep]] = {}
    for step in RoutineStep.objects.filter(version__in=versions).order_by("version", "position"):
        steps.setdefault(step.version_id, []).append(step)
    return tuple(
        PrintedRoutine(version, tuple(steps.get(pk, ())), tuple(doses[pk]))
        for pk, version in versions.items()
    )


def _add(doses: list[PrintedDose], first: int, last: int, row: Prescription) -> None:
    """Add a dose, or let the same dose of the weeks before go on."""
    for i, earlier in enumerate(doses):
        same = (earlier.dose, earlier.note) == (row.dose, row.note)
        if same and earlier.last_week + 1 == first:
            doses[i] = replace(earlier, last_week=last)
            return
    doses.append(PrintedDose(first, last, row.dose, row.note))


def _edition(program: PaperProgram, version: ProgramVersion) -> Edition:
    at = version.activated_at or version.made_at
    return Edition(
        number=version.number if version.is_activated else 0,
        made_on=timezone.localdate(at, timezone=program.clinic.zone),
        made_by=_author(version),
        replaces=(version.is_activated and program.replaced) or 0,
    )


def _author(version: ProgramVersion) -> str:
    return str(version.activated_by or version.made_by)


def _advice(program: PaperProgram, rows: Iterable[Prescription], today: date) -> tuple[str, ...]:
    """What the screening says to mind, in the patient's words, for the routines prescribed."""
    attributes: frozenset[Attribute] = frozenset()
    attributes = attributes.union(*(row.routine_version.attributes for row in rows))
    findings = judge(
        answers_from(program.screening_answers),
        birth_date=program.patient.birth_date,
        sex=program.patient.sex,
        today=today,
    )
    return tuple(
        str(finding.rule.advice)
        for finding in findings
        if finding.tier is Tier.WARN
        and finding.rule.advice
        and finding.bites(attributes, Side.BOTH)
    )


def _not_now(program: Program) -> str:
    if program.status == Status.PAUSED:
        return _("On hold. Do not do this program until your clinic says so.")
    if program.status in {Status.COMPLETED, Status.STOPPED}:
        return _("This program has ended. Ask your clinic before you do it again.")
    return ""
