"""Start, memory, and many visitors at once: two workers, as script/server starts them."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

from tests.bench import sizes
from tests.bench.pages import pages
from tests.bench.rows import Row
from tests.bench.served import Installation, Server, installation, served

WORKERS = 2
REQUESTS = 1000
A_SECOND, SECONDS = 20, 30
VISITORS = 8
CEILING_SECONDS = 10


def rows(rounds: int) -> list[Row]:
    place = installation(sizes.MANY)
    starts = [start(place) for _ in range(max(3, rounds // 5))]
    with served(place, workers=WORKERS) as server:
        memory = after_many(place, server)
        steady, errors = at_a_rate(place, server)
        ceiling = at_full_speed(place, server)
    return [
        Row("start to first answer", starts, note="<= 2000 ms"),
        Row("memory of a worker, MB", memory, note=f"<= 90 MB after {REQUESTS} requests"),
        Row(f"mix of {A_SECOND} requests/s", steady, note=f"p95 < 300 ms; {errors} errors"),
        Row("requests/s at full speed", [ceiling], note=f"{VISITORS} visitors, no pause"),
    ]


def start(place: Installation) -> float:
    with served(place, workers=WORKERS) as server:
        return server.seconds_to_first_answer * 1000


def after_many(place: Installation, server: Server) -> list[float]:
    """Memory that is each worker's, and its share of what it has in common, in megabytes."""
    visits = Mix(place, server)
    for _ in range(REQUESTS):
        visits.one()
    return [resident(pid) for pid in server.workers]


def resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmRSS"))
    return int(kilobytes) / 1024


class Mix:
    """A day at a clinic: mostly looking, and one request in ten stores a session."""

    def __init__(self, place: Installation, server: Server) -> None:
        self.place = place
        self.staff = server.visitor(place.facts["staff"])
        self.patient = server.visitor(place.facts["portal"])
        self.patient.get("/my/log/")
        self.random = random.Random(id(self))
        handout = place.staff(f"programs/{place.facts['program']}/handout.pdf")
        looks = [(path, who) for _name, path, who in pages(place)]
        self.looks = looks * 2 + [(handout, "staff")]
        self.staff.get(handout)

    def one(self) -> float:
        number = self.random.randrange(len(self.looks) + 1)
        if number == len(self.looks):
            typed = self.place.session_typed | {"key": str(uuid4())}
            return self.patient.post("/my/log/", typed)
        path, who = self.looks[number]
        visitor = self.staff if who == "staff" else self.patient
        return visitor.get(path)


def at_a_rate(place: Installation, server: Server) -> tuple[list[float], int]:
    """Requests at fixed moments, whether or not the ones before are answered."""
    own = threading.local()
    began = time.perf_counter() + 1
    errors = []

    def visit(number: int) -> float:
        if not hasattr(own, "mix"):
            own.mix = Mix(place, server)
        due = began + number / A_SECOND
        time.sleep(max(0, due - time.perf_counter()))
        try:
            own.mix.one()
        except (OSError, RuntimeError) as error:
            errors.append(error)
        return (time.perf_counter() - due) * 1000

    with ThreadPoolExecutor(VISITORS * 2) as visitors:
        times = list(visitors.map(visit, range(A_SECOND * SECONDS)))
    return times, len(errors)


def at_full_speed(place: Installation, server: Server) -> float:
    """Requests a second that eight visitors get answered, each asking again at once."""
    until = time.perf_counter() + CEILING_SECONDS

    def visit(mix: Mix) -> int:
        count = 0
        while time.perf_counter() < until:
            mix.one()
            count += 1
        return count

    with ThreadPoolExecutor(VISITORS) as visitors:
        mixes = [Mix(place, server) for _ in range(VISITORS)]
        until = time.perf_counter() + CEILING_SECONDS
        return sum(visitors.map(visit, mixes)) / CEILING_SECONDS
