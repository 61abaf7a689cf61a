"""Handouts: ours beside WeasyPrint alone on the same HTML, and what the cache saves."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpResponse
from django.test import Client

from clinic import paper
from clinic.models import Clinic, RenderedPaper
from clinic.permissions import Role
from patients.models import Program
from patients.printing import for_paper, handout_of
from routines.handouts import Options
from routines.models import Routine
from tests import factories
from tests.bench.rows import Row, in_turn, milliseconds
from tests.clients import SignedInClient


def rows(rounds: int) -> list[Row]:
    program, client = _program()
    handout = handout_of(program, program.current, Options(span="all"), program.starts_on)
    html = handout.html()
    size = len(paper.press.print(html))
    address = f"/c/{program.clinic.slug}/programs/{program.pk}/handout.pdf"

    def ours() -> float:
        return milliseconds(lambda: paper.press.print(html))

    def cold_press() -> float:
        press = paper.Press()
        try:
            return milliseconds(lambda: press.print(html))
        finally:
            press.stop()

    def asked_first() -> float:
        RenderedPaper.objects.all().delete()
        return asked_again()

    def asked_again() -> float:
        return milliseconds(lambda: _must_be_paper(client.get(address)))

    with engine("plain", html) as plain, engine("best", html) as best:
        plain_ms, best_ms, ours_ms = in_turn(plain, best, ours, rounds=rounds)
    cold_ms, again_cold = in_turn(cold_press, ours, rounds=max(3, rounds // 5))
    first_ms, again_ms = in_turn(asked_first, asked_again, rounds=rounds)
    weight = f"{size / 1000:.0f} kB, 2 pages (<= 120 kB)"
    plain_name = "WeasyPrint, plain, HarfBuzz"
    return [
        Row("handout, warm press", ours_ms, plain_name, plain_ms, 0.5),
        Row("handout, warm press", ours_ms, "WeasyPrint at its best", best_ms, 1.2),
        Row("WeasyPrint at its best", best_ms, plain_name, plain_ms),
        Row("handout, cold press", cold_ms, "warm press", again_cold, note=weight),
        Row("handout asked for first", first_ms, note="the whole request"),
        Row("handout from cache", again_ms, "asked for first", first_ms, note="<= 10 ms"),
    ]


def _must_be_paper(response: HttpResponse) -> None:
    if response["Content-Type"] != "application/pdf":
        raise RuntimeError(f"no paper, but {response.status_code}")


def _program() -> tuple[Program, Client]:
    """Four weeks of one routine at the longest: two pages, seven drawings, twenty rows."""
    clinic = Clinic.objects.create(name="Bench", slug="bench", phone="555 0100")
    owner = factories.make_member(clinic, Role.OWNER)
    routine = Routine.objects.built_in().get(slug="hands-first-check")
    patient = factories.make_patient(clinic)
    factories.make_screening(patient, by=owner)
    program = factories.make_program(patient, routine, by=owner)
    client = SignedInClient(headers={"host": "127.0.0.1"})
    client.force_login(owner)
    return for_paper(Program.objects.filter(pk=program.pk)), client


@contextmanager
def engine(name: str, html: str) -> "Iterator[object]":
    """A bare engine in a process of its own; each call renders once and tells how long."""
    with tempfile.NamedTemporaryFile("w", suffix=".html") as file:
        file.write(html)
        file.flush()
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.engines", name, file.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

        def render() -> float:
            child.stdin.write("\n")
            child.stdin.flush()
            return float(child.stdout.readline())

        try:
            yield render
        finally:
            child.communicate()
