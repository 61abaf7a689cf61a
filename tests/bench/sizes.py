"""How many sessions there are in an installation that is young, and in one that is not."""

import os

FEW = 10_000
MANY = int(os.environ.get("BENCH_SESSIONS") or 1_000_000)
A_CLINIC = 100_000


def clinics(sessions: int) -> int:
    """Of how many clinics they are."""
    return max(1, sessions // A_CLINIC)
