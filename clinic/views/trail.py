from django.http import HttpResponse, QueryDict
from django.template.response import TemplateResponse

from clinic.access import StaffRequest, staff_view
from clinic.forms.trail import BIGGEST_ID, TrailForm
from clinic.models import TrailEntry
from clinic.permissions import Permission

PER_PAGE = 50


@staff_view(Permission.TRAIL_VIEW)
def trail_list(request: StaffRequest) -> HttpResponse:
    """Who did what, newest first; older pages begin below a line, so none is ever counted."""
    entries = TrailEntry.objects.for_clinic(request.clinic)
    form = TrailForm(request.GET or None, clinic=request.clinic)
    form.is_valid()
    found = form.narrow(entries) if form.is_bound else entries
    before = number_in(request.GET, "before")
    below = entries.filter(pk=before).first() if before else None
    if below is not None:
        found = found.before(below)
    rows = list(found.select_related("actor")[: PER_PAGE + 1])
    context = {
        "form": form,
        "entries": rows[:PER_PAGE],
        "is_older": below is not None,
        "older_below": rows[PER_PAGE - 1].pk if len(rows) > PER_PAGE else None,
    }
    return TemplateResponse(request, "clinic/trail_list.html", context)


def number_in(query: QueryDict, name: str) -> int:
    """An id in the address, or 0 where it is none."""
    text = query.get(name, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    return number if number <= BIGGEST_ID else 0
