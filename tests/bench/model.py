"""
How many processors a load takes, and how long people wait: where measuring is impossible.

    python -m tests.bench.model                  waiting on 2, 4 and 8 processors
    python -m tests.bench.model --day            10,000 clinics, a million patients a day

A queue with as many servers as processors: requests come by chance, each takes the processor for
as long as was measured (docs/performance.md), and who finds all busy waits in line. It knows of no
locks and no disk: it says what is possible at best, and where the line begins to grow.
"""

import argparse
import heapq
import random
from dataclasses import dataclass

from tests.bench.rows import p95

# Milliseconds of one processor for each kind of request, and its share of the mix (docs/scaling.md).
KINDS = {
    "program": (14, 0.60),
    "log": (30, 0.15),
    "list": (65, 0.07),
    "chart": (28, 0.08),
    "edit": (60, 0.05),
    "handout": (9, 0.03),
    "sign-in": (260, 0.02),
}
REQUESTS = 20_000
SPREAD = 0.35  # of a request's time around its mean
FULLEST = 0.6  # how busy processors may be on an ordinary day


def seconds_of(chance: random.Random) -> float:
    (name,) = chance.choices([*KINDS], [share for _ms, share in KINDS.values()])
    return max(0.001, chance.gauss(1, SPREAD) * KINDS[name][0] / 1000)


def waits(rate: float, processors: int) -> list[float]:
    """Seconds until the answer, of so many requests a second on so many processors."""
    chance = random.Random("model")
    free = [0.0] * processors
    now, found = 0.0, []
    for _ in range(REQUESTS):
        now += chance.expovariate(rate)
        begins = max(now, heapq.heappop(free))
        ends = begins + seconds_of(chance)
        heapq.heappush(free, ends)
        found.append(ends - now)
    return found


@dataclass(frozen=True)
class Day:
    """What an installation is asked for on a day."""

    clinics: int = 10_000
    patients: int = 1_000_000
    busiest_hour: float = 0.15  # of what patients do, in the evening
    patient_pages: int = 4  # sign-in page, program, form, saved
    staff_pages: int = 200  # of each clinic, in eight hours
    staff_peak: float = 2.0  # times the mean
    rows: int = 470  # bytes of a session and its items, with their indexes
    line: int = 390  # bytes of a line of the trail, with its indexes

    @property
    def each_second(self) -> dict[str, tuple[float, float]]:
        """In the busiest hour: how many a second, and the milliseconds of each."""
        logs = self.patients * self.busiest_hour / 3600
        staff = self.clinics * self.staff_pages / (8 * 3600) * self.staff_peak
        return {
            "patients' pages": (logs * self.patient_pages, KINDS["program"][0]),
            "sessions stored": (logs, KINDS["log"][0]),
            "patients' sign-ins": (logs, KINDS["sign-in"][0]),
            "staff pages": (staff, (KINDS["list"][0] + KINDS["chart"][0]) / 2),
        }

    @property
    def lines(self) -> int:
        """Lines of the trail a day: pages about people, sessions, sign-ins."""
        return self.patients * (self.patient_pages + 1) + self.clinics * self.staff_pages


def tell_waiting() -> None:
    mean = sum(ms * share for ms, share in KINDS.values())
    print(f"A request of the mix takes {mean:.0f} ms of a processor.")
    for processors in (2, 4, 8):
        for part in (0.3, 0.5, 0.7, 0.8, 0.9):
            rate = part * processors * 1000 / mean
            times = [seconds * 1000 for seconds in waits(rate, processors)]
            median = sorted(times)[len(times) // 2]
            told = f"{processors} processors, {rate:5.0f} requests/s ({part:.0%} busy):"
            print(f"{told} median {median:4.0f} ms, p95 {p95(times):5.0f} ms")


def tell_day() -> None:
    day = Day()
    busy = 0.0
    for name, (rate, ms) in day.each_second.items():
        busy += rate * ms / 1000
        print(f"{name:20} {rate:6.0f}/s x {ms:4.0f} ms = {rate * ms / 1000:5.1f} processors")
    print(f"{'together':20} {busy:5.1f} processors, {busy / FULLEST:.0f} at {FULLEST:.0%} busy")
    year = 365 / 1e12
    print(f"sessions: {day.patients * day.rows * year:.2f} TB a year")
    print(f"trail: {day.lines:,} lines a day, {day.lines * day.line * year:.2f} TB a year")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--day", action="store_true")
    (tell_day if parser.parse_args().day else tell_waiting)()


if __name__ == "__main__":
    main()
