from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from routines.actions.library import load_library
from routines.library import LIBRARY, LibraryDataError


class Command(BaseCommand):
    help = "Bring the built-in routines and program templates up to date. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=LIBRARY, help="where the files are")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = load_library(folder=options["folder"])
        except LibraryDataError as error:
            raise CommandError(f"The library was not loaded: {error}") from error
        told = ", ".join(f"{count} {what}" for what, count in done.items() if count)
        self.stdout.write(f"Library: {told}.")
