"""The log says what happened where, and nothing of anybody."""

import json
import logging
import sys

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from clinic.csp_reports import Allowance
from clinic.logs import ALLOWED, JsonLines
from clinic.models import User
from tests.attackers import EVERY_ROUTE, Attacker, fill
from tests.malformed import forms_on

KEYS = {"at", "level", "logger", "request", "event", "error", "place", "raised", "sqlstate"}


def line_of(level=logging.ERROR, name="django.request", text="%s", args=(), error=None, **extra):
    try:
        if error is not None:
            raise error
    except (ValueError, IntegrityError):
        info = sys.exc_info()
    else:
        info = None
    record = logging.getLogger(name).makeRecord(
        name, level, "x", 1, text, args, info, extra=extra or None
    )
    return json.loads(JsonLines().format(record))


def test_an_error_is_its_type_and_place():
    line = line_of(error=ValueError("Ana Muñoz"), text="Failed: %s", args=("/?q=Ana",))
    assert line["error"] == "ValueError"
    assert line["place"].startswith("tests/clinic/test_logs.py:")
    assert line["event"] == "Failed: %s"
    assert "Ana" not in json.dumps(line)


def test_words_of_others_are_left_out():
    assert "event" not in line_of(text="Not Found: /invitation/secret/")


def test_only_known_keys_are_kept():
    line = line_of(name="hipwise.x", text="it was", patient="Ana", status=200, route="front")
    assert line["event"] == "it was"
    assert (line["status"], line["route"]) == (200, "front")
    assert "Ana" not in json.dumps(line)


@pytest.mark.django_db
def test_an_error_of_the_database_is_told_by_its_code():
    User.objects.create_user("ana@elm.example")
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        User.objects.create_user("ana@elm.example")
    line = line_of(error=refused.value)
    code = "23505" if connection.vendor == "postgresql" else "SQLITE_CONSTRAINT_UNIQUE"
    assert (line["error"], line["sqlstate"]) == ("IntegrityError", code)
    assert "ana" not in json.dumps(line)


class Kept(logging.Handler):
    """Keeps what the log would hold."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.setFormatter(JsonLines())
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


@pytest.fixture
def kept():
    """Everything that anybody logs, down to the smallest."""
    handler, names = Kept(), ["", "django", "hipwise.requests"]
    loggers = [logging.getLogger(name) for name in names]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    logging.getLogger("django.template").setLevel(logging.INFO)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    yield handler.lines
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


CANARIES = ("Canary", "canary", "Muñoz", "Mu\\u00f1oz", "555 0100", "1951-03-14", "@elm")


def test_no_line_holds_what_anybody_typed_or_any_key(elm, kept, monkeypatch):
    """Every address and every form, with canaries in all of it, also while everything fails."""
    users = {"c/": elm.owner, "my/": elm.patient_user}
    people = {start: Attacker(user) for start, user in users.items()} | {"": Attacker()}
    kwargs = elm.url_kwargs | {"token": "canary" * 7, "key": "canary-key", "uidb36": "canary"}
    requests = 0
    for broken in (False, True):
        if broken:
            monkeypatch.setattr("clinic.views.trail.TrailForm", _fail)
            monkeypatch.setattr("patients.views.patients.Paginator", _fail)
            monkeypatch.setattr("patients.portal.views.today.progress_on", _fail)
        for route in EVERY_ROUTE:
            person = people.get(route.split("/")[0] + "/", people[""])
            url = fill(route, kwargs)
            page = person.send("", "get", f"{url}?q=Canary&page=Canary&day=Canary")
            requests += 1
            if broken or not page.get("Content-Type", "").startswith("text/html"):
                continue
            for form in forms_on(url, page.content.decode()):
                person.submit("", form, [(name, "Canary") for name, _v in form.fields])
                requests += 1
    assert Client().get("/nowhere/canary/").status_code == 404
    leaks = [line for line in kept if any(canary in line for canary in CANARIES)]
    print(f"\n{requests} requests, {len(kept)} lines, {len(leaks)} canaries")
    assert not leaks
    assert all(json.loads(line).keys() <= KEYS | set(ALLOWED) for line in kept)
    answered = [json.loads(line) for line in kept if '"hipwise.requests"' in line]
    assert len(answered) > requests
    assert {line["status"] for line in answered} >= {200, 302, 404, 405, 500}
    assert any("error" in json.loads(line) for line in kept)


def _fail(*args, **kwargs):
    raise ValueError(f"Canary {args} {kwargs}")


def test_what_was_refused_is_told_by_its_route(elm, caplog, monkeypatch):
    monkeypatch.setattr("clinic.request_log.refused", Allowance(2))
    strict = Client(enforce_csrf_checks=True)
    caplog.set_level("WARNING", "hipwise.requests")
    strict.get("/?a=%00")
    strict.post("/accounts/login/", {"login": "Canary"})
    strict.post("/accounts/login/", {"login": "and one too many"})
    told = [(line.route, line.method, line.status) for line in caplog.records]
    assert told == [("none", "GET", 400), ("account_login", "POST", 403)]
