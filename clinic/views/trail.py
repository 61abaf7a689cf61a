import json
from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clinic.access import StaffRequest, staff_view
from clinic.csv_export import csv_response
from clinic.forms.trail import BIGGEST_ID, TrailForm
from clinic.models import TrailEntry
from clinic.permissions import Permission
from clinic.trail import record, viewed
from clinic.trail_names import kind_in_words
from clinic.trail_pages import TrailPage

LINES_AN_EXPORT = 50_000


@staff_view(Permission.TRAIL_VIEW)
def trail_list(request: StaffRequest) -> HttpResponse:
    """Who did what, newest first; older pages begin below a line, so none is ever counted."""
    entries = TrailEntry.objects.for_clinic(request.clinic)
    form = TrailForm(request.GET or None, clinic=request.clinic)
    form.is_valid()
    before = number_in(request.GET, "before")
    below = entries.filter(pk=before).first() if before else None
    page = TrailPage.of(entries.before(below) if below else entries, form)
    viewed(
        request,
        "clinic.trail_opened",
        subject=request.clinic,
        patient_id=form.values.get("patient"),
        count=len(page.entries),
    )
    context = {
        "form": form,
        "entries": page.entries,
        "is_older": below is not None,
        "older_below": page.older_below,
        "looked_back_to": page.looked_back_to,
    }
    return TemplateResponse(request, "clinic/trail_list.html", context)


@staff_view(Permission.TRAIL_VIEW, fresh=True)
@require_POST
def trail_export(request: StaffRequest) -> HttpResponse:
    """The lines that the filter lets through, as a table for a spreadsheet."""
    form = TrailForm(request.POST, clinic=request.clinic)
    form.is_valid()
    found = form.narrow(TrailEntry.objects.for_clinic(request.clinic)).select_related("actor")
    lines = list(found[: LINES_AN_EXPORT + 1])
    if form.errors or len(lines) > LINES_AN_EXPORT:
        messages.error(
            request,
            _("Not exported: choose days between which there are at most %(most)d lines.")
            % {"most": LINES_AN_EXPORT},
        )
        return redirect("trail_list", request.clinic.slug)
    record(
        "clinic.trail_exported",
        subject=request.clinic,
        clinic=request.clinic,
        by=request.user,
        patient_id=form.cleaned_data.get("patient"),
        count=len(lines),
    )
    headings = [
        _("When"),
        _("Who"),
        _("Account"),
        _("What"),
        _("Patient"),
        _("Record"),
        _("Details"),
    ]
    return csv_response(headings, rows_of(request, lines), filename="hipwise-trail.csv")


def rows_of(request: StaffRequest, lines: list[TrailEntry]) -> Iterator[list[object]]:
    for line in lines:
        yield [
            line.happened_at.astimezone(request.clinic.zone).isoformat(timespec="seconds"),
            line.actor or "Hipwise",
            line.actor_id,
            kind_in_words(line.action),
            line.patient_id,
            f"{line.subject_type} {line.subject_id}",
            json.dumps(line.details) if line.details else "",
        ]


def number_in(query: QueryDict, name: str) -> int:
    """An id in the address, or 0 where it is none."""
    text = query.get(name, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    return number if number <= BIGGEST_ID else 0
