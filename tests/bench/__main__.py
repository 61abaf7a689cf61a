import importlib
import os
import sys
import traceback

import django
from django.core.management import call_command

from tests.bench.rows import Row, table

PARTS = ("paper",)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_library", verbosity=0)
    rounds = int(os.environ.get("ROUNDS") or 20)
    rows: list[Row] = []
    missing = 0
    for name in sys.argv[1:] or PARTS:
        try:
            rows += importlib.import_module(f"tests.bench.{name}").rows(rounds)
        except Exception:  # noqa: BLE001 -- one part that cannot be measured stops no other
            traceback.print_exc()
            missing += 1
    print(f"{rounds} rounds, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    print(table(rows))
    return missing


if __name__ == "__main__":
    sys.exit(main())
