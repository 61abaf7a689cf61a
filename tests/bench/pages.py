"""Pages: ours beside bare views that ask the same query and render the same rows."""

from tests.bench import sizes
from tests.bench.rows import Row, in_turn
from tests.bench.served import Installation, Visitor, installation, product_and_bare, served

WARM_UP = 5
# The trail may take 15 % of a page's throughput.
TOLD = 1 / 0.85


def rows(rounds: int) -> list[Row]:
    place = installation(sizes.MANY)
    found = []
    with product_and_bare(place) as (ours, bare):
        for name, path, who in pages(place):
            one, other = ours.visitor(place.facts[who]), bare.visitor(place.facts[who])
            ours_ms, bare_ms = in_pairs(path, one, other, rounds)
            weight = f"{len(one.body) / 1000:.1f} kB"
            found.append(Row(name, ours_ms, "bare view", bare_ms, 2.0, weight))
    with served(place) as ours, served(place, app="tests.bench.untold:application") as untold:
        one, other = (server.visitor(place.facts["staff"]) for server in (ours, untold))
        told, not_told = in_pairs(chart(place), one, other, rounds * 2)
    return [*found, Row("recording a page view", told, "page untold", not_told, TOLD)]


def pages(place: Installation) -> list[tuple[str, str, str]]:
    """Name, address and visitor of each page that is measured."""
    return [
        ("patients list", place.staff("patients/"), "staff"),
        ("a patient's page", chart(place), "staff"),
        ("today's page", place.staff(), "staff"),
        ("patient's program /my/", "/my/", "portal"),
    ]


def chart(place: Installation) -> str:
    return place.staff(f"patients/{place.facts['patient']}/")


def in_pairs(path: str, one: Visitor, other: Visitor, rounds: int) -> list[list[float]]:
    """Times of the same address on two servers, in turn."""
    for _ in range(WARM_UP):
        one.get(path)
        other.get(path)
    return in_turn(lambda: one.get(path), lambda: other.get(path), rounds=rounds)
