"""
A form that has to wait until its writer has shown again who they are.

It waits in the writer's own session, is handed back to the same person only, and goes to its
address like any other form, by a press of the writer's: nothing is done behind their back.
"""

import re
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest

SESSION_KEY = "kept_form"
KEPT_SECONDS = 12 * 60 * 60
# Keys are typed anew: they are kept nowhere and shown to nobody.
SECRET = re.compile(r"password|^code$")


@dataclass(frozen=True)
class KeptForm:
    """What was typed, where it was to go, and the page it stood on."""

    address: str
    typed: list[tuple[str, str]]
    back: str


def typed_in(request: HttpRequest) -> list[tuple[str, str]]:
    """Names and values of a form as they were sent, in their order; without what is a key."""
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and not SECRET.search(name)
    ]


def keep_form(request: HttpRequest, *, owner: int | None) -> None:
    """Put the form of this request by for a user; pictures in it have to be chosen again."""
    request.session[SESSION_KEY] = {
        "address": request.get_full_path(),
        "typed": typed_in(request),
        "back": _page_before(request),
        "owner": owner,
        "at": time.time(),
    }


def kept_form(request: HttpRequest) -> KeptForm | None:
    """The form that waits for whoever is signed in; somebody else's is thrown away."""
    kept: dict[str, Any] | None = request.session.get(SESSION_KEY)
    if kept is None:
        return None
    if kept["owner"] != request.user.pk or not 0 <= time.time() - kept["at"] < KEPT_SECONDS:
        del request.session[SESSION_KEY]
        return None
    return KeptForm(kept["address"], kept["typed"], kept["back"])


def forget_sent_form(request: HttpRequest) -> None:
    """The form that waited has come: it need not wait any longer."""
    kept = request.session.get(SESSION_KEY)
    if kept is not None and kept["address"] == request.get_full_path():
        del request.session[SESSION_KEY]


def _page_before(request: HttpRequest) -> str:
    """The page of ours that the form was on; the start page where the browser does not tell."""
    before = urlsplit(request.headers.get("Referer", ""))
    if before.netloc != request.get_host() or not before.path.startswith("/"):
        return "/"
    return before.path
