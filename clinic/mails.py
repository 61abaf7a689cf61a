"""Mails of ours: plain text, with nothing in them that others may not read."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from clinic import outbox
from clinic.languages import spoken
from clinic.models import Mail


def send(
    template: str,
    to: str,
    context: dict[str, Any],
    *,
    valid: timedelta = outbox.VALID,
    row: models.Model | None = None,
    headers: dict[str, str] | None = None,
    language: str = "",
) -> Mail:
    """
    Have `<template>_subject.txt` and `<template>_message.txt` sent, with what was saved just now.

    After `valid` it is of no use and is sent no more; `row` is what it is about, for pages that
    tell how it went. It speaks `language`, that of whoever reads it; or else that of the page.
    """
    with translation.override(spoken(language, translation.get_language() or "")):
        subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
        body = render_to_string(f"{template}_message.txt", context).strip() + "\n"
    return outbox.put(
        kind=template, to=to, subject=subject, body=body, valid=valid, row=row, headers=headers
    )


def newest_of(rows: list[Any]) -> dict[int, Mail]:
    """The newest mail about each of the rows (of one model) by the row's id, to tell how it went."""
    return Mail.objects.newest_of(rows)


def newest_about(row: models.Model, template: str) -> Mail | None:
    """The newest mail of one template about a row, to tell how it went."""
    return Mail.objects.of(row).filter(kind=template).order_by("made_at", "pk").last()


def public_address(view: str, *args: str) -> str:
    """An address as it stands in a mail or on paper."""
    return settings.PUBLIC_URL + reverse(view, args=args)
