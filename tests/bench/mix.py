"""A day at a clinic: what patients and staff ask for, and how often."""

import random
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import count
from typing import Any
from uuid import uuid4

from tests.bench.pages import chart
from tests.bench.served import Installation, Server

LOG, SIGN_IN = "/my/log/", "/accounts/login/"
# Of a hundred requests; an edit and a sign-in are two each, the page and its form.
SHARES = {
    "program": 60,
    "log": 15,
    "list": 7,
    "chart": 8,
    "edit": 5,
    "handout": 3,
    "sign_in": 2,
}
_numbers = count()


class Mix:
    """A patient and a practitioner with a browser each."""

    def __init__(self, place: Installation, server: Server) -> None:
        self.place, self.server = place, server
        self.number = next(_numbers)
        self.who = place.facts["visitors"][self.number % len(place.facts["visitors"])]
        self.patient = server.visitor(self.who["portal"])
        self.staff = server.visitor(place.facts["staff"])
        self.random = random.Random(self.number)
        self.patient.get(LOG)
        self.handout()  # as it is laid out ahead when a version is activated

    def one(self) -> str:
        """One request of the mix, and which it was."""
        (name,) = self.random.choices([*SHARES], [*SHARES.values()])
        ask: Callable[[], float] = getattr(self, name)
        ask()
        return name

    def program(self) -> float:
        return self.patient.get("/my/")

    def log(self) -> float:
        typed = self.place.session_typed(self.who["prescriptions"]) | {"key": str(uuid4())}
        return self.patient.post(LOG, typed)

    def list(self) -> float:
        return self.staff.get(self.place.staff("patients/"))

    def chart(self) -> float:
        return self.staff.get(chart(self.place))

    def edit(self) -> float:
        """Each practitioner edits a record that nobody else does."""
        record = self.place.facts["patient"] + 200 + 5 * self.number  # none of these is varied
        address = self.place.staff(f"patients/{record}/edit/")
        shown = self.staff.get(address)
        typed = filled_in(self.staff.body_text) | {"note": f"Seen {uuid4()}"}
        return max(shown, self.staff.post(address, typed))

    def handout(self) -> float:
        number = self.place.facts["program"] + self.number % 20
        return self.staff.get(self.place.staff(f"programs/{number}/handout.pdf"))

    def sign_in(self) -> float:
        typed = {name: self.place.facts[name] for name in ("login", "password")}
        visitor = self.server.visitor()
        shown = visitor.get(SIGN_IN)
        return max(shown, visitor.post(SIGN_IN, typed))


def filled_in(html: str) -> dict[str, str]:
    """What stands in the fields of the form of a page that has the most of them."""
    reader = _Fields()
    reader.feed(html)
    return max(reader.forms, key=len)


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
        elif tag == "select":
            self._select = said.get("name", "")
        elif tag == "textarea":
            self._area = said.get("name", "")
        elif tag == "option" and "selected" in said:
            self.forms[-1][self._select] = said.get("value", "")
        elif tag == "input" and "name" in said:
            is_box = said.get("type") in {"checkbox", "radio"}
            if not is_box or "checked" in said:
                self.forms[-1][said["name"]] = said.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1][self._area] = data.lstrip("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
