from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic.chain import Head
from clinic.models import Clinic
from clinic.trail_check import Report, check_trails, kept_heads


class Command(BaseCommand):
    help = "Check that no line of the trail was changed, removed, added or moved, or its tail cut."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head", action="store_true", help="print the heads, to be kept with a backup"
        )
        parser.add_argument(
            "--against",
            action="append",
            default=[],
            metavar="HEAD",
            help="a head kept before, or a file of them; may be given again",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            heads = [*kept_heads(), *(head for said in options["against"] for head in read(said))]
        except (OSError, ValueError) as error:
            raise CommandError(f"A head cannot be read: {error}") from None
        reports = check_trails(heads)
        if options["head"]:
            self.stdout.writelines(f"{one.head}\n" for one in reports if one.head)
        else:
            self.tell(reports)
        problems = sum(len(one.problems) for one in reports)
        if problems:
            raise CommandError(f"The trail is not sound: {problems} findings.")

    def tell(self, reports: list[Report]) -> None:
        slugs = dict(Clinic.objects.values_list("pk", "slug"))
        for one in reports:
            name = slugs.get(one.clinic_id, f"clinic {one.clinic_id}")
            self.stdout.write(
                f"{name}: {one.lines} lines, {one.seals} seals, {one.waiting} lines not sealed "
                f"yet. {'Sound.' if one.is_sound else 'NOT SOUND:'}"
            )
            self.stdout.writelines(f"  {problem}\n" for problem in one.problems)


def read(said: str) -> list[Head]:
    """A head, or the heads in a file, one a line."""
    path = Path(said)
    lines = path.read_text().split() if path.is_file() else [said]
    return [Head.read(line) for line in lines]
