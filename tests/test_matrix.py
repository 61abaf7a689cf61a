"""
Every address, every person, every method, every kind of id.

What has to come back follows from the door, its permission and its methods
(tests/declared.py, tests/matrix.py). Nothing of another clinic or another patient may be
read, nothing of theirs may change, and whoever only looks changes nothing at all.
"""

from dataclasses import replace

import pytest

from clinic.access import AUDIENCE, PERMISSION
from clinic.fresh import FRESH
from tests import declared
from tests.attackers import EVERY_ROUTE
from tests.cast import Ids, address
from tests.declared import DOOR
from tests.matrix import METHODS, TAKEN, TRAIL, Answer, asking_everybody, expected
from tests.test_architecture import ROUTES
from tests.test_malformed import some

pytestmark = pytest.mark.django_db
# Pages of django-allauth: which of them need a sign-in, it says itself.
ALLAUTH_ROUTES = [route for route in EVERY_ROUTE if route.startswith("accounts/")]
# Pages opened by a key that the session keeps: they name the clinic to whoever holds it, and a
# form sent there hands the record over to them. What it may change is held by its own tests.
KEYS = {
    "invitation_accept": "invitation",
    "staff_invitation_accept": "staff_invitation",
    "first_owner_create": "first_owner",
}
# Addresses that are such a key: whatever it is, they lead to the page.
OPENERS = {"invitation_open", "staff_invitation_open", "first_owner_open"}
# What looking may write: django-allauth notes the address of an account that has none noted yet.
NOTED = {TRAIL, "account_emailaddress"}
NAMES = [entry.name for entry in ROUTES.values()]
MOST_SWAPS = 30  # of ids inside one form: always the same ones of those that there are


def exceptions(view: str, person, method: str) -> Answer | None:
    """Answers that the rule does not give, each with its reason."""
    if view == "front" and person.name == "stranger" and method in TAKEN:
        return Answer.NOT_FOUND  # a start page for somebody who belongs nowhere
    if view == "help_detail" and person.patient and method in TAKEN:
        return Answer.LET_IN  # the same words for all of them
    if view == "guided_step" and person.patient and method in TAKEN:
        return Answer.LET_IN  # a screen's number is nobody's: it leads all into their own session
    if view in {"calendar_feed", "worker", "manifest"} and method not in {"GET", "HEAD"}:
        return Answer.WRONG_METHOD
    if view in {"demo_mails", "reminder_stop", "calendar_feed"} and method in TAKEN:
        return Answer.NOT_FOUND  # the tests are no demo, and nobody's mails are here
    if view == "offline_program" and person.patient and method == "POST":
        return Answer.WRONG_METHOD
    if view in OPENERS:
        return Answer.WRONG_METHOD if method not in {"GET", "HEAD"} else Answer.LET_IN
    if view in KEYS and method in TAKEN:  # who has not come by a key finds nothing
        came_by = person.client.session.get(KEYS[view]) if person.client.cookies else None
        return Answer.LET_IN if came_by else Answer.NOT_FOUND
    if view == "record_choose" and method == "POST" and person.name != "patient":
        return Answer.NOT_FOUND if person.patient else None  # the form chooses Ana's record
    return None


@pytest.fixture(scope="module")
def asking(django_db_setup, django_db_blocker):
    """The same people for every address."""
    with django_db_blocker.unblock(), asking_everybody() as asking:
        yield asking


def test_the_doors_are_those_that_were_declared():
    views = {entry.name: entry.callback for entry in ROUTES.values()}
    assert {name: getattr(view, AUDIENCE, None) for name, view in views.items()} == DOOR
    permissions = {name: getattr(view, PERMISSION, None) for name, view in views.items()}
    assert {name: one for name, one in permissions.items() if one} == declared.PERMISSION
    fresh = {name for name, view in views.items() if getattr(view, FRESH, False)}
    assert fresh == set(declared.FRESH.split())


@pytest.mark.parametrize("route", ROUTES, ids=NAMES)
def test_looking_shows_what_the_rule_says(asking, route, record_property):
    methods = [method for method in METHODS if method != "POST"]
    held_to_the_rule(asking, route, methods, ["GET"], record_property)


@pytest.mark.parametrize("route", ROUTES, ids=NAMES)
def test_sending_does_what_the_rule_says(asking, route, record_property):
    held_to_the_rule(asking, route, ["POST"], ["POST"], record_property)


