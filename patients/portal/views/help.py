from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache

from clinic.access import public_view
from clinic.idle import LONGEST_SECONDS, PATIENT_MINUTES
from patients.portal.access import PortalRequest, portal_view
from patients.portal.advice import advised
from patients.portal.help_topics import ALL, AT_HOME, TOPICS
from routines.stop_signs import EMERGENCIES, WARNINGS

SIGNED_IN_FOR = {"minutes": PATIENT_MINUTES, "hours": LONGEST_SECONDS // 3600}


@portal_view
def help_list(request: PortalRequest) -> HttpResponse:
    """Everything a patient can read up on."""
    return TemplateResponse(request, "portal/help_list.html", {"topics": ALL})


@portal_view
def help_detail(request: PortalRequest, help_topic: str) -> HttpResponse:
    """One topic. Nothing on it is about whoever reads it, but their clinic's number."""
    if help_topic not in TOPICS:
        return redirect("portal:help_list")
    context = {
        "topic": TOPICS[help_topic],
        "others": [topic for topic in ALL if topic.slug != help_topic],
        "warnings": advised(WARNINGS, request.clinic),
        "emergencies": advised(EMERGENCIES, request.clinic),
        "balls": AT_HOME,
        "signed_in_for": SIGNED_IN_FOR,
    }
    return TemplateResponse(request, "portal/help_detail.html", context)


@public_view
@never_cache
def help_entry(request: HttpRequest) -> HttpResponse:
    """How to get in, for who is not in."""
    context = {"topic": TOPICS["entry"], "signed_in_for": SIGNED_IN_FOR}
    return TemplateResponse(request, "portal/help_entry.html", context)
