"""Two clinics, four patients and nine people who could come to an address of the first."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.urls import Resolver404, resolve
from PIL import Image

from clinic.models import ClinicLogo, User
from clinic.permissions import Role
from tests import factories
from tests.attackers import ALLAUTH, EVERY_ROUTE, PARAMETER, TOKEN, scenes_of
from tests.canaries import Marks
from tests.clients import SignedInClient
from tests.malformed import HtmlForm, forms_on

NOTHING = {"int": 99_999_999, "slug": "nothing", "str": "nothing"}
AT_ELM = frozenset({"elm", "ana", "ben", "cleo"})
AT_OAK = frozenset({"oak", "olga"})


@dataclass
class Person:
    """Somebody who asks, and whose records they may come to see."""

    name: str
    user: User | None = None
    clinic: str = ""  # where they work
    role: Role | None = None
    patient: str = ""  # whose record opens the patient's door to them
    sees: frozenset[str] = frozenset()
    client: SignedInClient = field(default_factory=SignedInClient)

    def __post_init__(self) -> None:
        self.client.raise_request_exception = False
        if self.user is not None:
            self.client.force_login(self.user)


@dataclass
class Ids:
    """What fills an address in, and whose it is: `of` is empty where the parts do not agree."""

    of: str
    kwargs: dict[str, Any]


class Cast:
    """
    Elm with the patients Ana, Ben and Cleo, and Oak with Olga; everybody has one of everything.

    All they have written holds canaries; `marks` knows whose each row is.
    """

    def __init__(self, world: type, marks: Marks | None = None) -> None:
        self.marks = marks or Marks()
        with self.marks.made_for("oak", "olga"):
            self.oak = world("oak")
            add_logo(self.oak.clinic)
        with self.marks.made_for("elm", "ana"):
            self.elm = world("elm")
            add_logo(self.elm.clinic)
        with self.marks.made_for("elm", "ben"):
            self.ben, self.ben_kwargs = another_patient(self.elm)
        with self.marks.made_for("elm", "cleo"):
            self.scenes = scenes_of(self.elm)
        elm, oak = self.elm, self.oak
        stranger = User.objects.create_user("stranger", password="correct horse battery")
        ana, ben = frozenset({"elm", "ana"}), frozenset({"elm", "ben"})
        self.people = [
            Person("anonymous"),
            Person("stranger", stranger),
            Person("front desk", elm.front_desk, "elm", Role.FRONT_DESK, sees=AT_ELM),
            Person("practitioner", elm.practitioner, "elm", Role.PRACTITIONER, sees=AT_ELM),
            Person("owner", elm.owner, "elm", Role.OWNER, sees=AT_ELM),
            Person("other owner", oak.owner, "oak", Role.OWNER, sees=AT_OAK),
            Person("patient", elm.patient_user, patient="ana", sees=ana),
            Person("other patient", self.ben, patient="ben", sees=ben),
            Person("patient elsewhere", oak.patient_user, patient="olga", sees=AT_OAK),
        ]

    def person(self, name: str) -> Person:
        return next(one for one in self.people if one.name == name)

    def eyes(self, route: str) -> list[Person]:
        """Who opens a page to see what forms are on it."""
        by_start = {"c/": ["owner"], "my/": ["patient"]}
        names = by_start.get(route.split("/")[0] + "/", ["owner", "patient", "anonymous"])
        return [self.person(name) for name in names]

    def ids_for(self, route: str) -> Iterator[Ids]:
        """Our own, another patient's, the other clinic's (each alone and together), nobody's."""
        names = {name: kind for kind, name in PARAMETER.findall(route)}
        own = {name: (self.elm.url_kwargs | ALLAUTH).get(name, "1") for name in names}
        own |= {name: TOKEN for name in names if name == "token"}
        yield Ids("ana", own)
        ids = [name for name in names if name != "clinic_slug"]
        others = {"ben": self.ben_kwargs, "olga": self.oak.url_kwargs}
        for owner, kwargs in others.items():
            theirs = [name for name in ids if kwargs.get(name, own[name]) != own[name]]
            for name in theirs:
                yield Ids(owner if len(theirs) == 1 else "", own | {name: kwargs[name]})
            if len(theirs) > 1:
                yield Ids(owner, own | {name: kwargs[name] for name in theirs})
        for name in ids:
            yield Ids("", own | {name: NOTHING[names[name]]})

    @cached_property
    def sent_to(self) -> dict[str, list[HtmlForm]]:
        """The forms of all pages, read when first asked for; reading them leaves nothing behind."""
        cookies = [(one.client, deepcopy(one.client.cookies)) for one in self.people]
        with transaction.atomic():
            found = self.forms()
            transaction.set_rollback(True)
        for client, before in cookies:
            client.cookies = before
        return found

    def forms(self, most: int = 3) -> dict[str, list[HtmlForm]]:
        """The forms of every page, by the route that takes them, filled in as the page shows."""
        found: dict[tuple[Any, ...], tuple[str, HtmlForm]] = {}
        for route in EVERY_ROUTE:
            if route.endswith(".pdf"):
                continue
            for url in dict.fromkeys(address(route, scene) for scene in self.scenes):
                for person in self.eyes(route):
                    for form in self._forms_at(person, url):
                        to = taken_by(form.action)
                        if form.method == "post" and to:
                            found.setdefault((*form.identity, person.name), (to, form))
        by_route: dict[str, list[HtmlForm]] = {}
        for to, form in found.values():
            if len(by_route.setdefault(to, [])) < most:
                by_route[to].append(form)
        return by_route

    def _forms_at(self, person: Person, url: str) -> list[HtmlForm]:
        response = person.client.get(url)
        if not response.get("Content-Type", "").startswith("text/html"):
            return []
        forms = forms_on(url, response.content.decode())
        for form in forms:
            # Where all there is are buttons, one of them is pressed.
            form.fields = form.fields or form.buttons[:1]
        return forms


def address(route: str, kwargs: dict[str, Any]) -> str:
    return "/" + PARAMETER.sub(lambda m: str((ALLAUTH | kwargs).get(m[2], "1")), route)


def taken_by(url: str) -> str:
    try:
        return resolve(urlsplit(url).path).route
    except Resolver404:
        return ""


def another_patient(world: Any) -> tuple[User, dict[str, Any]]:
    """A second patient of the same clinic, with an account and one of everything."""
    user = User.objects.create_user("ben", password="correct horse battery")
    patient = factories.make_patient(world.clinic, given_names="Ben", user=user)
    screening = factories.make_screening(patient, by=world.practitioner)
    program = factories.make_program(patient, world.routine, by=world.practitioner)
    log = factories.make_session_log(program, by=user)
    alert = factories.make_alert(patient, program=program, session_log=log)
    invitation = factories.make_invitation(patient, by=world.front_desk)
    own_device = factories.make_own_device(patient)
    return user, {
        "own_device_id": own_device.pk,
        "patient_id": patient.pk,
        "screening_id": screening.pk,
        "program_id": program.pk,
        "session_log_id": log.pk,
        "alert_id": alert.pk,
        "invitation_id": invitation.pk,
        "code": patient.code,
    }


def add_logo(clinic: Any) -> None:
    png = BytesIO()
    Image.new("RGB", (8, 8)).save(png, "PNG")
    ClinicLogo.objects.create(clinic=clinic, png=png.getvalue(), width=8, height=8)
