"""How many sessions there are in a clinic that is young, and in one that is not."""

import os

FEW = 10_000
MANY = int(os.environ.get("BENCH_SESSIONS") or 200_000)
