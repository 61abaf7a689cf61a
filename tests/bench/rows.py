"""Timing in pairs: machines are shared, so a time means something only beside another one."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Work = Callable[[], object]
Milliseconds = list[float]


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, beside what, and the ratio aimed at."""

    work: str
    times: Milliseconds
    beside: str = ""
    limit: Milliseconds | None = None
    aim: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """The median of the ratios of each pair, which a busy machine disturbs least."""
        if not self.limit:
            return None
        return statistics.median(a / b for a, b in zip(self.times, self.limit, strict=False))

    @property
    def cells(self) -> tuple[str, ...]:
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        aim = "" if self.aim is None else f"<= {self.aim:.2f}"
        reached = "" if self.ratio is None or self.aim is None else verdict(self.ratio, self.aim)
        limit = f"{statistics.median(self.limit):.1f}" if self.limit else ""
        return (
            self.work,
            f"{statistics.median(self.times):.1f}",
            f"{p95(self.times):.1f}",
            self.beside,
            limit,
            ratio,
            aim,
            reached or self.note,
        )


def verdict(ratio: float, aim: float) -> str:
    return "reached" if ratio <= aim else "MISSED"


def p95(times: Milliseconds) -> float:
    return sorted(times)[max(0, round(len(times) * 0.95) - 1)]


def milliseconds(work: Work) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def in_turn(*works: Callable[[], float], rounds: int) -> list[Milliseconds]:
    """Times of each work, taken in turn: one, two, three, one, two, three."""
    times: list[Milliseconds] = [[] for _ in works]
    for _ in range(rounds):
        for kept, work in zip(times, works, strict=True):
            kept.append(work())
    return times


HEADINGS = ("Work", "ms", "p95", "beside", "ms", "ratio", "aim", "")


def table(rows: Sequence[Row]) -> str:
    cells = [HEADINGS, *(row.cells for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(HEADINGS))]
    lines = ["  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) for line in cells]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])
