from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template.response import TemplateResponse

from patients.measure_chart import measure_charts
from patients.models import Measurement, Program, SessionLog
from patients.models.program import Status
from patients.pain_chart import pain_chart
from patients.portal.access import PortalRequest, portal_view
from patients.portal.progress_page import progressed
from patients.progress import Progress, progress_on

SESSIONS_A_PAGE = 10
SESSIONS_IN_THE_CHART = 60


@portal_view
def history(request: PortalRequest) -> HttpResponse:
    """Days, weeks and sessions; pain and measures over time."""
    today = request.clinic.today()
    logs = SessionLog.objects.for_clinic(request.clinic).of_patient(request.patient)
    page = Paginator(logs.with_items(), SESSIONS_A_PAGE).get_page(request.GET.get("page"))
    told = logs.values_list("done_on", "pain_before", "pain_after")[:SESSIONS_IN_THE_CHART]
    measured = Measurement.objects.for_clinic(request.clinic).of_patient(request.patient)
    program = Program.objects.for_clinic(request.clinic).shown_to(request.patient)
    context = {
        "page_obj": page,
        "today": today,
        "chart": pain_chart(reversed(told)),
        "measures": measure_charts(measured),
        "program": program,
        "progress": _this_week(request, program),
        "went": program and progressed(program, today, request.GET.get("month", "")),
    }
    return TemplateResponse(request, "portal/history.html", context)


def _this_week(request: PortalRequest, program: Program | None) -> list[Progress]:
    today = request.clinic.today()
    if program is None or program.status != Status.ACTIVE or program.starts_on > today:
        return []
    return progress_on(today, program, program.prescriptions_on(today).with_routine())
