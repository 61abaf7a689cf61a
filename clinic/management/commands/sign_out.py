from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from clinic.actions.sessions import Why, end_sessions
from clinic.models import User


class Command(BaseCommand):
    help = "Sign somebody out everywhere, at once: a device was stolen, or an account misused."

    def add_arguments(self, parser: CommandParser) -> None:
        who = parser.add_mutually_exclusive_group(required=True)
        who.add_argument("login", nargs="?", help="the user name or e-mail address")
        who.add_argument("--all", action="store_true", help="everybody, of every clinic")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            listed = User.objects.filter(pk__in=UserSession.objects.values("user"))
            count = sum(end_sessions(user=user, by=None, why=Why.CONSOLE) for user in listed)
            count += Session.objects.all().delete()[0]  # of nobody, or on no list
            self.stdout.write(f"Everybody is signed out: {count} sessions ended.")
            return
        login = options["login"]
        user = User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login)).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {login!r}.")
        count = end_sessions(user=user, by=None, why=Why.CONSOLE)
        self.stdout.write(f"Signed out everywhere: {count} sessions ended.")
