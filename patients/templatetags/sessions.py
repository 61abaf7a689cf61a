"""What a session's line says of it: the same few answers come again and again in a patient's chart."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from patients.models import Prescription, SessionLog, SessionLogItem
from routines.fragments import made_once

register = template.Library()


@register.simple_tag
def how_logged(log: SessionLog) -> SafeString:
    """By whom, whether later, and whether it was corrected."""
    return _how_logged(log.source, log.is_back_filled, log.corrections > 0)


@made_once
def _how_logged(source: str, later: bool, corrected: bool) -> SafeString:
    context = {"log": SessionLog(source=source), "later": later, "corrected": corrected}
    return render_to_string("patients/_how_logged.html", context)


@register.simple_tag
def pains(log: SessionLog) -> SafeString:
    """Pain before and after, and the worst, each 0-10."""
    return _pains(log.pain_before, log.pain_after, log.pain_worst)


@made_once
def _pains(before: int | None, after: int | None, worst: int | None) -> SafeString:
    context = {"before": before, "after": after, "worst": worst}
    return render_to_string("patients/_pains.html", context)


@register.simple_tag
def pressure_felt(item: SessionLogItem) -> SafeString:
    """What was otherwise than prescribed of one routine: the pressure (0-10), or why there is none."""
    band = item.prescription.pressure_low, item.prescription.pressure_high
    return _pressure_felt(item.outcome, item.pressure, *band)


@made_once
def _pressure_felt(outcome: str, pressure: int | None, low: int, high: int) -> SafeString:
    prescription = Prescription(pressure_low=low, pressure_high=high)
    item = SessionLogItem(outcome=outcome, pressure=pressure, prescription=prescription)
    context = {"item": item, "low": low, "high": high}
    return render_to_string("patients/_pressure_felt.html", context)
