from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clinic import paper
from clinic.csv_export import csv_response
from clinic.views.paper import pdf_response
from patients.actions.own_data import take_own_data
from patients.changes import SIDES
from patients.models.session_log import Outcome
from patients.portal.access import PortalRequest, portal_view
from routines.dose import Side

SESSIONS_ON_PAPER = 200  # what is older is in the other files
WORDS = {**{one.value: one.label for one in Outcome}, **{side.value: SIDES[side] for side in Side}}


@portal_view
def own_data(request: PortalRequest) -> HttpResponse:
    """What a patient can take along, and in which forms."""
    return TemplateResponse(request, "portal/own_data.html", {})


@portal_view
@require_POST
def own_data_pdf(request: PortalRequest) -> HttpResponse:
    """Own data to read and print: tagged, and kept by nobody but the patient."""

    def print_it() -> bytes:
        with transaction.atomic():
            data = take_own_data(patient=request.patient, form="pdf", by=request.user)
            return paper.pdf_once(
                render_to_string(
                    "portal/own_data_paper.html", _on_paper(data, request.clinic.paper)
                )
            )

    response = pdf_response(request, print_it, filename="hipwise-my-data.pdf")
    if response.status_code == 200:
        response["Content-Disposition"] = 'attachment; filename="hipwise-my-data.pdf"'
    return response


@portal_view
@require_POST
def own_data_csv(request: PortalRequest) -> HttpResponse:
    """Sessions as a table for a spreadsheet: a row for each routine."""
    data = take_own_data(patient=request.patient, form="csv", by=request.user)
    headings = [
        _("Day"),
        _("Routine"),
        _("Side"),
        _("Done"),
        _("Seconds held"),
        _("Pressure felt"),
        _("Pressure from"),
        _("Pressure to"),
        _("Pain before"),
        _("Worst pain during"),
        _("Pain after"),
        _("Warning signs"),
        _("Note"),
    ]
    return csv_response(headings, _rows(data), filename="hipwise-my-sessions.csv")


@portal_view
@require_POST
def own_data_json(request: PortalRequest) -> HttpResponse:
    """Everything for another program to read, in a documented shape."""
    data = take_own_data(patient=request.patient, form="json", by=request.user)
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="hipwise-my-data.json"'
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, no_store=True)
    return response


def _rows(data: dict[str, Any]) -> Iterator[list[object]]:
    for session in data["sessions"]:
        said = [session[name] for name in ("pain_before", "pain_worst", "pain_after")]
        said += [" ".join(session["warning_signs"]), session["note"]]
        nothing = {
            "routine": "",
            "side": "",
            "outcome": "",
            "seconds_held": "",
            "pressure_felt": "",
        }
        for one in session["routines"] or [nothing | {"pressure_prescribed": ["", ""]}]:
            names = ("routine", "side", "outcome", "seconds_held", "pressure_felt")
            done = [WORDS.get(one[name], one[name]) for name in names]
            yield [session["day"], *done, *one["pressure_prescribed"], *said]


def _phases(prescribed: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What was prescribed by version and phase, with the weeks that each phase was for."""
    version, week = None, 1
    for (number, _phase), rows in groupby(prescribed, key=itemgetter("version", "phase")):
        routines = [one | {"side": WORDS[one["side"]]} for one in rows]
        first = 1 if number != version else week
        version, week = number, first + routines[0]["weeks"]
        yield {"version": number, "first": first, "last": week - 1, "routines": routines}


def _on_paper(data: dict[str, Any], size: str) -> dict[str, Any]:
    """The same with days as days and outcomes in words, and no more than a press can lay out."""
    sessions = [
        session
        | {
            "day": parse_date(session["day"]),
            "routines": [one | {"outcome": WORDS[one["outcome"]]} for one in session["routines"]],
        }
        for session in data["sessions"][:SESSIONS_ON_PAPER]
    ]
    return data | {
        "paper": size,
        "language": get_language() or "en",
        "made_on": parse_date(data["made_on"]),
        "born": parse_date(data["patient"]["birth_date"]),
        "sessions": sessions,
        "sessions_left_out": len(data["sessions"]) - len(sessions),
        "programs": [
            program
            | {
                "starts_on": parse_date(program["starts_on"]),
                "ended_on": program["ended_on"] and parse_date(program["ended_on"]),
                "phases": list(_phases(program["prescribed"])),
            }
            for program in data["programs"]
        ],
        "measures": [one | {"day": parse_date(one["day"])} for one in data["measures"]],
        "devices": [
            one | {name: parse_datetime(one[name]) for name in ("marked_at", "seen_at")}
            for one in data["devices"]
        ],
    }
