"""What somebody asks for, what came of it, and what had to."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any
from urllib.parse import unquote_plus

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import override_settings

from clinic.models import TrailEntry
from clinic.permissions import permissions_of
from tests.attackers import OURS
from tests.canaries import CANARY, NOISE, Key, rows, text_of
from tests.cast import Cast, Ids, Person
from tests.conftest import World
from tests.declared import BUTTONS, DOOR, PERMISSION
from tests.malformed import MULTIPART, Fields, HtmlForm, encoded, multipart
from tests.test_architecture import ROUTES

HOURS = 8 * 60 * 60  # seconds
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
TAKEN = {"GET", "HEAD", "POST"}
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
TRAIL = "clinic_trailentry"


class Answer(Enum):
    LET_IN = auto()
    SIGN_IN = auto()
    REFUSED = auto()
    NOT_FOUND = auto()
    WRONG_METHOD = auto()
    FAILURE = auto()


@dataclass
class Sent:
    """One request, and all that came of it: `changes` are rows with whose they are."""

    person: Person
    method: str
    url: str
    body: bytes
    response: HttpResponse
    written: set[str] = field(default_factory=set)
    changes: set[tuple[str, str | None]] = field(default_factory=set)
    ties: set[str] = field(default_factory=set)

    @property
    def answer(self) -> Answer:
        status = self.response.status_code
        location = self.response.get("Location", "")
        if status in {301, 302, 303} and location.startswith("/accounts/login/"):
            return Answer.SIGN_IN
        if status == 403 and self.person.user is None:
            return Answer.SIGN_IN  # the form comes back, to be sent again after signing in
        named = {403: Answer.REFUSED, 404: Answer.NOT_FOUND, 405: Answer.WRONG_METHOD}
        return named.get(status, Answer.FAILURE if status >= 500 else Answer.LET_IN)

    def leaks(self) -> set[str]:
        """Whose words are in the body that this person may not read, and did not send."""
        seen = words_in(text_of(self.response)) - words_in(unquote_plus(self.body.decode()))
        return {CANARY.match(word)[1] for word in seen} - self.person.sees

    def foreign_changes(self) -> set[tuple[str, str | None]]:
        """What was changed that is not this person's to change."""
        return {
            (table, owner)
            for table, owner in self.changes
            if owner is not None
            and (
                owner not in self.person.sees
                or (owner == "elm" and self.person.patient and table != TRAIL)
            )
        }

    def __str__(self) -> str:
        return f"{self.person.name} {self.method} {self.url}: {self.response.status_code}"


def words_in(text: str) -> set[str]:
    return {text[found.start() : found.end()] for found in CANARY.finditer(text)}


@contextmanager
def asking_everybody() -> Iterator["Asking"]:
    """The same people for many requests; on a slow machine their sign-in stays fresh as long."""
    with override_settings(ACCOUNT_REAUTHENTICATION_TIMEOUT=HOURS), transaction.atomic():
        yield Asking(Cast(World))
        transaction.set_rollback(True)


class Asking:
    """Sends requests and takes each back once it is answered, so that nothing ever changes."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.before = rows()
        self.last_line = max((pk for table, pk in self.before if table == TRAIL), default=0)

    def send(
        self,
        person: Person,
        method: str,
        url: str,
        form: HtmlForm | None = None,
        fields: Fields | None = None,
        then: Callable[[], None] | None = None,
    ) -> Sent:
        body, kind = b"", "application/x-www-form-urlencoded"
        if form is not None:
            values = form.fields if fields is None else fields
            body = encoded(values).encode()
            if form.has_files:
                body, kind = multipart(values, []), MULTIPART
        written: set[str] = set()

        def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            write = WRITES.match(sql)
            if write and write[1].lower() not in NOISE:
                written.add(write[1].lower())
            return execute(sql, params, many, context)

        cookies = deepcopy(person.client.cookies)
        with transaction.atomic():
            with connection.execute_wrapper(watch):
                response = person.client.generic(method, url, data=body, content_type=kind, **OURS)
            sent = Sent(person, method, url, body, response, written)
            self._see(sent)
            if then:
                then()
            transaction.set_rollback(True)
        person.client.cookies = cookies
        return sent

    def _see(self, sent: Sent) -> None:
        """What is different now, and whose it is."""
        if not sent.written:
            return
        if sent.written == {TRAIL}:
            lines = TrailEntry.objects.filter(pk__gt=self.last_line).values()
            after: dict[Key, Any] = {(TRAIL, line["id"]): line for line in lines}
            touched = set(after)
        else:
            after = rows()
            every = self.before.keys() | after.keys()
            touched = {key for key in every if self.before.get(key) != after.get(key)}
        marks, both = self.cast.marks, self.before | after
        sent.changes = {(key[0], marks.owner_of(key, both)) for key in touched}
        sent.ties = {key[0] for key in touched if len(marks.ties(key, both)) > 1}


def expected(route: str, person: Person, method: str, ids: Ids) -> Answer:
    """The whole rule: the method, the door, its permission, and whose record it is."""
    view = ROUTES[route].name
    door = DOOR[view]
    if method not in TAKEN:
        return Answer.WRONG_METHOD
    if person.user is None and door != "public":
        return Answer.SIGN_IN
    if door == "staff":
        if person.clinic != "elm" or person.role is None:
            return Answer.NOT_FOUND
        if PERMISSION[view] not in permissions_of(person.role):
            return Answer.REFUSED
    if door == "portal" and not person.patient:
        return Answer.NOT_FOUND
    if view in BUTTONS.split() and method != "POST":
        return Answer.WRONG_METHOD
    has_ids = bool(set(ids.kwargs) - {"clinic_slug"})
    if has_ids and not is_theirs(door, person, ids.of):
        return Answer.NOT_FOUND
    return Answer.LET_IN


def is_theirs(door: str, person: Person, owner: str) -> bool:
    """Whether a record is one that this person could open."""
    if door == "portal":
        return owner == person.patient
    return bool(owner) if door == "public" else owner in person.sees
