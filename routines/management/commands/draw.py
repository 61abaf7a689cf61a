from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from routines.drawings import files

FOLDER = Path(settings.BASE_DIR) / "static" / "drawings"


class Command(BaseCommand):
    requires_system_checks = ()  # touches nothing but its own files
    help = "Write every drawing to static/drawings/, or check that the files are up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail if a file differs"
        )

    def handle(self, *args: object, **options: object) -> None:
        wanted = files()
        found = {path.name: path.read_text() for path in sorted(FOLDER.glob("*.svg"))}
        if options["check"]:
            self.compare(wanted, found)
        else:
            self.write(wanted, found)

    def compare(self, wanted: dict[str, str], found: dict[str, str]) -> None:
        names = sorted(wanted.keys() | found.keys())
        stale = [name for name in names if wanted.get(name) != found.get(name)]
        if stale:
            raise CommandError(
                f"Run `manage.py draw`: {len(stale)} drawings differ, first {stale[0]}."
            )
        self.stdout.write(f"All {len(wanted)} drawings are up to date.")

    def write(self, wanted: dict[str, str], found: dict[str, str]) -> None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name in found.keys() - wanted.keys():
            (FOLDER / name).unlink()
        for name, text in wanted.items():
            (FOLDER / name).write_text(text)
        self.stdout.write(f"Wrote {len(wanted)} drawings to {FOLDER}.")
