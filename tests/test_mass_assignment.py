"""
Forms keep what they ask for and nothing else, whatever else is sent along.

Each form of each page is sent as its page shows it, and again with the name of every
column of every table beside it, as the lowest role that may send it: what is kept is the same.
"""

import pytest
from django.apps import apps

from clinic.permissions import Role, permissions_of
from tests.attackers import EVERY_ROUTE
from tests.canaries import APPS, rows
from tests.declared import DOOR, PERMISSION
from tests.matrix import TRAIL, asking_everybody
from tests.test_architecture import ROUTES

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
ROLES = [Role.FRONT_DESK, Role.PRACTITIONER, Role.OWNER]
PERSON = {Role.FRONT_DESK: "front desk", Role.PRACTITIONER: "practitioner", Role.OWNER: "owner"}
WORD = "smuggled"


@pytest.fixture(scope="module")
def asking(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), asking_everybody() as asking:
        yield asking


def lowest(cast, route: str):
    """Who of those that may send a form may do the least otherwise."""
    view = ROUTES[route].name if route in ROUTES else ""
    if view in PERMISSION:
        role = next(role for role in ROLES if PERMISSION[view] in permissions_of(role))
        return cast.person(PERSON[role])
    return cast.person("anonymous" if DOOR.get(view) == "public" else "patient")


def smuggled(cast, form) -> list[tuple[str, str]]:
    """Every column's name that the form has not, with a value that would do harm."""
    asked = {name for name, _value in [*form.fields, *form.buttons]} | set(form.files)
    harm = {
        "clinic": cast.oak.clinic.pk,
        "user": cast.oak.owner.pk,
        "patient": cast.ben_kwargs["patient_id"],
        "program": cast.ben_kwargs["program_id"],
        "role": "owner",
        "pk": cast.oak.patient.pk,
        "id": cast.oak.patient.pk,
    }
    names = {"pk", "is_staff", "is_superuser", "is_active", "groups", "user_permissions"} | {
        name
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.concrete_fields
        for name in (field.name, field.attname)
    }
    values = {name: str(harm.get(name.removesuffix("_id"), value_for(name))) for name in names}
    return [(name, values[name]) for name in sorted(names - asked - ASKED_BUT_HIDDEN)]


# Fields of forms that their page shows only at times: what they keep is theirs to keep.
ASKED_BUT_HIDDEN = {"note", "answers", "stop_signs", "done_on", "language"}
ASKED_BUT_HIDDEN |= {"held", "pressure", "turn"}  # on other screens of a guided session


def value_for(name: str) -> str:
    if name.startswith(("is_", "has_", "found_", "showed_", "knows_")):
        return "on"
    return "1999-09-09" if name.endswith(("_at", "_on", "_date")) else WORD


def kept(asking, person, form, fields) -> dict[tuple[str, str], set[str]]:
    """What came to stand in which column, once the form was sent."""
    seen: dict[tuple[str, str], set[str]] = {}

    def look():
        for key, values in rows().items():
            before = asking.before.get(key, {})
            for column, value in values.items():
                if key[0] != TRAIL and before.get(column) != value:
                    seen.setdefault((key[0], column), set()).add(repr(value))

    asking.send(person, "POST", form.action, form, fields, then=look)
    return seen


@pytest.mark.parametrize("route", EVERY_ROUTE)
def test_what_was_not_asked_for_is_not_kept(asking, route):
    for form in asking.cast.sent_to.get(route, []):
        person = lowest(asking.cast, route)
        once, again = (kept(asking, person, form, form.fields) for _time in range(2))
        more = kept(asking, person, form, [*form.fields, *smuggled(asking.cast, form)])
        by_chance = {column for column in once if once[column] != again.get(column)}
        other = {
            column: more.get(column)
            for column in once.keys() | more.keys()
            if once.get(column) != more.get(column) and column not in by_chance
        }
        assert not other, f"{person.name} {form.action}: {other}"
        assert not any(WORD in value for values in more.values() for value in values)
