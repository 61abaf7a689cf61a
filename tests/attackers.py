"""Somebody who sends anything to any address, and where everything is to be found."""

import re
from collections import Counter

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.urls import get_resolver

from clinic import tokens
from patients.actions.programs import pause_program
from patients.models.program import PauseReason
from routines.screening import all_no
from tests import factories, second_factors
from tests.clients import SignedInClient
from tests.malformed import MULTIPART, Fields, HtmlForm, encoded, forms_on, multipart
from tests.test_architecture import patterns

OURS = {"HTTP_ORIGIN": "http://testserver"}
PARAMETER = re.compile(r"<(\w+):(\w+)>")
# django-allauth's routes with regular expressions are written like the others.
EVERY_ROUTE = [
    re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<str:\1>", route).translate(
        str.maketrans("", "", "^$")
    )
    for route, _entry in patterns(get_resolver())
]
TOKEN = "x" * 43
# Who tries out the pages of accounts.
OF_ACCOUNTS = ("accounts/", "with factors", "at the second step", "")
ALLAUTH = {"uidb36": "1", "key": "set-password", "token": TOKEN}


class Attacker:
    """
    Somebody signed in (or not) who sends things, and counts what comes back.

    Each request is taken back once answered, so that the next finds the same clinic.
    """

    def __init__(self, user=None):
        self.client = SignedInClient(raise_request_exception=False)
        if user is not None:
            self.client.force_login(user)
        self.answers: Counter[int] = Counter()
        self.failures: list[str] = []

    def send(self, what: str, method: str, url: str, **request):
        cookies = self.client.cookies.copy()
        with transaction.atomic():
            response = self.client.generic(method.upper(), url, **OURS, **request)
            transaction.set_rollback(True)
        self.client.cookies = cookies
        self.answers[response.status_code] += 1
        if response.status_code >= 500:
            self.failures.append(f"{method} {url[:80]} {what}: {_reason(response)}")
        return response

    def submit(self, what: str, form: HtmlForm, fields: Fields):
        if form.method == "get":
            address = form.action.partition("?")[0]
            return self.send(what, "get", f"{address}?{encoded(fields)}"[:200_000])
        if form.has_files:
            body, kind = multipart(fields, []), MULTIPART
        else:
            body, kind = encoded(fields).encode(), "application/x-www-form-urlencoded"
        return self.send(what, "post", form.action, data=body, content_type=kind)


def _reason(response) -> str:
    info = getattr(response, "exc_info", None)
    if not info or info[2] is None:
        return str(response.status_code)
    place = info[2]
    while place.tb_next:
        place = place.tb_next
    return f"{info[0].__name__} at {place.tb_frame.f_code.co_filename}:{place.tb_lineno}: {info[1]}"


def scenes_of(elm) -> list[dict]:
    """Ids for the addresses: a clinic with one of everything, and what needs other states."""
    draft = factories.make_program(
        factories.make_patient(elm.clinic, family_name="Draft"),
        elm.routine,
        by=elm.practitioner,
        status="draft",
    )
    factories.make_screening(draft.patient, by=elm.practitioner)
    found = factories.make_patient(elm.clinic, family_name="Found")
    answers = all_no() | {rule: {"yes": True} for rule in ("anticoag", "pad", "aspirin")}
    screening = factories.make_screening(found, by=elm.practitioner, answers=answers)
    halted = factories.make_program(
        factories.make_patient(elm.clinic, family_name="Halted"),
        elm.routine,
        by=elm.practitioner,
    )
    pause_program(program=halted, reason=PauseReason.STOP_SIGN, by=elm.practitioner)
    factories.make_screening(halted.patient, by=elm.practitioner)
    factories.make_invitation(elm.patient, by=elm.front_desk, token_hash=tokens.hash_of(TOKEN))
    factories.make_staff_invitation(
        elm.clinic, by=elm.owner, email="joins@elm.example", token_hash=tokens.hash_of(TOKEN)
    )
    total = factories.make_measurement(
        elm.program, by=elm.practitioner, instrument="lefs", score=40, ratings=[]
    )
    passkey = Authenticator.objects.filter(type="webauthn").first()
    factories.make_first_owner_key(tokens.hash_of(TOKEN))
    usual = elm.url_kwargs | ALLAUTH | {"pk": passkey.pk if passkey else 1}
    return [
        usual,
        usual | {"patient_id": draft.patient_id, "program_id": draft.pk},
        usual | {"patient_id": found.pk, "screening_id": screening.pk},
        usual | {"measurement_id": total.pk},
        usual | {"patient_id": halted.patient_id, "program_id": halted.pk},
    ]


def attackers_for(elm) -> dict[str, Attacker]:
    """By the start of the addresses they may open; the empty one is signed out, but invited."""
    invited, opened = Attacker(), SignedInClient()
    for start in ("join", "invitation", "first-owner"):
        opened.get(f"/{start}/{TOKEN}/")
    invited.client.cookies = opened.cookies
    return {
        "c/": Attacker(elm.owner),
        "my/": Attacker(elm.patient_user),
        "accounts/": Attacker(elm.practitioner),
        "with factors": with_factors(elm.front_desk),
        "at the second step": at_the_second_step(elm.front_desk),
        "": invited,
    }


def with_factors(user) -> Attacker:
    """Somebody who has set up an authenticator app and a passkey."""
    second_factors.set_up_app(user)
    second_factors.set_up_passkey(user)
    return Attacker(user)


def at_the_second_step(user) -> Attacker:
    """The same, with the password given and nothing more."""
    attacker = Attacker()
    typed = {"login": user.username, "password": "correct horse battery"}
    attacker.client.post("/accounts/login/", typed)
    return attacker


def attackers_of(route: str, attackers) -> list[Attacker]:
    start = route.split("/")[0] + "/"
    if start in {"accounts/", "account/"}:
        return [attackers[one] for one in OF_ACCOUNTS]
    return [attackers.get(start, attackers[""])]


def fill(route: str, kwargs: dict) -> str:
    return "/" + PARAMETER.sub(lambda m: str(kwargs.get(m[2], "1")), route)


def forms_of(scenes: list[dict], attackers: dict[str, Attacker]) -> list[tuple[Attacker, HtmlForm]]:
    """Every form of every page, each once."""
    found: dict[tuple, tuple[Attacker, HtmlForm]] = {}
    for route in EVERY_ROUTE:
        for url in dict.fromkeys(fill(route, kwargs) for kwargs in scenes):
            for attacker in attackers_of(route, attackers):
                page = attacker.send("as it is", "get", url)
                if not page.get("Content-Type", "").startswith("text/html"):
                    continue
                for form in forms_on(url, page.content.decode()):
                    found.setdefault((id(attacker), form.identity), (attacker, form))
    return list(found.values())


def judge(attackers: dict[str, Attacker], least: int) -> None:
    """Say what came back, and fail if anything of it was a failure of ours."""
    answers = sum((attacker.answers for attacker in attackers.values()), Counter())
    failures = [one for attacker in attackers.values() for one in attacker.failures]
    told = ", ".join(f"{count} x {status}" for status, count in sorted(answers.items()))
    print(f"\n{answers.total()} requests, {len(failures)} x 5xx ({told})")
    assert not failures, "\n".join(failures[:40])
    assert answers.total() >= least
