"""What is stored, signed in to and printed: beside one insert, one hash and the bare bytes."""

from uuid import uuid4

from django.contrib.auth.hashers import Argon2PasswordHasher

from tests.bench import sizes
from tests.bench.rows import Row, in_turn, milliseconds
from tests.bench.served import (
    Installation,
    Server,
    children,
    installation,
    product_and_bare,
    served,
)

LOG, SIGN_IN = "/my/log/", "/accounts/login/"
KNOWN_BROWSER = "hipwise-known"


def rows(rounds: int) -> list[Row]:
    place = installation(sizes.MANY)
    with product_and_bare(place) as (ours, bare):
        found = [
            session_log(place, ours, bare, rounds),
            session_log_told(place, ours, bare, rounds),
            sign_in(place, ours, rounds, known=True),
            sign_in(place, ours, rounds, known=False),
            sign_in_served(place, ours, bare, rounds),
            enumeration(place, ours, rounds),
            handout(place, ours, bare, rounds),
        ]
        with served(place, logs=True) as second:
            found.append(second_process(place, second))
            found.append(handout_in_the_server(place, second, rounds))
    return found


def session_log(place: Installation, ours: Server, bare: Server, rounds: int) -> Row:
    times = log_in_turn(place, ours, bare, LOG, rounds)
    return Row("store a session log", times[0], "bare insert", times[1], 2.0)


def session_log_told(place: Installation, ours: Server, bare: Server, rounds: int) -> Row:
    """Beside a view that asks the same and stores the same, items and trail, without any check."""
    times = log_in_turn(place, ours, bare, f"{LOG}told/", rounds)
    return Row("store a session log", times[0], "bare, the same rows", times[1], 2.0)


def log_in_turn(
    place: Installation, ours: Server, bare: Server, beside: str, rounds: int
) -> tuple[list[float], list[float]]:
    patient, other = (server.visitor(place.facts["portal"]) for server in (ours, bare))
    patient.get(LOG)
    other.cookies["hipwise-csrf"] = "not asked for"
    typed = place.session_typed()
    inserted = typed | {"version": str(place.facts["version"])}
    return in_turn(
        lambda: patient.post(LOG, typed | {"key": str(uuid4())}),
        lambda: other.post(beside, inserted),
        rounds=rounds,
    )


def signed_in(ours: Server, place: Installation, cookies: dict[str, str]) -> float:
    """Sign in by a connection of its own; what marks the browser is kept in `cookies`."""
    visitor = ours.visitor()
    visitor.cookies |= cookies
    visitor.get(SIGN_IN)
    took = visitor.post(SIGN_IN, typed_by(place))
    cookies[KNOWN_BROWSER] = visitor.cookies[KNOWN_BROWSER]
    return took


def typed_by(place: Installation) -> dict[str, str]:
    return {"login": place.facts["login"], "password": place.facts["password"]}


def sign_in(place: Installation, ours: Server, rounds: int, *, known: bool) -> Row:
    """In a browser in which this person signed in before, as on most days, or in a new one."""
    cookies: dict[str, str] = {}

    def once() -> float:
        return signed_in(ours, place, cookies if known else {})

    def hash_once() -> float:
        verify = Argon2PasswordHasher().verify
        return milliseconds(lambda: verify(place.facts["password"], place.facts["hash"]))

    ours_ms, hash_ms = in_turn(once, hash_once, rounds=rounds)
    return Row("sign-in" if known else "the first in a browser", ours_ms, "hash", hash_ms, 1.1)


def sign_in_served(place: Installation, ours: Server, bare: Server, rounds: int) -> Row:
    """Beside the least that signs in at all: it compares the hash and begins a session."""
    cookies: dict[str, str] = {}
    other = bare.visitor()
    other.cookies["hipwise-csrf"] = "not asked for"
    ours_ms, bare_ms = in_turn(
        lambda: signed_in(ours, place, cookies),
        lambda: other.post(SIGN_IN, typed_by(place)),
        rounds=rounds,
    )
    return Row("sign-in, known browser", ours_ms, "bare sign-in", bare_ms, 1.1)


def enumeration(place: Installation, ours: Server, rounds: int) -> Row:
    """Who tries names must not learn by the clock which of them there are."""
    typed = {"password": "wrong, and long enough"}

    def refused(login: str) -> float:
        visitor = ours.visitor()
        visitor.get(SIGN_IN)
        return visitor.post(SIGN_IN, typed | {"login": login}, expect=200)

    known, unknown = in_turn(
        lambda: refused(place.facts["login"]),
        lambda: refused("nobody@bench.example"),
        rounds=rounds,
    )
    return Row("wrong password, known account", known, "no such account", unknown, 1.1)


def handout(place: Installation, ours: Server, bare: Server, rounds: int) -> Row:
    staff, other = (server.visitor(place.facts["staff"]) for server in (ours, bare))
    path = place.staff(f"programs/{place.facts['program']}/handout.pdf")
    staff.get(path)
    ours_ms, bare_ms = in_turn(
        lambda: staff.get(path), lambda: other.get(place.staff("handout.pdf")), rounds=rounds
    )
    return Row("handout from cache, served", ours_ms, "bare bytes", bare_ms)


def handout_in_the_server(place: Installation, server: Server, rounds: int) -> Row:
    staff = server.visitor(place.facts["staff"])
    for _ in range(rounds):
        staff.get(place.staff(f"programs/{place.facts['program']}/handout.pdf"))
    took = server.answered("patients:handout_pdf")[-rounds:]
    return Row("handout from cache, in the server", took, "10 ms", [10.0] * len(took), 1.0)


def second_process(place: Installation, second: Server) -> Row:
    """A process that has never printed is asked for what another one rendered."""
    path = place.staff(f"programs/{place.facts['program']}/handout.pdf")
    asked = second.visitor(place.facts["staff"]).get(path)
    (worker,) = second.workers
    presses = len(children(worker))
    return Row("handout that another process made", [asked], note=f"{presses} rendered (0)")
