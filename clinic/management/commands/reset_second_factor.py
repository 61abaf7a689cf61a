from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from clinic.actions.second_factors import reset_second_factor
from clinic.models import User


class Command(BaseCommand):
    help = (
        "Take somebody's second factor away, where no other owner can: they set up a new one "
        "after their password. Be sure who asks: call them back on a number you know."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login", help="their e-mail address or user name")

    def handle(self, *args: Any, login: str, **options: Any) -> None:
        user = User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login)).first()
        if user is None:
            raise CommandError("Nobody signs in with that.")
        reset_second_factor(user=user, by=None)
        self.stdout.write("Done. They are signed out, and set up a new one when they sign in.")
