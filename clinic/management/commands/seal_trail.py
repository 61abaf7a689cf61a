from typing import Any

from django.core.management.base import BaseCommand

from clinic.models import Clinic
from clinic.sealing import seal, sealer


class Command(BaseCommand):
    help = "Seal every line of the trail that a process left unsealed, however old it is."

    def handle(self, *args: Any, **options: Any) -> None:
        sealer.settle()
        sealed = sum(
            seal(pk, however_old=True) for pk in Clinic.objects.values_list("pk", flat=True)
        )
        self.stdout.write(f"{sealed} lines sealed.")
