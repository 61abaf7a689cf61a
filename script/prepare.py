"""Bring the data directory up to date; run by script/server before it serves.

    --empty   without the demo: prints the address with which a first owner begins
    --bare    without the demo, and without that address: `manage.py first_owner` prints it
    --static  the static files only, for an image that is built once

One process for all steps, so that a start takes a second. What goes wrong is told in
one sentence; the details are in start.log in the data directory.
"""

import hashlib
import io
import json
import os
import shutil
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
DATA = Path(os.environ["HIPWISE_DATA"])


def command(name: str, **options: object) -> None:
    from django.core.management import call_command  # noqa: PLC0415 (settings first)

    call_command(name, stdout=io.StringIO(), **options)


def migrate() -> None:
    command("migrate", interactive=False)
    make_cache()


def make_cache() -> None:
    """On SQLite, the cache anew: it does not wait for the disk, so a power cut may have hurt it."""
    from django.conf import settings  # noqa: PLC0415

    if settings.DATABASES["cache"]["ENGINE"].endswith("sqlite3"):
        Path(settings.DATABASES["cache"]["NAME"]).unlink(missing_ok=True)
        command("createcachetable", database="cache")


def load_library() -> None:
    command("load_library")


def seal_trail() -> None:
    """Seal what a killed process left of the trail."""
    command("seal_trail")


def collect_static() -> None:
    """
    Collect the static files again if one of them or a package has changed.

    Those of the version before stay for one more: who was given a page a moment ago fetches what
    it names only now.
    """
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.staticfiles.finders import get_finders  # noqa: PLC0415

    seen = hashlib.sha256(Path("requirements.txt").read_bytes())
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            seen.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    root = Path(settings.STATIC_ROOT)
    kept = root.with_suffix(".sum")
    if not kept.exists() or kept.read_text() != seen.hexdigest():
        before = root.with_suffix(".before")
        shutil.rmtree(before, ignore_errors=True)
        if root.exists():
            root.rename(before)
        command("collectstatic", interactive=False)
        leave_static(before, root)
        kept.write_text(seen.hexdigest())


def leave_static(before: Path, root: Path) -> None:
    """Move what pages of the version before name beside the files of this one."""
    names = before / "staticfiles.json"
    for name in json.loads(names.read_text())["paths"].values() if names.exists() else ():
        for kind in "", ".br", ".gz":
            old, new = before / f"{name}{kind}", root / f"{name}{kind}"
            if old.exists() and not new.exists():
                new.parent.mkdir(parents=True, exist_ok=True)
                old.rename(new)
    shutil.rmtree(before, ignore_errors=True)


def make_demo() -> None:
    """Make two clinics to try things with, in a database that holds none."""
    from clinic.models import Clinic  # noqa: PLC0415

    if not Clinic.objects.exists():
        print("First start: making the demo clinics", flush=True)
        command("demo")


def name_first_owner() -> None:
    """Instead of the demo: print the address with which the first owner begins."""
    from django.core.management import call_command  # noqa: PLC0415

    from clinic.models import Clinic  # noqa: PLC0415

    if Clinic.objects.exists():
        print("There are clinics here already: their owners invite people.", flush=True)
    else:
        call_command("first_owner")


def steps(options: list[str]) -> list[Callable[[], None]]:
    if "--static" in options:
        return [collect_static]
    always = [migrate, load_library, seal_trail, collect_static]
    if "--bare" in options:
        return always
    return [*always, name_first_owner if "--empty" in options else make_demo]


def main() -> None:
    step = "settings"
    log = DATA / "start.log"
    log.unlink(missing_ok=True)
    try:
        import django  # noqa: PLC0415

        django.setup()
        for prepare in steps(sys.argv[1:]):
            step = prepare.__name__.replace("_", " ")
            prepare()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 (told in a sentence, kept in full)
        log.write_text(traceback.format_exc())
        reason = " ".join(str(error).split()) or type(error).__name__
        sys.exit(f"Hipwise cannot start, at '{step}': {reason} (details: {log})")


if __name__ == "__main__":
    main()
