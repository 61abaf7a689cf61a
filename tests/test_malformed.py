"""
Bad input on every address and in every field: a clear answer each time, never a failure.

A run sends a sample; with HIPWISE_FUZZ=all in the environment it sends everything.
"""

import os
import random

import pytest

from tests.attackers import (
    EVERY_ROUTE,
    PARAMETER,
    attackers_for,
    attackers_of,
    fill,
    forms_of,
    judge,
    scenes_of,
)
from tests.malformed import (
    BOUNDARY,
    MULTIPART,
    VALUES,
    encoded,
    multipart,
)

# For each form and each address; everything where there is no end to it.
SAMPLE = None if os.environ.get("HIPWISE_FUZZ") == "all" else 5
SLOW = ".pdf"  # pages that take a second to lay out, sampled more thinly


@pytest.fixture
def scenes(elm):
    return scenes_of(elm)


@pytest.fixture
def attackers(elm):
    return attackers_for(elm)


def some(things: list, seed: str, most: int | None) -> list:
    """All of them, or always the same few."""
    if most is None or len(things) <= most:
        return things
    return random.Random(seed).sample(things, most)


def test_fields_take_anything(scenes, attackers):
    forms = forms_of(scenes, attackers)
    accepted = 0
    for attacker, form in forms:
        accepted += attacker.submit("as it is", form, form.fields).status_code in {302, 303}
        most = SAMPLE and (4 if SLOW in form.action else SAMPLE)
        for what, fields in some(list(form.bad()), repr(form.identity), most):
            attacker.submit(what, form, fields)
        for what, value in some(list(VALUES.items()), form.action, SAMPLE and 2):
            spoilt = [(name, value) for name, _value in form.fields + form.buttons]
            attacker.submit(f"everything: {what}", form, spoilt)
    print(f"\n{len(forms)} forms, {accepted} accepted as the page shows them")
    assert accepted >= 20, "the pages' own forms have to be right, or nothing deep is reached"
    judge(attackers, 600)


def test_addresses_take_anything(scenes, attackers):
    for route in EVERY_ROUTE:
        names = [name for _kind, name in PARAMETER.findall(route)]
        bad = [(name, what, value) for name in names for what, value in VALUES.items()]
        for attacker in attackers_of(route, attackers):
            for name, what, value in some(bad, route, SAMPLE and 4):
                if value and len(value) < 10_000:
                    kwargs = scenes[0] | {name: encoded([("", value)])[1:]}
                    for method in ("get", "post"):
                        attacker.send(f"{name}: {what}", method, fill(route, kwargs))
    judge(attackers, 300)


QUERIES = ("page", "before", "day", "session", "next", "v", "routine", "q", "show", "paper", "then")


def test_queries_take_anything(scenes, attackers):
    asked = [(name, what, value) for name in QUERIES for what, value in VALUES.items()]
    asked += [(f"{name}[]", "a[]", "1") for name in QUERIES]
    for route in EVERY_ROUTE:
        url = fill(route, scenes[0])
        for attacker in attackers_of(route, attackers):
            for name, what, value in some(asked, route, SAMPLE and 2):
                query = encoded([(name, value), (name, "2")] if what == "a[]" else [(name, value)])
                attacker.send(f"{name}: {what}", "get", f"{url}?{query}"[:200_000])
    judge(attackers, 300)


DEEP = b'{"a":[' * 100_000
FILE = ("logo", 'a"\r\nX-Injected: 1\r\n\r\n.png', b"\x89PNG")
BODIES = {
    "JSON": ("application/json", b'{"name": ["x"]}'),
    "deep JSON": ("application/json", DEEP),
    "plain text": ("text/plain", b"name=x"),
    "XML": ("application/xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
    "no type": ("", b"name=x"),
    "no such encoding": ("application/x-www-form-urlencoded; charset=nope", b"name=%ff"),
    "another encoding": ("application/x-www-form-urlencoded; charset=utf-16", b"name=%ff%fe"),
    "no boundary": ("multipart/form-data", b"--x\r\n\r\n"),
    "broken boundary": ("multipart/form-data; boundary=\xe9", b"--x\r\n\r\n"),
    "cut in two": (MULTIPART, multipart([("name", "x" * 100)], [])[:80]),
    "base64 that is none": (
        MULTIPART,
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="name"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--{BOUNDARY}--\r\n".encode(),
    ),
    "lines in a file name": (MULTIPART, multipart([], [FILE])),
    "NUL in a file name": (MULTIPART, multipart([], [("logo", "a\0b.png", b"x")])),
    "a long file name": (MULTIPART, multipart([], [("logo", "x" * 5_000, b"x")])),
    "101 files": (MULTIPART, multipart([], [("logo", "a.png", b"x")] * 101)),
    "1,001 fields": ("application/x-www-form-urlencoded", b"a=1&" * 1_001),
    "1,001 parts": (MULTIPART, multipart([("a", "1")] * 1_001, [])),
    "3 MB": ("application/x-www-form-urlencoded", b"name=" + b"x" * 3_000_000),
    "3 MB in parts": (MULTIPART, multipart([("name", "x" * 3_000_000)], [])),
    "bytes": ("application/octet-stream", bytes(range(256))),
}
LARGE = {"3 MB", "3 MB in parts", "1,001 fields", "1,001 parts", "101 files"}


def test_bodies_may_be_anything(scenes, attackers):
    for route in EVERY_ROUTE:
        url = fill(route, scenes[0])
        for attacker in attackers_of(route, attackers):
            for what, (kind, body) in some(list(BODIES.items()), route, SAMPLE and 2):
                attacker.send(what, "post", url, data=body, content_type=kind)
    judge(attackers, 300)


@pytest.mark.parametrize("what", sorted(LARGE))
def test_too_large_a_form_is_told_so(attackers, elm, what):
    kind, body = BODIES[what]
    url = f"/c/{elm.clinic.slug}/patients/new/"
    response = attackers["c/"].send(what, "post", url, data=body, content_type=kind)
    assert response.status_code == 413
    assert "too large" in response.content.decode()
