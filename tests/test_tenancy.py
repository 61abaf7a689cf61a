"""Where the doors stand. Who gets through them is held by tests/test_matrix.py."""

import re

from clinic.access import AUDIENCE
from tests.test_architecture import ROUTES

STAFF_ROUTES = [route for route in ROUTES if route.startswith("c/")]
PORTAL_ROUTES = [route for route in ROUTES if route.startswith("my/")]


def fill(route: str, kwargs: dict) -> str:
    return "/" + re.sub(r"<\w+:(\w+)>", lambda m: str(kwargs[m[1]]), route)


def test_the_doors_stand_where_the_addresses_say():
    assert {getattr(ROUTES[r].callback, AUDIENCE) for r in STAFF_ROUTES} == {"staff"}
    assert {getattr(ROUTES[r].callback, AUDIENCE) for r in PORTAL_ROUTES} == {"portal"}
