"""Start, memory, and many visitors at once: two workers, as script/server starts them."""

import os
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench import sizes
from tests.bench.mix import SHARES, Mix
from tests.bench.rows import Row
from tests.bench.served import Installation, Server, installation, served

WORKERS = 2
REQUESTS = 1000
A_SECOND = int(os.environ.get("BENCH_RATE") or 20)
SECONDS = 60 * float(os.environ.get("BENCH_MINUTES") or 1)
VISITORS = 16
AT_ONCE = 8
CEILING_SECONDS = 15


def rows(rounds: int) -> list[Row]:
    place = installation(sizes.MANY)
    starts = [start(place) for _ in range(max(3, rounds // 5))]
    with served(place, workers=WORKERS) as server:
        memory = after_many(place, server)
        steady, by_kind, errors = at_a_rate(place, server)
        ceiling = at_full_speed(place, server)
    told = ", ".join(f"{count} x {what}" for what, count in errors.items()) or "no error"
    asked = f"{len(steady):,} requests"
    return [
        Row("start to first answer", starts, note="<= 2000 ms"),
        Row("memory of a worker, MB", memory, note=f"<= 90 MB after {REQUESTS:,} requests"),
        Row(f"mix of {A_SECOND} requests/s", steady, note=f"p95 < 300 ms; {asked}, {told}"),
        *(Row(f"  {name}", times, note=f"{len(times):,} of them") for name, times in by_kind),
        Row("requests/s at full speed", [ceiling], note=f"{AT_ONCE} visitors, no pause"),
    ]


def start(place: Installation) -> float:
    with served(place, workers=WORKERS) as server:
        return server.seconds_to_first_answer * 1000


def after_many(place: Installation, server: Server) -> list[float]:
    """Memory of each worker in megabytes, with what it shares."""
    visits = Mix(place, server)
    for _ in range(REQUESTS):
        visits.one()
    return [resident(pid) for pid in server.workers]


def resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmRSS"))
    return int(kilobytes) / 1024


def at_a_rate(
    place: Installation, server: Server
) -> tuple[list[float], list[tuple[str, list[float]]], Counter[str]]:
    """Requests at fixed moments, whether or not the ones before are answered; all, and by kind."""
    own = threading.local()
    mixes = iter([Mix(place, server) for _ in range(VISITORS)])
    by_kind: dict[str, list[float]] = {name: [] for name in SHARES}
    errors: Counter[str] = Counter()
    began = time.perf_counter() + 1

    def visit(number: int) -> float:
        if not hasattr(own, "mix"):
            own.mix = next(mixes)
        due = began + number / A_SECOND
        time.sleep(max(0, due - time.perf_counter()))
        kind = ""
        try:
            kind = own.mix.one()
        except (OSError, RuntimeError) as error:
            errors[str(error)] += 1
        took = (time.perf_counter() - due) * 1000
        if kind:
            by_kind[kind].append(took)
        return took

    with ThreadPoolExecutor(VISITORS) as visitors:
        times = list(visitors.map(visit, range(int(A_SECOND * SECONDS))))
    return times, [(kind, took) for kind, took in by_kind.items() if took], errors


def at_full_speed(place: Installation, server: Server) -> float:
    """Requests a second that eight visitors get answered, each asking again at once."""

    def visit(mix: Mix) -> int:
        count = 0
        while time.perf_counter() < until:
            mix.one()
            count += 1
        return count

    with ThreadPoolExecutor(AT_ONCE) as visitors:
        mixes = [Mix(place, server) for _ in range(AT_ONCE)]
        until = time.perf_counter() + CEILING_SECONDS
        return sum(visitors.map(visit, mixes)) / CEILING_SECONDS
