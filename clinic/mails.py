"""Mails of ours: plain text, with nothing in them that others may not read."""

import logging
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

logger = logging.getLogger("hipwise.mail")


def send(template: str, to: str, context: dict[str, Any]) -> bool:
    """
    Send `<template>_subject.txt` and `<template>_message.txt`; say whether that worked.

    Whoever asked for it is told, and may send it again: what it is about is saved already.
    """
    subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
    body = render_to_string(f"{template}_message.txt", context).strip() + "\n"
    try:
        EmailMessage(subject, body, to=[to]).send()
    except OSError:  # all that can go wrong with files, lines and mail servers
        logger.exception("mail not sent")
        return False
    return True


def public_address(view: str, *args: str) -> str:
    """An address as it stands in a mail or on paper."""
    return settings.PUBLIC_URL + reverse(view, args=args)
