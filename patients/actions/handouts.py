"""Handouts: a name on paper is a disclosure, so the trail says who printed which version."""

from datetime import date

from django.utils import translation

from clinic import paper, trail
from clinic.models import User
from patients.models import ProgramVersion
from patients.printing import PaperProgram, handout_of, label_of
from routines.handouts import Handout, Options


def make_handout(
    *, program: PaperProgram, version: ProgramVersion, options: Options, today: date
) -> Handout:
    """The handout of one version, draft or not; `for_paper` finds the program."""
    with translation.override(options.language):
        return handout_of(program, version, options, today)


def lay_out_handout(*, program: PaperProgram, options: Options) -> tuple[ProgramVersion, bytes]:
    """The version that is followed and its PDF, made unless it is kept; nobody sees it yet."""
    version, today = program.current, program.clinic.today()
    if version is None:
        raise ValueError("a draft is not printed: activate it first")
    label = label_of(program, version, options, today)
    pdf = paper.kept(label)
    if pdf is None:
        handout = make_handout(program=program, version=version, options=options, today=today)
        pdf = handout.pdf(label=label)
    return version, pdf


def print_handout(*, program: PaperProgram, options: Options, by: User) -> bytes:
    """
    The version that is followed, as PDF.

    The trail is written once there is paper: a page that could not be made discloses
    nothing. May raise `clinic.paper.Busy` and `clinic.paper.PaperError`.
    """
    version, pdf = lay_out_handout(program=program, options=options)
    trail.record(
        "patients.handout_printed",
        subject=program,
        clinic=program.clinic,
        by=by,
        patient_id=program.patient_id,
        version=version.number,
        paper=options.paper,
        size=options.size,
        span=options.span,
        grid=options.grid,
        language=options.language,
    )
    return pdf