def held_to_the_rule(asking, route, methods, with_other_ids, record_property):
    """By each person and each kind of id; the methods nobody uses only by one's own ids."""
    view = ROUTES[route].name
    wrong: list[str] = []
    count = accepted = 0
    for person in asking.cast.people:
        for ids in ids_worth_trying(asking.cast, route, person):
            for method in methods if ids.of == "ana" else with_other_ids:
                wanted = exceptions(view, person, method) or expected(route, person, method, ids)
                for sent in tries(asking, route, person, method, ids):
                    count += 1
                    accepted += method == "POST" and bool(sent.changes)
                    wrong += faults(sent, wanted, is_key=view in KEYS)
    record_property("write cells" if "POST" in methods else "read cells", count)
    record_property("accepted", accepted)
    assert not wrong, "\n".join(wrong[:30])


def ids_worth_trying(cast, route, person):
    """Whoever is stopped at the door already is not asked whose record it is: two will do."""
    every = list(cast.ids_for(route))
    is_let_in = expected(route, person, "POST", every[0]) in {Answer.LET_IN, Answer.NOT_FOUND}
    is_member = person.clinic == "elm" or DOOR[ROUTES[route].name] != "staff"
    return every if is_let_in and is_member else every[:1] + every[-1:]


def tries(asking, route, person, method, ids: Ids):
    forms = asking.cast.sent_to.get(route, []) if method == "POST" else []
    if not forms:
        yield asking.send(person, method, address(route, ids.kwargs))
    for form in forms:
        url = form.action if ids.of == "ana" else address(route, ids.kwargs)
        yield asking.send(person, method, url, form)


def faults(sent, wanted: Answer | None, *, is_key: bool = False) -> list[str]:
    found = []
    if wanted and sent.answer is not wanted:
        found.append(f"{sent}, not {wanted.name}")
    if sent.leaks() - ({"elm"} if is_key else set()):
        found.append(f"{sent}: words of {sent.leaks()}")
    if sent.foreign_changes() and not is_key:
        found.append(f"{sent}: changed {sent.foreign_changes()}")
    if sent.ties:
        found.append(f"{sent}: tied two clinics together in {sent.ties}")
    if sent.written - NOTED and (sent.method != "POST" or wanted not in {Answer.LET_IN, None}):
        found.append(f"{sent}: wrote to {sent.written - NOTED}")
    return found


@pytest.mark.parametrize("route", ALLAUTH_ROUTES)
def test_the_pages_of_accounts_show_and_change_nobody_elses(asking, route, record_property):
    wrong: list[str] = []
    for person in asking.cast.people:
        for method in METHODS:
            for sent in tries(asking, route, person, method, Ids("", asking.cast.scenes[0])):
                wrong += faults(sent, None if method in METHODS[:3] else Answer.WRONG_METHOD)
                wrong += [f"{sent}: failed"] * (sent.answer is Answer.FAILURE)
                record_property("write cells" if method == "POST" else "read cells", 1)
    assert not wrong, "\n".join(wrong[:30])


@pytest.mark.parametrize("route", ROUTES, ids=NAMES)
def test_ids_inside_a_form_are_as_good_as_nobodys(asking, route, record_property):
    """A form of ours with records of the other clinic, or of another patient, written into it."""
    wrong, count = [], 0
    cast = asking.cast
    people = [cast.person("owner"), cast.person("patient")]
    for form in cast.sent_to.get(route, []):
        swaps = list(with_other_ids(cast, form))
        for fields in some(swaps, route, MOST_SWAPS):
            for person in people:
                sent = asking.send(person, "POST", form.action, form, fields)
                wrong += faults(sent, None, is_key=ROUTES[route].name in KEYS)
                count += 1
    record_property("write cells", count)
    assert not wrong, "\n".join(wrong[:30])


def with_other_ids(cast, form):
    """The form with each id in it replaced by others of its kind, one after the other."""
    own = ids_of(cast.elm)
    for at, (name, value) in enumerate(form.fields):
        for kind in (kind for kind, number in own.items() if value == str(number)):
            for other in (ids_of(cast.oak).get(kind), cast.ben_kwargs.get(kind)):
                if other is not None and str(other) != value:
                    yield [*form.fields[:at], (name, str(other)), *form.fields[at + 1 :]]


def ids_of(world) -> dict[str, object]:
    more = {
        "version_id": world.routine.current_id,
        "prescription_id": world.log.items.get().prescription_id,
        "program_version_id": world.program.current_id,
        "member_id": world.practitioner.pk,
    }
    return {kind: one for kind, one in world.url_kwargs.items() if isinstance(one, int)} | more


@pytest.mark.parametrize("route", EVERY_ROUTE)
def test_a_form_without_its_key_does_nothing(asking, route):
    """Of those who would be let in; others are refused before."""
    url = address(route, asking.cast.scenes[0])
    for person in asking.cast.eyes(route):
        person = replace(person, client=type(person.client)(enforce_csrf_checks=True))
        sent = asking.send(person, "POST", url)
        assert sent.response.status_code == 403, str(sent)
        assert not sent.written
