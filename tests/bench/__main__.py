import argparse
import importlib
import os
import signal
import sys
import traceback

import django
from django.core.management import call_command

from tests.bench import databases
from tests.bench.rows import Row, table

PARTS = ("pages", "writes", "walled", "growth", "paper", "load", "phone")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench", description="Measures Hipwise.")
    parser.add_argument("parts", nargs="*", help=f"only these: {', '.join(PARTS)}")
    parser.add_argument(
        "--postgresql", action="store_true", help="on the server that DATABASE_URL names"
    )
    parser.add_argument("--rounds", type=int, default=int(os.environ.get("ROUNDS") or 20))
    parser.add_argument(
        "--sessions", type=int, default=1_000_000, help="in the installation that is full"
    )
    parser.add_argument("--minutes", type=float, default=1, help="of the mix, in part load")
    parser.add_argument("--rate", type=int, default=20, help="requests a second of the mix")
    asked = parser.parse_args()
    unknown = set(asked.parts) - set(PARTS)
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    return asked


def main() -> int:
    asked = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was made is removed
    os.environ["BENCH_SESSIONS"] = str(asked.sessions)
    os.environ["BENCH_MINUTES"], os.environ["BENCH_RATE"] = str(asked.minutes), str(asked.rate)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_library", verbosity=0)
    rows: list[Row] = []
    unmeasured = []
    for name in asked.parts or PARTS:
        try:
            rows += importlib.import_module(f"tests.bench.{name}").rows(asked.rounds)
        except Exception:  # noqa: BLE001 -- one part that cannot be measured stops no other
            traceback.print_exc()
            unmeasured.append(name)
    processors, load = os.cpu_count(), os.getloadavg()[0]
    print(f"{databases.kind()}, {asked.rounds} rounds, {processors} processors, load {load:.1f}")
    print(table(rows))
    if unmeasured:
        print(f"Could not be measured: {', '.join(unmeasured)}")
    return 0 if rows else 1


if __name__ == "__main__":
    sys.exit(main())
