from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from clinic.models import Clinic
from clinic.sealing import seal, sealer


class Command(BaseCommand):
    help = "Seal the lines of the trail that a killed process left unsealed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--however-old", action="store_true", help="look through the whole trail for them"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        sealer.settle()
        however_old = options["however_old"]
        clinics = Clinic.objects.values_list("pk", flat=True)
        sealed = sum(seal(pk, however_old=however_old) for pk in clinics)
        self.stdout.write(f"{sealed} lines sealed.")
