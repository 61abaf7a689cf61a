"""Small marks that say how somebody or something stands; the same on every page that lists them."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from patients.models import Program
from patients.models.patient_queryset import Attention
from routines.fragments import made_once

register = template.Library()


@register.simple_tag
@made_once
def attention_badge(attention: Attention) -> SafeString:
    """Why to look at a patient first, if there is a reason."""
    return render_to_string("patients/_attention.html", {"attention": attention})


@register.simple_tag
def program_status(program: Program) -> SafeString:
    """How a program stands, with the reason of a pause."""
    return _program_status(program.status, program.pause_reason)


@made_once
def _program_status(status: str, pause_reason: str) -> SafeString:
    program = Program(status=status, pause_reason=pause_reason)
    return render_to_string("patients/_program_status.html", {"program": program})
