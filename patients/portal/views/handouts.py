from django.http import Http404, HttpResponse
from django.utils.translation import get_language

from clinic import trail
from clinic.languages import spoken
from clinic.views.paper import pdf_response
from patients.actions.handouts import print_handout
from patients.models import Program
from patients.portal.access import PortalRequest, portal_view
from patients.printing import for_paper
from routines.handouts import Options


@portal_view
def handout(request: PortalRequest) -> HttpResponse:
    """The patient's own program as they were given it on paper."""
    programs = Program.objects.for_clinic(request.clinic).of_patient(request.patient)
    program = for_paper(programs.shown_to_patients())
    if program is None or program.current is None:
        raise Http404
    options = Options(paper=request.clinic.paper, language=spoken(get_language() or ""))
    trail.told_by_an_action(request)
    return pdf_response(
        request,
        lambda: print_handout(program=program, options=options, by=request.user),
        filename=f"hipwise-p{program.pk}-v{program.current.number}.pdf",
    )
